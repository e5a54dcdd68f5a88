"""Ranks the conditions that a query could mean, by their names."""

from collections.abc import Iterable, Sequence
from math import log1p
from typing import NamedTuple

from rapidfuzz.distance import OSA

from common.folding import variants
from conditions.models import SearchEntry
from conditions.search import candidates
from conditions.search.candidates import SHORT, Candidate

EXACT = 1.0
CLEAR = 0.8  # from here on a name may be what was meant; below, it is only the nearest
WORD_MIN = 4  # letters of a name that is looked for in a sentence
FAINT = 0.5  # below this it is not worth showing
# Words that say little: a name means nearly the same without them.
GENERIC = frozenset(
    "disease diseases disorder disorders syndrome syndromes illness condition the of a an and with "
    "in to by for s enfermedad enfermedades sindrome sindromes trastorno trastornos dolencia de "
    "del la el los las y con en por un una maladie krankheit morbus".split()
)
QUERY_MAX = 200  # characters; what is longer is cut
WORDS_MAX = 12  # words of it that are looked up
MISSPELT_MAX = 60  # letters of a name; what is longer is a sentence
FEW = 10  # names by words; with fewer, misspelt ones are looked for, too


class Ranked(NamedTuple):
    score: float
    candidate: Candidate

    @property
    def order(self) -> tuple[float, int, int, int, str, int]:
        _condition_id, form, text, _language, weight, members = self.candidate
        return -round(self.score, 4), weight, -members, len(form), text, self.candidate.condition_id


def content(form: str) -> list[str]:
    """The words that tell it apart; all of them where none do."""
    words = form.split()
    return [word for word in words if word not in GENERIC] or words


class Ranker:
    def __init__(self, forms: Sequence[str]) -> None:
        self.forms = forms
        self.form = forms[0]
        self.words = self.form.split()
        self.content = content(self.form)
        self.sorted_content = " ".join(sorted(self.content))
        self.glued = self.form.replace(" ", "")

    def best(self, candidates: Iterable[Candidate]) -> list[Ranked]:
        """The best name of each condition, best first."""
        found: dict[int, Ranked] = {}
        for candidate in set(candidates):
            ranked = Ranked(self.score(candidate), candidate)
            known = found.get(candidate.condition_id)
            if known is None or ranked.order < known.order:
                found[candidate.condition_id] = ranked
        return sorted(found.values(), key=lambda ranked: ranked.order)

    def score(self, candidate: Candidate) -> float:
        form = candidate.form
        if form in self.forms:
            score = EXACT if form == self.form else 0.99
        else:
            score = max(
                self._begins(form), self._alike(form), self._has_words(form), self._holds(form)
            )
            if candidate.weight == SearchEntry.Weight.PREFERRED:
                score += 0.002
            score = min(score + min(0.01, log1p(candidate.member_count) / 500), 0.985)
        if candidate.weight == SearchEntry.Weight.LOOSE:
            score -= 0.02
        return score

    def _begins(self, form: str) -> float:
        """What was typed so far: the more of the name it is, the better."""
        if not form.startswith(self.form):
            return 0.0
        share = len(self.form) / len(form)
        is_whole_word = form[len(self.form)] == " "
        return 0.86 + 0.03 * is_whole_word + 0.08 * share

    def _alike(self, form: str) -> float:
        """Misspelt: letters left out, added, changed or swapped; and words in another order."""
        whole = OSA.normalized_similarity(self.form, form, score_cutoff=FAINT)
        words = content(form)
        reordered = 0.97 * OSA.normalized_similarity(
            self.sorted_content, " ".join(sorted(words)), score_cutoff=FAINT
        )
        cut = 0.0
        if len(form) > len(self.form):
            cut = 0.85 * OSA.normalized_similarity(
                self.form, form[: len(self.form)], score_cutoff=FAINT
            )
        glued = 0.98 * OSA.normalized_similarity(
            self.glued, form.replace(" ", ""), score_cutoff=FAINT
        )
        return 0.97 * max(whole, reordered, cut, glued)

    def _has_words(self, form: str) -> float:
        """Every word that tells, or its beginning, stands somewhere in the name."""
        words = form.split()
        if not all(any(word.startswith(each) for word in words) for each in self.content):
            return 0.0
        share = sum(map(len, self.content)) / len(form)
        whole = sum(each in words for each in self.content) / len(self.content)
        return 0.7 + 0.1 * min(share, 1) + 0.06 * whole

    def _holds(self, form: str) -> float:
        """The whole name stands in a longer query, as in a sentence."""
        words = [word for word in content(form) if len(word) >= WORD_MIN]
        if not words or not set(form.split()) <= set(self.words) | GENERIC:
            return 0.0
        return 0.55 + 0.25 * min(len(form) / len(self.form), 1)


def match_names(text: str, *, at_any_cost: bool = True) -> list[Ranked]:
    """The best name of each condition that could be meant, best first.

    What is like no name is compared with all of them by its letters, which takes ten times as long.
    """
    forms = variants(text[:QUERY_MAX])
    if not forms:
        return []
    with candidates.through_indexes():
        return _match(forms, at_any_cost)


def _match(forms: Sequence[str], at_any_cost: bool) -> list[Ranked]:
    ranker = Ranker(forms)
    found = candidates.exact(forms)
    if len(forms[0]) < SHORT:
        found += candidates.beginning(forms[0])
        return ranker.best(found)
    for form in forms:
        found += _by_words(form)
    if not _has_exact(found, forms) and len(found) < FEW:
        for form in forms:
            found += candidates.alike(form)
    ranked = ranker.best(found)
    for further in (_by_any_word, _by_all_letters)[: 1 + at_any_cost]:
        if not ranked or ranked[0].score < CLEAR:
            found += further(ranker)
            ranked = ranker.best(found)
    return [each for each in ranked if each.score >= FAINT]


def _by_words(form: str) -> list[Candidate]:
    words = form.split()[:WORDS_MAX]
    found = candidates.with_words(words, form)
    telling = content(form)[:WORDS_MAX]
    if len(found) < FEW and telling != words:
        found += candidates.with_words(telling, form)
    return found


def _by_any_word(ranker: Ranker) -> list[Candidate]:
    telling = [word for word in ranker.content if len(word) >= SHORT][:WORDS_MAX]
    return candidates.with_any_word(telling) if len(telling) > 1 else []


def _by_all_letters(ranker: Ranker) -> list[Candidate]:
    return candidates.alike_in_all(ranker.form) if len(ranker.form) <= MISSPELT_MAX else []


def _has_exact(found: Sequence[Candidate], forms: Sequence[str]) -> bool:
    return any(candidate.form in forms for candidate in found)
