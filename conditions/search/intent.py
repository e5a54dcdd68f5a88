"""Which standard question a query asks, and the rest of it, which is the name.

"what causes carcinoid sindrome" is the question "causes" about "carcinoid sindrome". The words come
from the wordings that the site has, in all its languages, so a question of one's own is understood
without a change here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from rapidfuzz.distance import OSA

from common.folding import normal
from conditions.models import QuestionText

# Stop words: they ask, join or say about whom, and do not tell questions apart.
ASKING = frozenset(
    "a about an and are be can did do does for from get has have how i if in is it like my of on "
    "or people s somebody that the there they this to was what when where which who why with you "
    "your brother child daughter died father husband mother sister suffers wife "
    "al como con cual cuales cuando de del donde el en es esta hay la las lo los mi para por "
    "puede pueden que quien se si sobre son su te tener tengo tiene un una y "
    "esposa hermana hermano hija hijo madre marido murio padre".split()
)
SIMILAR = 0.84  # of a misspelt word to the word that is meant, from 0 to 1
SPELT_MIN = 5  # letters of a word that may be misspelt
STEM_MIN, ENDING_MAX = 4, 3  # letters: "cured" and "working" are meant by "cure" and "work"
ENDING = re.compile(r"(?<=...)(?:ing|ed|es|e|s)$")  # "live" and "living"


@dataclass(frozen=True)
class Intent:
    # None where no standard question is asked: "my son has acromegaly".
    question_id: int | None
    name: str


class Words:
    """The words of each question: the fewer questions share a word, the more it says."""

    def __init__(self, wordings: Iterable[QuestionText]) -> None:
        self.questions: dict[str, set[int]] = defaultdict(set)
        self.order: dict[int, int] = {}
        for place, wording in enumerate(wordings):
            self.order.setdefault(wording.question_id, place)
            text = f"{wording.title.replace('{condition}', ' ')} {wording.label}"
            for word in set(normal(text).split()) - ASKING:
                self.questions[word].add(wording.question_id)

    def meant(self, word: str) -> set[int]:
        if word in self.questions or len(word) < STEM_MIN:
            return self.questions.get(word, set())
        if inflected := [known for known in self.questions if _is_same_stem(word, known)]:
            return set().union(*(self.questions[known] for known in inflected))
        if len(word) < SPELT_MIN:
            return set()
        likeness = {
            known: OSA.normalized_similarity(word, known, score_cutoff=SIMILAR)
            for known in self.questions
            if len(known) >= SPELT_MIN
        }
        best = max(likeness, key=lambda known: likeness[known], default="")
        return self.questions[best] if best and likeness[best] else set()

    def read(self, query: str) -> Intent | None:
        """None where the query has no more to it than a name, or no name."""
        words = [word for word in normal(query).split() if word]
        meanings = {word: self.meant(word) for word in words if word not in ASKING}
        scores: dict[int, float] = defaultdict(float)
        for questions in meanings.values():
            for question_id in questions:
                scores[question_id] += log(1 + len(self.order) / len(questions))
        best = min(scores, key=lambda each: (-scores[each], self.order[each]), default=None)
        rest = [word for word in words if best not in meanings.get(word, ())]
        # "de" in the middle of a name belongs to it; at the ends it belonged to the question.
        while rest and rest[0] in ASKING:
            del rest[0]
        while rest and rest[-1] in ASKING:
            del rest[-1]
        return Intent(best, " ".join(rest)) if rest and rest != words else None


def _is_same_stem(one: str, other: str) -> bool:
    if ENDING.sub("", one) == ENDING.sub("", other):
        return True
    short, long = sorted((one, other), key=len)
    return (
        len(short) >= STEM_MIN and len(long) - len(short) <= ENDING_MAX and long.startswith(short)
    )
