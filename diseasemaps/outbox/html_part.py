"""The HTML part of a mail, made from its text: one calm column for all the mails of the site.

It says what the text says and nothing more, and asks no other machine for anything. Only addresses
of this site become links, so that a name which looks like one leads nobody away.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

BLANK = re.compile(r"\n[ \t]*\n")
ADDRESS = re.compile(r"https?://\S+")
LINK_PART = re.compile(r"[^/]*/+|[^/]+")
# What stands under such a line is about the mail itself, not what it tells.
FOOT = "--"


@dataclass(frozen=True)
class Line:
    before: str
    link: str = ""
    after: str = ""

    @property
    def link_parts(self) -> list[str]:
        """Between which a narrow window breaks it, rather than within a word."""
        return LINK_PART.findall(self.link)


@dataclass(frozen=True)
class Paragraph:
    lines: list[Line]
    is_code: bool = False


def html_part(subject: str, text: str) -> str:
    told, _foot_line, foot = text.strip("\n").partition(f"\n{FOOT}\n")
    return render_to_string(
        "outbox/mail.html",
        {
            "subject": subject,
            "site_name": settings.SITE_NAME,
            "language": get_language() or settings.LANGUAGE_CODE,
            "is_rtl": get_language_bidi(),
            "told": list(paragraphs(told)),
            "foot": list(paragraphs(foot)),
        },
    )


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Divided by empty lines. What stands alone and set in is to be typed: a code."""
    for part in BLANK.split(text):
        if part.strip():
            is_code = part.startswith("    ") and len(part.split()) == 1
            yield Paragraph([line(words.strip()) for words in part.strip().split("\n")], is_code)


def line(words: str) -> Line:
    found = ADDRESS.search(words)
    if not found or not is_ours(found[0]):
        return Line(words)
    return Line(words[: found.start()], found[0], words[found.end() :])


def is_ours(address: str) -> bool:
    return address == settings.SITE_URL or address.startswith(f"{settings.SITE_URL}/")
