"""Letters of mixed alphabets and invisible characters, which would defeat every other rule."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from experiences.text_rules.rule import Family, Rule, Shadow, Span, Writer

WORD = re.compile(r"[^\W\d_]{2,100}")
ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
# TNFα, βhCG and NFκB are honest words: a Greek letter at an edge, or among capitals.
LATIN_GREEK = frozenset({"LATIN", "GREEK"})

ZERO_WIDTH = "\u200b\u2060\u2061\u2062\u2063\u2064\u180e\u3164\u115f\u1160\uffa0"
BIDI = "\u202a-\u202e\u2066-\u2069"
JOINERS = "\u200c\u200d\u200e\u200f\u00ad\ufeff\u034f"
HIDDEN = re.compile(
    rf"[{ZERO_WIDTH}]{{1,200}}|[{BIDI}]{{1,200}}|[\ufff9-\ufffb]|[\U000e0000-\U000e007f]{{1,200}}"
    rf"|(?<=[A-Za-z0-9@.])[{JOINERS}]{{1,200}}(?=[A-Za-z0-9@.])"
)
SOFT_HYPHEN = "\u00ad"
BLACK_FLAG = "\U0001f3f4"  # tags after it spell the flag of a region
TAG = "\U000e0000"


def mixed(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    if shadow.original.isascii():
        return
    for match in WORD.finditer(shadow.original):
        word = match[0]
        if word.isascii():
            continue
        scripts = {script(letter) for letter in word} & ALIKE
        if len(scripts) > 1 and not (scripts == LATIN_GREEK and is_medical(word)):
            yield match.span()


def is_medical(word: str) -> bool:
    """Latin with Greek: no Greek letter stands right between small Latin ones."""
    return not any(
        script(letter) == "GREEK" and is_small_latin(ahead) and is_small_latin(behind)
        for ahead, letter, behind in zip(word, word[1:], word[2:], strict=False)
    )


def is_small_latin(letter: str) -> bool:
    return letter.islower() and script(letter) == "LATIN"


@lru_cache(4096)
def script(letter: str) -> str:
    """The first word of the character's name. The micro sign counts as no script's."""
    return unicodedata.name(letter, "").partition(" ")[0]


def hidden(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    if shadow.original.isascii():
        return
    for match in HIDDEN.finditer(shadow.original):
        ahead = shadow.original[match.start() - 1 : match.start()]
        is_flag = match[0][0] >= TAG and ahead == BLACK_FLAG
        if not is_flag and match[0] != SOFT_HYPHEN:
            yield match.span()


RULES = (
    Rule(
        id="mixed-scripts",
        version=1,
        family=Family.SCRIPTS,
        label=_("Letters of two alphabets in one word"),
        why=_(
            "Some letters look the same in two alphabets, and screen readers and search stumble "
            "over them. Typing the word again puts it right."
        ),
        finds=mixed,
    ),
    Rule(
        id="hidden-characters",
        version=1,
        family=Family.SCRIPTS,
        label=_("Invisible characters"),
        why=_(
            "There are characters here that nobody can see, often left over from copying. They "
            "can turn words round or hide them. Typing the passage again removes them."
        ),
        finds=hidden,
    ),
)
