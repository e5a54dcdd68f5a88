"""From what somebody typed to the conditions that could be meant."""

from collections.abc import Sequence

from conditions.search import candidates
from conditions.search.candidates import SHORT, Candidate
from conditions.search.forms import variants
from conditions.search.rank import CLEAR, FAINT, Ranked, Ranker, content

QUERY_MAX = 200  # characters; what is longer is cut
WORDS_MAX = 12  # words of it that are looked up
MISSPELT_MAX = 60  # letters of a name; what is longer is a sentence
FEW = 10  # names by words; with fewer, misspelt ones are looked for, too


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
