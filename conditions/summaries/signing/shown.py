"""The question and the condition's name as a topic's page shows them, and when two of them count
as the same."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from conditions.asked import preferred_names, wordings
from conditions.models import Topic
from conditions.summaries.signing import verify_review
from conditions.summaries.signing.verify_review import canonical_bytes

FOLDED_MAX = 4_096  # names and questions kept in memory
folded = lru_cache(maxsize=FOLDED_MAX)(verify_review.folded)


@dataclass(frozen=True)
class Shown:
    name: str
    title: str


def shown_of(topics: Iterable[tuple[Topic, str]]) -> dict[tuple[int, str], Shown]:
    """By topic and language; two queries a language. Topics come with their condition."""
    by_language: dict[str, list[Topic]] = {}
    for topic, language in topics:
        by_language.setdefault(language, []).append(topic)
    found = {}
    for language, wanted in by_language.items():
        questions, names = wordings(language), preferred_names(wanted, language)
        for topic in wanted:
            name = names[topic.pk]
            title = questions[topic.question_id].about(name)
            found[topic.pk, language] = Shown(name, title)
    return found


def names_hash(shown: Shown) -> str:
    """SHA-256, in hexadecimal, of the folded names, as the signing log has it."""
    names = {"name": folded(shown.name), "question": folded(shown.title)}
    return hashlib.sha256(canonical_bytes(names)).hexdigest()
