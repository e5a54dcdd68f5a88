"""A page of the queue: the highest risk first, then the oldest."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext

from common.guards import Person
from common.paging import Keyset, cut
from conditions.asked import wordings
from experiences.models import Case
from experiences.models.cases import CaseQuerySet
from experiences.moderation.case.forms import CaseFilter
from experiences.moderation.case.verbs import FRESH

PER_PAGE = 50  # cases
COUNTED = 500  # cases; beyond them it is "500+"
SHOWN = (
    "kind",
    "risk",
    "is_held",
    "opened_at",
    "language",
    "claimed_by__pen_name",
    "claimed_until",
    "condition__name",
    "experience__version",
    "experience__topic__question_id",
)
RISK_FIRST = Keyset("-risk", "opened_at", "pk", times={"opened_at"})


@dataclass(frozen=True)
class Row:
    """A case in words, made once: a page has fifty."""

    case: Case
    kind: str
    risk: str
    waiting: str
    question: str
    url: str
    is_mine: bool
    is_somebody_elses: bool

    @property
    def can_be_refused(self) -> bool:
        """Together with others: what is new, and nobody else is reading."""
        return self.case.kind in FRESH and not self.is_somebody_elses

    @property
    def seen(self) -> str:
        """Sent back by the list, with the version that it shows."""
        return f"{self.case.pk}-{self.case.experience.version}"

    @property
    def who(self) -> str:
        if self.is_mine:
            return gettext("you")
        holder = self.case.claimed_by if self.is_somebody_elses else None
        return holder.pen_name if holder else gettext("nobody")


@dataclass(frozen=True)
class Totals:
    """What waits, counted up to a limit so that a long queue costs no more than a short one."""

    kinds: Sequence[tuple[str, int]]
    is_capped: bool

    @property
    def all(self) -> int:
        return sum(count for _label, count in self.kinds)


@dataclass(frozen=True)
class QueuePage:
    rows: Sequence[Row]
    filter: CaseFilter
    totals: Totals
    is_first: bool
    next: str

    @property
    def next_query(self) -> str:
        return urlencode({**self.filter.chosen, "after": self.next})

    @property
    def first_query(self) -> str:
        return urlencode(self.filter.chosen)


def queue_page(person: Person, data: Mapping[str, str], language: str) -> QueuePage:
    """Three queries, however long the queue is."""
    narrowed = CaseFilter(data)
    visible = Case.objects.visible_to(person)
    cases = narrowed.narrow(visible, person.pk or 0).select_related(
        "condition", "claimed_by", "experience__topic"
    )
    after = behind(data.get("after", ""))
    ordered = cases.filter(after or Q()).only(*SHOWN).order_by(*RISK_FIRST.order)
    page, has_more = cut(ordered, PER_PAGE)
    rows = list(rows_of(page, person, language))
    following = RISK_FIRST.key_of(page[-1]) if has_more else ""
    return QueuePage(rows, narrowed, totals(visible), after is None, following)


def rows_of(cases: Iterable[Case], person: Person, language: str) -> Iterator[Row]:
    labels = wordings(language)
    kinds = {kind.value: str(kind.label) for kind in Case.Kind}
    risks = {risk.value: str(risk.label) for risk in Case.Risk}
    now = timezone.now()
    # One reverse instead of fifty.
    address = reverse("experiences:case-detail", args=[0])
    for case in cases:
        has_lease = case.claimed_until is not None and case.claimed_until > now
        yield Row(
            case,
            kinds[case.kind],
            risks[case.risk],
            timesince(case.opened_at, now, depth=1),
            labels[case.experience.topic.question_id].label,
            address.replace("/0/", f"/{case.pk}/"),
            is_mine=has_lease and case.claimed_by_id == person.pk,
            is_somebody_elses=has_lease and case.claimed_by_id not in (None, person.pk),
        )


def totals(cases: CaseQuerySet) -> Totals:
    ordered = cases.order_by(*RISK_FIRST.order)
    kinds, is_capped = cut(ordered.values_list("kind", flat=True), COUNTED)
    counted = Counter(kinds)
    return Totals(
        [(str(kind.label), counted[kind]) for kind in Case.Kind if counted[kind]], is_capped
    )


def behind(key: str) -> Q | None:
    """What comes after a place in the queue; None for a place that this site never wrote."""
    values = RISK_FIRST.read(key)
    if values is None or values[0] not in Case.Risk.values:
        return None
    return RISK_FIRST.behind(*values)
