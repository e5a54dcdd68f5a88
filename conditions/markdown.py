"""The one way from an editor's Markdown to HTML; ``summaries.rendering`` keeps what it made."""

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.link import link
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

# Raise it when the same text would come out differently: HTML is kept under it.
RENDERER = "2"

TAGS = {
    "a", "blockquote", "br", "code", "div", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
HEADING_TOP = 3  # a summary stands under an h2 of its page
CITATION = re.compile(r"\[(\d{1,3})\]")
# A token stands in the HTML between two characters that no text may hold.
OPEN, CLOSE = "\ue000", "\ue001"
TOKENS = ("member_count", "person_count")
TOKEN = re.compile(rf"\[\[({'|'.join(TOKENS)})\]\]")
# Blocks that editors write between ``::: name`` and ``:::``, with the headings that the page gives
# them. "When to get help" has three levels.
BLOCKS = {
    "emergency": _("Get help at once, as an emergency"),
    "soon": _("Get medical help soon, without waiting for an appointment that is far off"),
    "next-appointment": _("Bring it up at the next appointment"),
    "not-known": _("What is not known"),
}
CELLS_MAX = 4_000  # of all tables of a text: a short row counts as a whole one
COLONS = re.compile(r":{3,}")
CLOSING = re.compile(r"[\s>]*:{3,}\s*")
CLASSES = {"a": {"citation"}, "div": {"block", *(f"block-{name}" for name in BLOCKS)}}
CLASSES["p"] = {"block-title"}


@cache
def parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.block.ruler.at("table", bounded_table, {"alt": ["paragraph", "reference"]})
    markdown.inline.ruler.at("link", bounded_link)
    container_plugin(markdown, "block", validate=names_block, render=block)
    # Without text_join an escaped bracket stays apart, so that an escaped [1] is no citation.
    # With "[1]: address" in it a text could cite what is no source of it, and grow without bound.
    return markdown.disable(["image", "html_block", "html_inline", "reference", "text_join"])


def bounded_link(state: StateInline, silent: bool) -> bool:
    """The library looks through the rest of the text at every bracket, link or not."""
    last = state.env.get("last_link")
    if last is None or last[0] is not state:
        last = state.env["last_link"] = (state, state.src.rfind("]("))
    return state.pos < last[1] and link(state, silent)


def bounded_table(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Rows that are too many stay as they are typed: filled up they would take minutes."""
    columns = state.src.count("|", state.bMarks[first], state.eMarks[first]) + 1
    left = state.env.get("cells", CELLS_MAX) // columns
    if left < 1 or not table(state, first, min(end, first + 1 + left), silent):
        return False
    if not silent:
        state.env["cells"] = (left - (state.line - first)) * columns
    return True


def names_block(params: str, _markup: str) -> bool:
    """The name alone, and nothing after it."""
    return params.strip() in BLOCKS


def block(_self: Any, tokens: Sequence[Token], place: int, *_rest: Any) -> str:
    """The block's name stands for its heading, which the page fills in the reader's language."""
    token = tokens[place]
    if token.nesting < 0:
        return "</div>\n"
    name = token.info.strip()
    title = f'<p class="block-title">{OPEN}{name}{CLOSE}</p>'
    return f'<div class="block block-{name}">\n{title}\n'


@contextmanager
def uncollected() -> Iterator[None]:
    """Pauses the garbage collector: it scans the tokens over and over while they are made, a third
    of the time of the worst texts, and frees none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Of several threads the one that switched it off switches it on.
        if was_on:
            gc.enable()


@uncollected()
def parsed(text: str) -> list[Token]:
    # The containers' parser reads beyond a last line that is empty, unless a line end follows it.
    return parser().parse(text.replace(OPEN, "").replace(CLOSE, "") + "\n")


def stray_blocks(text: str) -> list[tuple[int, str]]:
    """Lines that look as if they began or ended a block and do not, with their numbers, and those
    that begin one which nothing ends."""
    lines = text.split("\n")
    found: dict[int, str] = {}
    for token in parsed(text):
        if token.map and token.type.startswith("container_") and token.nesting == 1:
            end = token.map[1]
            if end >= len(lines) or not CLOSING.fullmatch(lines[end]):
                found[token.map[0]] = lines[token.map[0]]
        elif token.map and token.type == "inline":
            for number in range(*token.map):
                if number < len(lines) and COLONS.match(lines[number].lstrip(" >")):
                    found[number] = lines[number]
    return [(number + 1, found[number].strip()) for number in sorted(found)]


@uncollected()
def render(text: str) -> str:
    """HTML of a summary's Markdown: headings moved down, citations linked to the sources.

    Two independent layers keep it inert: raw HTML is not parsed, and what comes out goes through
    an allow-list.
    """
    tokens = parsed(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1]) + 1, HEADING_TOP), 6)}"
        # Alignment comes as an inline style, which the page's policy forbids.
        token.attrs.pop("style", None)
        if token.children:
            token.children = with_citations(token.children)
    html = parser().renderer.render(tokens, parser().options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def with_citations(children: list[Token]) -> list[Token]:
    """``[1]`` in running text becomes a link to that source, and the tokens get their marks."""
    found: list[Token] = []
    links = 0
    for child in children:
        links += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type != "text":
            # The renderer does not know an escaped character by that name.
            child.type = "text" if child.type == "text_special" else child.type
            found.append(child)
            continue
        if "]" not in child.content:
            found.append(child)
            continue
        child.content = TOKEN.sub(rf"{OPEN}\1{CLOSE}", child.content)
        # Odd pieces are the numbers.
        for place, piece in enumerate(CITATION.split(child.content)):
            found += citation(piece) if place % 2 and not links else [plain(piece, place % 2)]
    return found


def plain(piece: str, is_number: int) -> Token:
    return Token("text", "", 0, content=f"[{piece}]" if is_number else piece)


def citation(number: str) -> list[Token]:
    attributes: dict[str, str | int | float] = {"href": f"#source-{number}", "class": "citation"}
    return [
        Token("link_open", "a", 1, attrs=attributes),
        plain(number, is_number=True),
        Token("link_close", "a", -1),
    ]


def cited_numbers(text: str) -> set[int]:
    """The source numbers that a Markdown text cites, as the page would link them."""
    return {int(number) for number in re.findall(r'href="#source-(\d+)"', render(text))}


def fill_tokens(html: str, totals: dict[str, int]) -> str:
    """Put the live totals in place of ``[[member_count]]`` and ``[[person_count]]``, and the
    headings of blocks in the page's language."""
    if OPEN not in html:
        return html
    for token in TOKENS:
        html = html.replace(f"{OPEN}{token}{CLOSE}", str(totals[token]))
    for name, title in BLOCKS.items():
        html = html.replace(f"{OPEN}{name}{CLOSE}", escape(str(title)))
    return html
