"""The one way from an editor's Markdown to HTML; run once, when a revision is saved."""

import hashlib
import re
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

# Raise it when the same text would come out differently, and run `render_summaries`.
RENDERER = "1"

TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
HEADING_TOP = 3  # a summary stands under an h2 of its page
CITATION = re.compile(r"\[(\d{1,3})\]")
# A token stands in the HTML between two characters that no text may hold.
OPEN, CLOSE = "\ue000", "\ue001"
TOKENS = ("member_count", "person_count")
TOKEN = re.compile(rf"\[\[({'|'.join(TOKENS)})\]\]")


@cache
def parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    # Without text_join an escaped bracket stays apart, so that an escaped [1] is no citation.
    return markdown.disable(["image", "html_block", "html_inline", "text_join"])


def render(text: str) -> str:
    """HTML of a summary's Markdown: headings moved down, citations linked to the sources.

    Two independent layers keep it inert: raw HTML is not parsed, and what comes out goes through
    an allow-list.
    """
    tokens = parser().parse(text.replace(OPEN, "").replace(CLOSE, ""))
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
        allowed_classes={"a": {"citation"}},
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
        child.content = TOKEN.sub(rf"{OPEN}\1{CLOSE}", child.content)
        # Odd pieces are the numbers.
        for place, piece in enumerate(CITATION.split(child.content)):
            found += citation(piece) if place % 2 and not links else [plain(piece, place % 2)]
    return found


def plain(piece: str, is_number: int) -> Token:
    return Token("text", "", 0, content=f"[{piece}]" if is_number else piece)


def citation(number: str) -> list[Token]:
    attributes = {"href": f"#source-{number}", "class": "citation"}
    return [
        Token("link_open", "a", 1, attrs=attributes),
        plain(number, is_number=True),
        Token("link_close", "a", -1),
    ]


def cited_numbers(text: str) -> set[int]:
    """The source numbers that a Markdown text cites, as the page would link them."""
    return {int(number) for number in re.findall(r'href="#source-(\d+)"', render(text))}


def seal(text_hash: str, html: str) -> str:
    """Ties rendered HTML to the text it was made from, so that a change of either shows."""
    return hashlib.sha256(f"{RENDERER}\n{text_hash}\n{html}".encode()).hexdigest()


def fill_tokens(html: str, totals: dict[str, int]) -> str:
    """Put the live totals in place of ``[[member_count]]`` and ``[[person_count]]``."""
    for token in TOKENS:
        html = html.replace(f"{OPEN}{token}{CLOSE}", str(totals[token]))
    return html
