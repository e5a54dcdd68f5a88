"""Suggests pen names, and checks whether one is taken.

Suggestions are random words that say nothing of the person; the e-mail is never used.
"""

import secrets
from pathlib import Path

from diseasemaps.accounts.models import User, fold_pen_name

DRAWS = 8  # suggestions in one query; one of them is free unless nearly all are taken
NUMBER_END = 10_000  # a taken suggestion gets a number below this

# Two paragraphs of harmless words: first and second words of a name.
_words = Path(__file__).with_name("pen_name_words.txt").read_text(encoding="utf-8")
FIRST_WORDS, SECOND_WORDS = (paragraph.split() for paragraph in _words.split("\n\n"))


def is_taken(name: str, *, but_by: User | None = None) -> bool:
    """Whether somebody has this name or one that looks the same."""
    holders = User.objects.filter(pen_name_folded=fold_pen_name(name))
    if but_by is not None:
        holders = holders.exclude(pk=but_by.pk)
    return holders.exists()


def draw() -> str:
    return f"{secrets.choice(FIRST_WORDS)} {secrets.choice(SECOND_WORDS)}"


def suggest() -> str:
    """An unused pen name, in one query, and one more for each number tried after that."""
    names = [draw() for _ in range(DRAWS)]
    taken = set(User.objects.filter(pen_name__in=names).values_list("pen_name", flat=True))
    for name in names:
        if name not in taken:
            return name
    while is_taken(name := f"{names[0]} {secrets.randbelow(NUMBER_END)}"):
        pass
    return name
