"""How the people who shared on a condition spread over the years since their diagnosis.

Their texts say it themselves, one by one. Counted, the figures go in steps like those of the map.
"""

from collections import Counter

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext

from common.charts import BarChart, bar_chart
from conditions.freshness import touch
from conditions.models import Condition
from experiences.models import Experience, YearsSpread
from experiences.models.kinds import YEAR_BANDS, band_of
from experiences.small_numbers import in_steps


def count_spreads() -> int:
    """Count again for conditions that changed since; how many show something else now.

    The periodic job does it, not whoever publishes: linear in the texts of each such condition.
    """
    stale = (
        Condition.objects.live()
        .filter(topics__experience_count__gt=0)
        .filter(Q(years_spread=None) | Q(years_spread__counted_at__lt=F("changed_at")))
    )
    return sum(count_spread(pk) for pk in stale.values_list("pk", flat=True).distinct())


def count_spread(condition_id: int) -> bool:
    with transaction.atomic():
        shown = in_steps(people_by_band(condition_id), settings.SMALL_NUMBER)
        there = YearsSpread.objects.filter(condition=condition_id).first()
        is_new = shown != (there.shown if there else {})
        if is_new:
            touch(condition_id)
        YearsSpread.objects.update_or_create(
            condition_id=condition_id, defaults={"shown": shown, "counted_at": timezone.now()}
        )
    return is_new


def people_by_band(condition_id: int) -> Counter[str]:
    """Distinct authors; who shared at several times counts in each."""
    rows = (
        Experience.objects.public()
        .filter(topic__condition=condition_id, years_since_diagnosis__isnull=False)
        .values("kind", "author")
        .annotate(texts=Count("pk"))
        .values_list("kind", "author")
    )
    people = {(band_of(kind), author) for kind, author in rows if author is not None}
    return Counter(band for band, _author in people)


def spread_chart(condition: Condition) -> BarChart | None:
    """One query; nothing where every band is hidden."""
    there = YearsSpread.objects.filter(condition=condition).first()
    if there is None:
        return None
    rows = []
    for band, (_first, _last, label) in YEAR_BANDS.items():
        # The threshold may have been raised since.
        number = there.shown.get(band, 0)
        is_shown = number >= settings.SMALL_NUMBER
        said = gettext("at least %(count)d people") % {"count": number}
        rows.append((str(label), number if is_shown else None, said))
    chart = bar_chart(rows)
    return chart if chart.has_something else None
