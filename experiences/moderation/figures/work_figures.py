"""How long texts waited for their first decision, month by month."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber, TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from common.charts import BarChart, bar_chart
from conditions.summaries.workflow import add_months
from experiences.models import Appeal, Decision, ExperienceRevision, Outcome, Reason, Signal
from experiences.text_rules import RULES

WINDOW = timedelta(days=365)
REFUSALS = (Decision.Verb.REQUEST_CHANGES, Decision.Verb.REJECT, Decision.Verb.HIDE)
ON_WHAT_WAITED = (Decision.Verb.APPROVE, Decision.Verb.REQUEST_CHANGES, Decision.Verb.REJECT)
DAY_HOURS = 24
IN_HOURS_BELOW = 48  # hours; longer waits are told in days
JUDGED_NEEDED = 8  # signals of a rule, before a share of them says anything


@dataclass(frozen=True)
class Figure:
    """A number that may be shown, or not. ``at_least`` is what is known of a hidden total."""

    value: int | None = None
    at_least: int = 0


@dataclass(frozen=True)
class Breakdown:
    """A total and what it is made of. What is hidden says nothing of why it is."""

    total: Figure
    cells: Mapping[str, Figure]


def breakdown(counts: Mapping[str, int], threshold: int) -> Breakdown:
    """Hides every cell under the threshold, and whatever a hidden one could be computed from.

    - One small cell: the smallest of the others is hidden with it, and all that equal that one,
      so that nobody can tell which of them is the small one.
    - Several: their sum may be known, as long as it reaches the threshold and leaves each of them
      more than one possible value; otherwise the total is hidden.

    This holds against a reader who knows these rules: which of them applies depends on nothing
    but the number of the small cells and their sum, which the reader may have anyhow.
    """
    small = {name for name, count in counts.items() if count < threshold}
    shown = {name: count for name, count in counts.items() if name not in small}
    total_may_be_known = not small
    if len(small) == 1 and shown:
        least = min(shown.values())
        shown = {name: count for name, count in shown.items() if count > least}
        total_may_be_known = True
    elif len(small) > 1:
        hidden_sum = sum(counts[name] for name in small)
        total_may_be_known = threshold <= hidden_sum < len(small) * (threshold - 1)
    total = sum(counts.values())
    return Breakdown(
        Figure(total) if total_may_be_known else Figure(at_least=sum(shown.values())),
        {name: Figure(shown.get(name)) for name in counts},
    )


def alone(count: int, threshold: int) -> Figure:
    """A number that is the sum of no others that are shown."""
    return Figure(count if count >= threshold else None)


@dataclass(frozen=True)
class YearOfModeration:
    received: Figure
    approved: Figure
    refused: Breakdown
    appeals: Breakdown
    median_wait: timedelta | None

    @property
    def wait(self) -> str:
        return in_words(self.median_wait)


def year_of_moderation(now: datetime) -> YearOfModeration:
    """The last twelve months, in seven queries.

    Received are wordings, the others are decisions: a wording may have several, or wait, or have
    been taken back, so that none of these figures is the sum of others.
    """
    threshold, since = settings.SMALL_NUMBER, now - WINDOW
    decisions = Decision.objects.filter(decided_at__gte=since)
    received = ExperienceRevision.objects.filter(submitted_at__gte=since).count()
    approved = decisions.filter(verb=Decision.Verb.APPROVE).count()
    return YearOfModeration(
        alone(received, threshold),
        alone(approved, threshold),
        breakdown(refusals_by_reason(decisions), threshold),
        breakdown(appeals_by_outcome(since), threshold),
        median_wait(decisions, threshold),
    )


def refusals_by_reason(decisions: QuerySet[Decision]) -> dict[str, int]:
    counted = dict(
        decisions.filter(verb__in=REFUSALS).values_list("reason").annotate(times=Count("pk"))
    )
    labels: Counter[str] = Counter()
    for reason in Reason.objects.all():
        # Two reasons may have the same label.
        labels[reason.label_here] += counted.get(reason.pk, 0)
    return labels


def appeals_by_outcome(since: datetime) -> dict[str, int]:
    upheld = Q(outcome=Outcome.UPHELD)
    dismissed = Q(outcome=Outcome.DISMISSED)
    counted = Appeal.objects.filter(appealed_at__gte=since).aggregate(
        upheld=Count("pk", filter=upheld),
        dismissed=Count("pk", filter=dismissed),
        others=Count("pk", filter=~(upheld | dismissed)),
    )
    return {
        str(_("decided for the author")): counted["upheld"],
        str(_("first decision stood")): counted["dismissed"],
        str(_("still open, or settled otherwise")): counted["others"],
    }


def median_wait(decisions: QuerySet[Decision], threshold: int) -> timedelta | None:
    """Of what was sent in, until its first decision; in whole hours, so that it is nobody's."""
    earlier = Decision.objects.filter(revision=OuterRef("revision"), pk__lt=OuterRef("pk"))
    waits = decisions.filter(
        ~Exists(earlier), verb__in=ON_WHAT_WAITED, waited__isnull=False
    ).order_by("waited")
    number = waits.count()
    if number < threshold:
        return None
    middle: timedelta = waits.values_list("waited", flat=True)[number // 2]
    return timedelta(hours=max(1, round(middle / timedelta(hours=1))))


def in_words(wait: timedelta | None) -> str:
    """In hours, or days from two on."""
    if wait is None:
        return ""
    hours = round(wait / timedelta(hours=1))
    if hours < 1:
        return gettext("less than an hour")
    if hours < IN_HOURS_BELOW:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = round(hours / DAY_HOURS)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


@dataclass(frozen=True)
class Precision:
    """How often a rule fired, and what moderators said of it."""

    rule: str
    label: str
    fired: int
    useful: int
    false: int

    @property
    def share(self) -> float | None:
        """Of those judged, in per cent; nothing while they are too few to say."""
        judged = self.useful + self.false
        return 100 * self.useful / judged if judged >= JUDGED_NEEDED else None


def precisions() -> Sequence[Precision]:
    """Every rule there is, in the order of the rules; one query."""
    counted = {
        row["rule"]: row
        for row in Signal.objects.order_by()
        .values("rule")
        .annotate(
            fired=Count("pk"),
            useful=Count("pk", filter=Q(verdict=Signal.Verdict.USEFUL)),
            false=Count("pk", filter=Q(verdict=Signal.Verdict.FALSE)),
        )
    }
    nothing = {"fired": 0, "useful": 0, "false": 0}
    return [
        Precision(rule.id, str(rule.label), **{**nothing, **without_name(counted.get(rule.id))})
        for rule in RULES.values()
    ]


def without_name(row: Mapping[str, int] | None) -> dict[str, int]:
    return {name: value for name, value in (row or {}).items() if name != "rule"}


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
