"""A case with everything that helps to decide it; the number of queries never grows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property

from common.diffs import WORDS, Change, Piece, word_diff
from common.guards import Person
from conditions.asked import topic_titles
from conditions.reading.answers import ReviewedAnswer, public_answer
from experiences.models import (
    Appeal,
    Case,
    Decision,
    Experience,
    ExperienceRevision,
    Note,
    Outcome,
    Report,
    Signal,
)
from experiences.moderation.case.verbs import Verb, verbs_for
from experiences.moderation.moves import AlreadyDecided
from experiences.moderation.noticing import nearly_same
from experiences.permissions import can_decide_case, can_decide_held
from experiences.text_rules import RULES, Family, Found, Rule
from experiences.text_rules.duplicates import NEAR_DUPLICATE
from experiences.text_rules.preview import Piece as MarkedPiece
from experiences.text_rules.preview import mark

# Of these a moderator decides when to read on.
SEVERE = frozenset({Family.CRISIS, Family.ABUSE})
# Pairs of equal words in two texts: comparing so many takes half a second at worst.
PAIRS_MAX = 100_000


@dataclass(frozen=True)
class Noticed:
    """A signal with the words of its rule, as long as there is such a rule."""

    signal: Signal
    passage: str

    @property
    def rule(self) -> Rule | None:
        return RULES.get(self.signal.rule)

    @property
    def label(self) -> str:
        return str(self.rule.label) if self.rule else self.signal.rule

    @property
    def is_of_whole(self) -> bool:
        """Said of the text, not of a passage in it."""
        return self.signal.rule == NEAR_DUPLICATE.id

    @property
    def place(self) -> str:
        return f"{self.signal.start}-{self.signal.end}"


@dataclass(eq=False)
class Work:
    """One case, as a moderator works on it."""

    case: Case
    person: Person
    language: str
    today: date

    @property
    def experience(self) -> Experience:
        return self.case.experience

    @cached_property
    def appeal(self) -> Appeal | None:
        if self.case.kind != Case.Kind.APPEAL:
            return None
        appeals = Appeal.objects.select_related("decision__reason", "decision__revision")
        appeal = appeals.filter(decision__experience=self.experience).order_by("-pk").first()
        if appeal is not None:
            appeal.decision.experience = self.experience
        return appeal

    @cached_property
    def wording(self) -> ExperienceRevision | None:
        """The words that are judged; of a closed case only those that can still be decided on.

        What its author took back, or took down, is no longer any moderator's to read.
        """
        if self.case.is_open and self.case.kind in (Case.Kind.NEW, Case.Kind.EDIT):
            wording = self.case.revision
        elif self.case.is_open and self.appeal:
            wording = self.appeal.decision.revision
        else:
            wording = self.live
        if wording is not None:
            wording.experience = self.experience
        return wording

    @property
    def wording_to_decide(self) -> ExperienceRevision:
        """Raises ``AlreadyDecided`` where it is gone."""
        if self.wording is None:
            raise AlreadyDecided(self.experience)
        return self.wording

    @property
    def appeal_to_decide(self) -> Appeal:
        """Raises ``AlreadyDecided`` where it is gone."""
        if self.appeal is None:
            raise AlreadyDecided(self.experience)
        return self.appeal

    @property
    def live(self) -> ExperienceRevision | None:
        """What readers see, or saw until a moderator hid it."""
        is_there = self.experience.state in (Experience.State.PUBLIC, Experience.State.HIDDEN)
        return self.experience.live_revision if is_there else None

    @property
    def text(self) -> str:
        return self.wording.text if self.wording else ""

    @cached_property
    def noticed(self) -> list[Noticed]:
        if self.wording is None:
            return []
        return [
            Noticed(signal, self.text[signal.start : signal.end])
            for signal in self.wording.signals.current()
        ]

    @cached_property
    def pieces(self) -> list[MarkedPiece]:
        signals = (each.signal for each in self.noticed if not each.is_of_whole)
        found = [Found(each.start, each.end, each.rule, each.version) for each in signals]
        return mark(self.text, found)

    @cached_property
    def alike(self) -> list[Experience]:
        """The texts on this topic that this one is nearly the same as. What its author may have
        written on other conditions is not shown."""
        if self.wording is None or not any(each.is_of_whole for each in self.noticed):
            return []
        topic = self.experience.topic_id
        others = (other.experience for other in nearly_same(self.wording))
        return [other for other in others if other.topic_id == topic]

    @property
    def is_severe(self) -> bool:
        return any(each.rule is not None and each.rule.family in SEVERE for each in self.noticed)

    @cached_property
    def verbs(self) -> list[Verb]:
        return verbs_for(self.case)

    @property
    def is_mine(self) -> bool:
        """Whether this moderator holds the lease; a closed case needs none."""
        if not self.case.is_open:
            return bool(self.verbs)
        until = self.case.claimed_until
        return (
            self.case.claimed_by_id == self.person.pk
            and until is not None
            and until > timezone.now()
        )

    @cached_property
    def is_somebody_elses(self) -> bool:
        return self.case.is_claimed_by_another(self.person.pk or 0)

    @cached_property
    def title(self) -> str:
        topic = self.experience.topic
        return topic_titles([topic], self.language)[topic.pk]

    @cached_property
    def answer(self) -> ReviewedAnswer | None:
        return public_answer(self.experience.topic, self.language, self.today).chosen

    @cached_property
    def changes(self) -> list[Piece]:
        """What an edit changes of the public text."""
        live = self.live
        if self.case.kind != Case.Kind.EDIT or live is None or live == self.wording:
            return []
        return text_diff(live.text, self.text)

    @cached_property
    def outcomes(self) -> list[tuple[str, int]]:
        """How the author's texts were decided before: the verbs alone, on no condition."""
        if self.experience.author_id is None:
            return []
        counted = (
            Decision.objects.filter(experience__author=self.experience.author_id)
            .values_list("verb")
            .annotate(times=Count("pk"))
        )
        times = dict(counted)
        return [(str(verb.label), times[verb]) for verb in Decision.Verb if verb in times]

    @cached_property
    def reports(self) -> Sequence[Report]:
        """Without who reported."""
        if self.case.kind != Case.Kind.REPORT:
            return []
        return list(self.experience.reports.filter(outcome=Outcome.OPEN).defer("reporter"))

    @cached_property
    def notes(self) -> Sequence[Note]:
        return list(self.experience.notes.select_related("author"))

    @cached_property
    def last_decision(self) -> Decision | None:
        return self.experience.decisions.select_related("moderator", "reason").first()


