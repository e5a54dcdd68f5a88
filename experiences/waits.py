"""How long texts waited for their first decision, month by month."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber, TruncMonth
from django.utils.formats import date_format

from conditions.charts import BarChart, bar_chart
from conditions.workflow import add_months
from experiences.figures import ON_WHAT_WAITED, in_words
from experiences.models import Decision

MONTHS = 12  # whole ones before this one, whose figure would move with each decision


def waits_by_month(now: datetime) -> BarChart:
    """The wait that half of a month's texts stayed under, hidden where they are few; one query."""
    first = add_months(now.date().replace(day=1), -MONTHS)
    months = [add_months(first, number) for number in range(MONTHS)]
    medians = median_waits(first, add_months(first, MONTHS))
    rows = []
    for month in months:
        wait = medians.get(month)
        hours = max(wait / timedelta(hours=1), 1) if wait is not None else None
        rows.append((date_format(month, "F Y"), hours, in_words(wait)))
    return bar_chart(rows)


def median_waits(since: date, until: date) -> dict[date, timedelta]:
    """By the first of the month, in whole hours, so that it is nobody's."""
    earlier = Decision.objects.filter(revision=OuterRef("revision"), pk__lt=OuterRef("pk"))
    by_month = {"partition_by": [TruncMonth("decided_at")]}
    rows = (
        Decision.objects.filter(
            ~Exists(earlier),
            verb__in=ON_WHAT_WAITED,
            waited__isnull=False,
            decided_at__date__gte=since,
            decided_at__date__lt=until,
        )
        .annotate(
            month=TruncMonth("decided_at"),
            number=Window(Count("pk"), **by_month),
            place=Window(RowNumber(), order_by=["waited", "pk"], **by_month),
        )
        .filter(number__gte=settings.SMALL_NUMBER, place=F("number") / 2 + 1)
        .values_list("month", "waited")
    )
    return {
        month.date(): timedelta(hours=max(1, round(waited / timedelta(hours=1))))
        for month, waited in rows
    }
