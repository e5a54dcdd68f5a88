"""Whether a change is one of wording alone, so that the review of the text before it can stay.

What is not known to be harmless needs a signature. Harmless are: spaces; the kind of quotation
marks, apostrophes and dashes; capitals at the beginning of a word; a word written twice; American
and British spelling; "a" and "an"; a missing or superfluous article, or comma but before words like
"who"; the full stop at the end of a paragraph; and a word that is in no dictionary, corrected into
one that is. A number, a unit, a negation, a medicine, a heading, a link, a citation, a source or
the layout never is, nor is any change but of spelling in a sentence that has a number or a
negation. In other languages than English there is no dictionary here, so that a correction of a
word needs a signature.
"""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from markdown_it.token import Token as MarkdownToken

from conditions.markdown import parser
from conditions.models import Revision
from conditions.summaries.signing.passages import Change, Finding, Findings, Passage
from conditions.summaries.signing.statement import source_rows

COMPARED_MAX = 600  # words of a paragraph that has changed; a longer one needs a signature
WORD = r"[^\W\d_]+(?:['’‐‑-][^\W\d_]+)*"
PIECE = re.compile(rf"\w*\d\w*(?:[.,:/]\d\w*)*|{WORD}|\s+|.", re.DOTALL)
CITATION = re.compile(r"\[\d{1,3}\]")


def needs_signature(old: Revision, new: Revision) -> list[Finding]:
    """Why a change needs a reviewer's signature; empty when a second editor may approve it."""
    language = new.summary.language
    found: Findings = set()
    if old.summary_id != new.summary_id or old.attribution != new.attribution:
        found.add(Finding.SOURCE)
    if source_rows(old.sources.all()) != source_rows(new.sources.all()):
        found.add(Finding.SOURCE)
    found |= compare_text(old.short_answer, new.short_answer, language)
    found |= compare_markdown(old.body, new.body, language)
    return [finding for finding in Finding if finding in found]


def compare_markdown(old: str, new: str, language: str) -> Findings:
    """The blocks have to be the same; words are compared within each."""
    before, after = parser().parse(old), parser().parse(new)
    if headings(before) != headings(after):
        return {Finding.HEADING}
    if list(map(shape, before)) != list(map(shape, after)):
        return {Finding.LAYOUT}
    found: Findings = set()
    for one, other in zip(before, after, strict=True):
        if one.content == other.content:
            continue
        if one.type != "inline":
            found.add(Finding.LAYOUT)
            continue
        if links(one) != links(other):
            found.add(Finding.LINK)
        if marks(one) != marks(other):
            found.add(Finding.LAYOUT)
        found |= compare_text(one.content, other.content, language)
    # A link may be defined elsewhere than where it is used.
    if list(map(links, before)) != list(map(links, after)):
        found.add(Finding.LINK)
    return found


def headings(tokens: Sequence[MarkdownToken]) -> list[tuple[str, str]]:
    return [
        (opened.tag, inline.content)
        for opened, inline in pairwise(tokens)
        if opened.type == "heading_open"
    ]


def shape(token: MarkdownToken) -> tuple[object, ...]:
    return token.type, token.tag, token.nesting, token.info, sorted(token.attrs.items())


def links(token: MarkdownToken) -> list[tuple[object, object]]:
    return [
        (child.attrs.get("href"), child.attrs.get("title"))
        for child in token.children or []
        if child.type == "link_open"
    ]


def marks(token: MarkdownToken) -> list[str]:
    """Emphasis, code and forced breaks, in order. A paragraph may be wrapped anew."""
    return [
        child.type
        for child in token.children or []
        if child.type not in ("text", "text_special", "softbreak")
    ]


def compare_text(old: str, new: str, language: str) -> Findings:
    if old == new:
        return set()
    before, after = pieces(old), pieces(new)
    if max(len(before), len(after)) > 2 * COMPARED_MAX:
        return {Finding.LENGTH}
    found: Findings = set()
    if CITATION.findall(old) != CITATION.findall(new):
        found.add(Finding.CITATION)
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for verb, i1, i2, j1, j2 in changes:
        if verb != "equal":
            change = Change(Passage(before, i1, i2), Passage(after, j1, j2), language)
            found |= change.findings()
    return found


def pieces(text: str) -> list[str]:
    """Words, numbers, signs and spaces; a line's end in a paragraph is a space."""
    composed = unicodedata.normalize("NFC", text.strip())
    return [" " if piece.isspace() else piece for piece in PIECE.findall(composed)]