def find_work(person: Person, pk: int, language: str, today: date) -> Work:
    """404 for a case that is not there, 403 for one that this moderator may not decide."""
    case = (
        Case.objects.select_related(
            "experience__topic__condition",
            "experience__topic__question",
            "experience__live_revision",
            "revision",
            "claimed_by",
        )
        .filter(pk=pk)
        .first()
    )
    if case is None:
        raise Http404
    is_theirs = not Case.objects.filter(pk=pk).not_by(person.pk or 0).exists()
    if is_theirs or not can_decide_case(person, case) or is_beyond(person, case):
        raise PermissionDenied
    return Work(case, person, language, today)


def is_beyond(person: Person, case: Case) -> bool:
    """A closed case is no way around a senior moderator's decision on the same text."""
    if case.is_open or can_decide_held(person):
        return False
    return Case.objects.filter(experience=case.experience_id, is_held=True).exists()


def text_diff(old: str, new: str) -> list[Piece]:
    """A diff like ``word_diff``, but in bounded time: members decide how alike their two texts are.

    What both begin and end with is set aside first; where the rest would still take long, it is
    shown as taken out and put in.
    """
    if old == new:
        return []
    before, after = WORDS.findall(old), WORDS.findall(new)
    start = words_in_common(before, after)
    end = words_in_common(before[start:][::-1], after[start:][::-1])
    middle = ["".join(words[start : len(words) - end]) for words in (before, after)]
    if equal_pairs(before, after, start, end) > PAIRS_MAX:
        changed = [Piece(Change.REMOVED, middle[0]), Piece(Change.ADDED, middle[1])]
    else:
        changed = word_diff(*middle)
    head = Piece(Change.SAME, "".join(before[:start]))
    tail = Piece(Change.SAME, "".join(before[len(before) - end :]))
    return [piece for piece in (head, *changed, tail) if piece.text]


def words_in_common(one: list[str], other: list[str]) -> int:
    """How many words two lists begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def equal_pairs(before: list[str], after: list[str], start: int, end: int) -> int:
    there = Counter(after[start : len(after) - end])
    return sum(there[word] for word in before[start : len(before) - end])
