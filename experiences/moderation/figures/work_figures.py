"""Figures of the moderators' work: what came in, what became of it, how long it waited, and how
often each rule was right."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber, TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from common.charts import BarChart, bar_chart
from conditions.summaries.workflow import add_months
from experiences.models import Appeal, Decision, ExperienceRevision, Outcome, Reason, Signal
from experiences.models.decisions import DecisionQuerySet
from experiences.text_rules import RULES

HOUR = timedelta(hours=1)
WINDOW = timedelta(days=365)
MONTHS = 12  # whole ones before this one, whose figure would move with each decision
WAITS_SEEN = 200  # the newest decisions
WAITS_NEEDED = 8  # decisions, before they say anything
REFUSALS = (Decision.Verb.REQUEST_CHANGES, Decision.Verb.REJECT, Decision.Verb.HIDE)
# Decisions on what somebody sent in; the others come whenever a moderator looks again.
ON_SENT_WORDINGS = (Decision.Verb.APPROVE, Decision.Verb.REQUEST_CHANGES, Decision.Verb.REJECT)
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


def single_figure(count: int, threshold: int) -> Figure:
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
        single_figure(received, threshold),
        single_figure(approved, threshold),
        breakdown(refusals_by_reason(decisions), threshold),
        breakdown(appeals_by_outcome(since), threshold),
        median_wait(decisions, threshold),
    )


def refusals_by_reason(decisions: DecisionQuerySet) -> dict[str, int]:
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


def first_decisions(decisions: DecisionQuerySet) -> DecisionQuerySet:
    """The first decision on each wording that was sent in."""
    earlier = Decision.objects.filter(revision=OuterRef("revision"), pk__lt=OuterRef("pk"))
    return decisions.filter(~Exists(earlier), verb__in=ON_SENT_WORDINGS, waited__isnull=False)


def median_wait(decisions: DecisionQuerySet, threshold: int) -> timedelta | None:
    waits = first_decisions(decisions).order_by("waited")
    number = waits.count()
    if number < threshold:
        return None
    middle = waits.values_list("waited", flat=True)[number // 2]
    return in_whole_hours(middle) if middle is not None else None


def in_whole_hours(wait: timedelta) -> timedelta:
    """At least one, and so rounded that it is nobody's own wait."""
    return timedelta(hours=max(1, round(wait / HOUR)))


def in_words(wait: timedelta | None) -> str:
    """A wait in hours, or in days from two days on."""
    if wait is None:
        return ""
    hours = round(wait / HOUR)
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
        """The useful ones among those judged, in per cent; None while these are too few."""
        judged = self.useful + self.false
        return 100 * self.useful / judged if judged >= JUDGED_NEEDED else None


def precisions() -> Sequence[Precision]:
    """Every rule there is, in the order of the rules; one query."""
    counted = (
        Signal.objects.order_by()
        .values("rule")
        .annotate(
            fired=Count("pk"),
            useful=Count("pk", filter=Q(verdict=Signal.Verdict.USEFUL)),
            false=Count("pk", filter=Q(verdict=Signal.Verdict.FALSE)),
        )
    )
    numbers = {row["rule"]: (row["fired"], row["useful"], row["false"]) for row in counted}
    return [
        Precision(rule.id, str(rule.label), *numbers.get(rule.id, (0, 0, 0)))
        for rule in RULES.values()
    ]


def waits_by_month(now: datetime) -> BarChart:
    """The wait that half of a month's texts stayed under, hidden where they are few; one query."""
    first = add_months(now.date().replace(day=1), -MONTHS)
    months = [add_months(first, number) for number in range(MONTHS)]
    medians = median_waits(first, add_months(first, MONTHS))
    rows = []
    for month in months:
        wait = medians.get(month)
        hours = max(wait / HOUR, 1) if wait is not None else None
        rows.append((date_format(month, "F Y"), hours, in_words(wait)))
    return bar_chart(rows)


def median_waits(since: date, until: date) -> dict[date, timedelta]:
    """By the first of the month."""
    month = TruncMonth("decided_at")
    rows = (
        first_decisions(Decision.objects.all())
        .filter(decided_at__date__gte=since, decided_at__date__lt=until)
        .annotate(
            month=month,
            number=Window(Count("pk"), partition_by=[month]),
            place=Window(RowNumber(), order_by=["waited", "pk"], partition_by=[month]),
        )
        .filter(number__gte=settings.SMALL_NUMBER, place=F("number") / 2 + 1)
        .values_list("month", "waited")
    )
    return {first.date(): in_whole_hours(wait) for first, wait in rows if wait is not None}


def expected_wait() -> timedelta | None:
    """How long the middle one of the last texts waited; nothing where they are too few."""
    decided = Decision.objects.filter(verb__in=ON_SENT_WORDINGS, waited__isnull=False)
    newest = decided.order_by("-pk").values_list("waited", flat=True)[:WAITS_SEEN]
    waits = [wait.total_seconds() for wait in newest if wait is not None]
    return timedelta(seconds=median(waits)) if len(waits) >= WAITS_NEEDED else None


def expected_wait_in_words() -> str:
    wait = expected_wait()
    if wait is None:
        return gettext("There were too few decisions yet to say how long it takes.")
    hours = wait / HOUR
    if hours < 1:
        return gettext("Half of the last texts were decided within an hour.")
    if hours < IN_HOURS_BELOW:
        return ngettext(
            "Half of the last texts were decided within about %(count)d hour.",
            "Half of the last texts were decided within about %(count)d hours.",
            round(hours),
        ) % {"count": round(hours)}
    return ngettext(
        "Half of the last texts were decided within about %(count)d day.",
        "Half of the last texts were decided within about %(count)d days.",
        round(hours / DAY_HOURS),
    ) % {"count": round(hours / DAY_HOURS)}
