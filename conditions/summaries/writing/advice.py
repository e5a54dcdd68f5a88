"""Findings that must be mended in a draft, and advice on how it reads.

Advice never blocks. The grades are estimates by formula: they count syllables and words and know
nothing of the content, so they point at sentences and judge nobody.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.lazy_imports import lazily
from conditions.markdown import BLOCKS, TOKENS, cited_numbers, parsed, stray_blocks
from conditions.models import Revision, Source
from conditions.models.revisions import SHORT_ANSWER_MAX, SHORT_ANSWER_WORDS
from conditions.summaries.writing.forms import LOST, TYPED_CITATION

# Anything that looks like a token, whether the site knows it or not.
LIKE_TOKEN = re.compile(r"(?<!\\)\[\[([^\[\]\n]{0,60})\]\]")
LISTED = 5  # of one kind in a sentence
HARD_SENTENCES = 5  # shown
WORDS_MIN = 8  # a shorter sentence has no grade worth telling
READ_MAX = 30_000  # characters that are read; the rest of a longer text is not
GRADE_MOST = 25
TARGET_GRADE = 9  # years of school, about what most adults read with ease
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(¿¡]*[A-ZÀ-Ý0-9])")
CITED = re.compile(r"\s*\[[\d?]+\]")
ABBREVIATION = re.compile(r"\b[A-Z][A-Z0-9]{1,6}s?\b")
# Abbreviations that most readers know, or that stand for no words.
KNOWN = {"DNA", "RNA", "US", "USA", "UK", "EU", "OK", "AM", "PM", "II", "III", "IV", "VI", "ID"}
lock = Lock()


@dataclass(frozen=True)
class Problem:
    """Something about one field of the form."""

    field: str
    text: str
    must_be_mended: bool = True


def findings(revision: Revision, sources: Sequence[Source]) -> list[Problem]:
    """Findings about a draft; what has to be mended comes first."""
    found = [
        *about_short_answer(revision.short_answer),
        *about_body(revision.body),
        *about_citations(revision.body, len(sources)),
    ]
    return sorted(found, key=lambda finding: not finding.must_be_mended)


def about_short_answer(text: str) -> list[Problem]:
    found = []
    if not text.strip():
        found.append(Problem("short_answer", _("The short answer is missing.")))
    if len(text) > SHORT_ANSWER_MAX:
        found.append(
            Problem(
                "short_answer",
                _("The short answer is longer than %(most)d characters.")
                % {"most": SHORT_ANSWER_MAX},
            )
        )
    if LIKE_TOKEN.search(text):
        found.append(
            Problem("short_answer", _("The short answer is plain text: no token is filled in it."))
        )
    if TYPED_CITATION.search(text):
        found.append(
            Problem("short_answer", _("The short answer is plain text: cite in the long one."))
        )
    return found


def about_body(text: str) -> list[Problem]:
    found = []
    if not text.strip():
        found.append(Problem("body", _("The long answer is missing.")))
    unknown = [name for name in LIKE_TOKEN.findall(text) if name not in TOKENS]
    if unknown:
        problem = _("No such token: %(tokens)s. There are %(known)s.")
        known = listed(f"[[{name}]]" for name in TOKENS)
        words = {"tokens": listed(f"[[{name}]]" for name in unknown), "known": known}
        found.append(Problem("body", problem % words))
    for line, start in stray_blocks(text):
        problem = _(
            "Line %(line)d, “%(words)s”: a block begins with one of %(known)s "
            "and ends with a line of three colons."
        )
        known = listed(f"::: {name}" for name in BLOCKS)
        found.append(Problem("body", problem % {"line": line, "words": start, "known": known}))
    return found


def about_citations(body: str, count: int) -> list[Problem]:
    found = []
    cited = cited_numbers(body)
    if not count:
        found.append(Problem("sources", _("There is no source.")))
    missing = sorted(number for number in cited if not 1 <= number <= count)
    if missing:
        problem = ngettext(
            "No such source: %(numbers)s.", "No such sources: %(numbers)s.", len(missing)
        )
        found.append(
            Problem("body", problem % {"numbers": listed(f"[{number}]" for number in missing)})
        )
    if LOST in body:
        problem = _(
            "%(mark)s stands where a source was taken out. Cite another, or change the text."
        )
        found.append(Problem("body", problem % {"mark": LOST}))
    unused = [number for number in range(1, count + 1) if number not in cited]
    if unused:
        problem = ngettext(
            "Nothing cites source %(numbers)s.", "Nothing cites sources %(numbers)s.", len(unused)
        )
        words = {"numbers": listed(str(number) for number in unused)}
        found.append(Problem("sources", problem % words, must_be_mended=False))
    return found


def listed(words: Iterable[str]) -> str:
    """The first of them, with commas."""
    few = list(dict.fromkeys(words))
    return ", ".join(few[:LISTED]) + (", …" if len(few) > LISTED else "")


@dataclass(frozen=True)
class Section:
    title: str
    words: int
    grade: float

    @property
    def is_hard(self) -> bool:
        return self.grade > TARGET_GRADE


@dataclass(frozen=True)
class Sentence:
    text: str
    grade: float


@dataclass(frozen=True)
class Advice:
    short_answer_words: int
    sections: Sequence[Section]
    sentences: Sequence[Sentence]
    abbreviations: Sequence[str]

    @property
    def short_answer_is_long(self) -> bool:
        return self.short_answer_words > SHORT_ANSWER_WORDS


def advice(short_answer: str, body: str, language: str) -> Advice:
    """The first call of a process loads a dictionary, which takes about a second."""
    parts = sections(body[:READ_MAX])
    graded = [
        Section(title, len(text.split()), grade(text, language))
        for title, text in parts
        if sentences(text)
    ]
    each = (sentence for _title, text in parts for sentence in sentences(text))
    hard = [Sentence(sentence, grade(sentence, language)) for sentence in each]
    hard = sorted((one for one in hard if one.grade > TARGET_GRADE), key=lambda one: -one.grade)
    return Advice(
        short_answer_words=len(short_answer.split()),
        sections=graded,
        sentences=hard[:HARD_SENTENCES],
        abbreviations=undefined_abbreviations("\n".join([short_answer, *(t for _h, t in parts)])),
    )


def sections(body: str) -> list[tuple[str, str]]:
    """The headings with the plain text under each; what stands before the first has none."""
    found: list[tuple[str, list[str]]] = [("", [])]
    in_heading = False
    for token in parsed(body):
        if token.type in ("heading_open", "heading_close"):
            in_heading = token.type == "heading_open"
        elif token.type == "inline":
            text = CITED.sub("", plain(token.children or []))
            if in_heading:
                found.append((text, []))
            else:
                found[-1][1].append(text if text.endswith((".", "!", "?", ":")) else f"{text}.")
    return [(title, "\n".join(texts)) for title, texts in found if texts]


def plain(children: Sequence[Any]) -> str:
    """The words without their marks."""
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in children
        if child.type in ("text", "text_special", "code_inline", "softbreak", "hardbreak")
    )


def sentences(text: str) -> list[str]:
    return [
        sentence
        for line in text.split("\n")
        for sentence in SENTENCE_END.split(line)
        if len(sentence.split()) >= WORDS_MIN
    ]


@cache
def statistics(language: str) -> Any:
    """One reader a language, since it remembers its own."""
    made = lazily("textstat.textstat").textstatistics()
    made.set_lang(language)
    return made


def grade(text: str, language: str) -> float:
    """About how many years of school a text asks of its reader.

    By Flesch and Kincaid in English; in Spanish by Crawford, whose formula was made for it.
    """
    with lock:
        reader = statistics(language)
        found: float = (
            reader.crawford(text) if language == "es" else reader.flesch_kincaid_grade(text)
        )
    return round(min(max(found, 0), GRADE_MOST), 1)


def undefined_abbreviations(text: str) -> list[str]:
    """Abbreviations without an explanation, in the order of the text."""
    found = []
    for match in ABBREVIATION.finditer(text):
        short = match[0].removesuffix("s")
        if short not in KNOWN and short not in found and not is_defined(short, text):
            found.append(short)
    return found


def is_defined(short: str, text: str) -> bool:
    """Whether it stands in brackets after the words, or before words in brackets."""
    return re.search(rf"\({short}s?\)|\b{short}s? \(", text) is not None
