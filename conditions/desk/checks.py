"""What an editor is told about a draft before a reviewer gets it.

Some of it has to be mended first; the rest is for the editor to weigh.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conditions.desk.citations import LOST, WRITTEN
from conditions.markdown import BLOCKS, TOKENS, cited_numbers, stray_blocks
from conditions.models import Revision, Source
from conditions.models.summaries import SHORT_ANSWER_MAX

# Anything that looks like a token, whether the site knows it or not.
LIKE_TOKEN = re.compile(r"(?<!\\)\[\[([^\[\]\n]{0,60})\]\]")
LISTED = 5  # of one kind in a sentence


@dataclass(frozen=True)
class Finding:
    """Something about one field of the form."""

    field: str
    text: str
    must_be_mended: bool = True


def findings(revision: Revision, sources: Sequence[Source]) -> list[Finding]:
    """What has to be mended comes first."""
    found = [
        *about_short_answer(revision.short_answer),
        *about_body(revision.body),
        *about_citations(revision.body, len(sources)),
    ]
    return sorted(found, key=lambda finding: not finding.must_be_mended)


def about_short_answer(text: str) -> list[Finding]:
    found = []
    if not text.strip():
        found.append(Finding("short_answer", _("The short answer is missing.")))
    if len(text) > SHORT_ANSWER_MAX:
        found.append(
            Finding(
                "short_answer",
                _("The short answer is longer than %(most)d characters.")
                % {"most": SHORT_ANSWER_MAX},
            )
        )
    if LIKE_TOKEN.search(text):
        found.append(
            Finding("short_answer", _("The short answer is plain text: no token is filled in it."))
        )
    if WRITTEN.search(text):
        found.append(
            Finding("short_answer", _("The short answer is plain text: cite in the long one."))
        )
    return found


def about_body(text: str) -> list[Finding]:
    found = []
    if not text.strip():
        found.append(Finding("body", _("The long answer is missing.")))
    unknown = [name for name in LIKE_TOKEN.findall(text) if name not in TOKENS]
    if unknown:
        said = _("No such token: %(tokens)s. There are %(known)s.")
        known = listed(f"[[{name}]]" for name in TOKENS)
        words = {"tokens": listed(f"[[{name}]]" for name in unknown), "known": known}
        found.append(Finding("body", said % words))
    for line, words in stray_blocks(text):
        said = _(
            "Line %(line)d, “%(words)s”: a block begins with one of %(known)s "
            "and ends with a line of three colons."
        )
        known = listed(f"::: {name}" for name in BLOCKS)
        found.append(Finding("body", said % {"line": line, "words": words, "known": known}))
    return found


def about_citations(body: str, count: int) -> list[Finding]:
    found = []
    cited = cited_numbers(body)
    if not count:
        found.append(Finding("sources", _("There is no source.")))
    missing = sorted(number for number in cited if not 1 <= number <= count)
    if missing:
        said = ngettext(
            "No such source: %(numbers)s.", "No such sources: %(numbers)s.", len(missing)
        )
        found.append(
            Finding("body", said % {"numbers": listed(f"[{number}]" for number in missing)})
        )
    if LOST in body:
        said = _("%(mark)s stands where a source was taken out. Cite another, or change the text.")
        found.append(Finding("body", said % {"mark": LOST}))
    unused = [number for number in range(1, count + 1) if number not in cited]
    if unused:
        said = ngettext(
            "Nothing cites source %(numbers)s.", "Nothing cites sources %(numbers)s.", len(unused)
        )
        words = {"numbers": listed(str(number) for number in unused)}
        found.append(Finding("sources", said % words, must_be_mended=False))
    return found


def listed(words) -> str:
    """The first of them, with commas."""
    few = list(dict.fromkeys(words))
    return ", ".join(few[:LISTED]) + (", …" if len(few) > LISTED else "")
