"""What a search shows: conditions by name or code, and the question that was asked of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from conditions.asked import AskedQuestion, asked_questions
from conditions.models import Code, Condition, Name, QuestionText, Topic
from conditions.search.by_code import match_codes
from conditions.search.intent import Words
from conditions.search.matching import CLEAR, QUERY_MAX, Ranked, match_names

ASKED_MAX = 3  # conditions for which a question that was asked is shown
SURE = 0.93  # a name that fits so well is meant, unless another fits nearly as well
MARGIN = 0.03


@dataclass(frozen=True)
class Hit:
    condition: Condition
    name: str
    # The name or code that fitted, where it is not the one above.
    matched: str


@dataclass(frozen=True)
class Found:
    query: str
    hits: Sequence[Hit]
    # The question that was asked, as it is put of the first conditions.
    asked: Sequence[AskedQuestion]
    # Whether what was found fits, or is only the nearest there is.
    is_clear: bool
    # The address of the one clear answer, where there is one.
    straight_to: str = ""


def cleaned(text: str) -> str:
    """Without what nobody types and databases refuse, and no longer than a name is."""
    readable = "".join(char if char.isprintable() else " " for char in text[: 4 * QUERY_MAX])
    return " ".join(readable.split())[:QUERY_MAX]


def search(text: str, language: str) -> Found:
    """About eight queries, however much is found; some more where a question was asked."""
    query = cleaned(text)
    if codes := match_codes(query):
        return _by_code(query, codes, language)
    # A sentence is like no name, and most likely a question.
    ranked = match_names(query, at_any_cost=False)
    question = None
    if not ranked or ranked[0].score < SURE:
        wordings = QuestionText.objects.order_by("question__position", "question__key")
        intent = Words(wordings).read(query)
        about = match_names(intent.name) if intent else []
        if about and about[0].score > max(CLEAR, ranked[0].score if ranked else 0):
            ranked, question = about, intent.question_id if intent else None
        elif intent is None and (not ranked or ranked[0].score < CLEAR):
            ranked = match_names(query)
    return _found(query, ranked, question, language)


def _found(query: str, ranked: Sequence[Ranked], question: int | None, language: str) -> Found:
    conditions = Condition.objects.live().in_bulk([each.candidate.condition_id for each in ranked])
    best = [each for each in ranked if each.candidate.condition_id in conditions]
    hits = _hits(
        [(conditions[each.candidate.condition_id], each.candidate.text) for each in best], language
    )
    asked = _asked(hits[:ASKED_MAX], question, language) if question else []
    is_sure = bool(best) and best[0].score >= SURE
    is_alone = len(best) < 2 or best[0].score - best[1].score >= MARGIN  # noqa: PLR2004
    to = ""
    if is_sure and is_alone:
        is_of_first = asked and asked[0].url.startswith(hits[0].condition.get_absolute_url())
        to = asked[0].url if is_of_first else hits[0].condition.get_absolute_url()
    is_clear = bool(best) and best[0].score >= CLEAR
    return Found(query, hits, asked, is_clear, to)


def _by_code(query: str, codes: Sequence[Code], language: str) -> Found:
    conditions = Condition.objects.live().in_bulk([code.condition_id for code in codes])
    first: dict[int, Code] = {}
    for code in codes:
        if code.condition_id in conditions:
            first.setdefault(code.condition_id, code)
    hits = _hits([(conditions[pk], str(code)) for pk, code in first.items()], language)
    to = hits[0].condition.get_absolute_url() if len(hits) == 1 else ""
    return Found(query, hits, [], bool(hits), to)


def _hits(found: Sequence[tuple[Condition, str]], language: str) -> list[Hit]:
    preferred = dict(
        Name.objects.filter(
            condition__in=[condition.pk for condition, _text in found],
            kind=Name.Kind.PREFERRED,
            language=language,
        ).values_list("condition", "text")
    )
    hits = []
    for condition, text in found:
        name = preferred.get(condition.pk, condition.name)
        hits.append(Hit(condition, name, "" if text.casefold() == name.casefold() else text))
    return hits


def _asked(hits: Sequence[Hit], question: int, language: str) -> list[AskedQuestion]:
    asked = []
    for hit in hits:
        topics = list(Topic.objects.of_address(hit.condition.slug, language))
        questions = asked_questions(hit.condition, topics, hit.name, language)
        asked += [each for each in questions if each.question.pk == question]
    return asked
