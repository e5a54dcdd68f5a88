"""Texts nearly the same as one that was sent in before."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from experiences.text_rules.rule import Family, Rule, Shadow

ALIKE = 85.0  # of 100
# Of shorter texts too many are alike by chance: "I was tired all the time."
LEAST = 40  # characters


def near_duplicates(text: str, others: Sequence[str], threshold: float = ALIKE) -> list[int]:
    """Which of the others are nearly this text, the most alike first.

    The order of sentences does not matter much, capitals, accents and spaces not at all. Costs
    about the product of both lengths per pair: hand over the texts of one topic or one author.
    """
    wanted = plain(text)
    if len(wanted) < LEAST:
        return []
    scores = [
        (likeness(wanted, plain(other), threshold), index) for index, other in enumerate(others)
    ]
    alike = [(-score, index) for score, index in scores if score >= threshold]
    return [index for _score, index in sorted(alike)]


def likeness(one: str, other: str, least: float) -> float:
    """Letters in their order, or words in any; nought when it is under ``least``."""
    if len(other) < LEAST:
        return 0.0
    straight = fuzz.ratio(one, other, score_cutoff=least)
    return straight or fuzz.token_sort_ratio(one, other, score_cutoff=least)


def plain(text: str) -> str:
    return " ".join(
        "".join(
            character if character.isalnum() else " " for character in Shadow.of(text).folded
        ).split()
    )


NEAR_DUPLICATE = Rule(
    id="near-duplicate",
    version=1,
    family=Family.DUPLICATES,
    label=_("Nearly the same as another text"),
    why=_(
        "Readers count on each text being somebody's own experience. If you wrote both, "
        "editing the first one is the better way."
    ),
)
RULES = (NEAR_DUPLICATE,)
