"""The page of the queue: risk first, then oldest, fifty at a time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext

from common.form_fields import ROW_LARGEST
from conditions.asked import wordings
from conditions.permissions import Person
from experiences.models import Case
from experiences.moderation.case.forms import CaseFilter
from experiences.moderation.case.verbs import FRESH

PER_PAGE = 50  # cases
COUNTED = 500  # cases; beyond them it is "500+"
KEY_PARTS = 3
KEY_MAX = 60  # characters
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
IN_ORDER = ("-risk", "opened_at", "pk")


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
        return self.case.claimed_by.pen_name if self.is_somebody_elses else gettext("nobody")


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
    found = list(cases.filter(after or Q()).only(*SHOWN).order_by(*IN_ORDER)[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    rows = list(rows_of(page, person, language))
    following = key(page[-1]) if len(found) > PER_PAGE else ""
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


def totals(cases) -> Totals:
    kinds = list(cases.order_by(*IN_ORDER).values_list("kind", flat=True)[: COUNTED + 1])
    counted = Counter(kinds[:COUNTED])
    return Totals(
        [(kind.label, counted[kind]) for kind in Case.Kind if counted[kind]],
        len(kinds) > COUNTED,
    )


def key(case: Case) -> str:
    """The place of a case in the queue."""
    return f"{case.risk}-{(case.opened_at - EPOCH) // timedelta(microseconds=1)}-{case.pk}"


def behind(text: str) -> Q | None:
    """What comes after a place in the queue; nothing for what this site never wrote."""
    parts = text.split("-")
    is_ours = len(parts) == KEY_PARTS and len(text) <= KEY_MAX and text.isascii()
    if not is_ours or not all(part.isdecimal() for part in parts):
        return None
    risk, micros, pk = (int(part) for part in parts)
    try:
        opened_at = EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        return None
    if risk > max(Case.Risk) or pk > ROW_LARGEST:
        return None
    # The first half is a range of the index; the second takes off what stands at its beginning.
    return Q(risk__lte=risk) & (
        Q(risk__lt=risk) | Q(opened_at__gt=opened_at) | Q(opened_at=opened_at, pk__gt=pk)
    )
