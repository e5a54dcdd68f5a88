"""The one way from an editor's Markdown to HTML; run once, when a revision is saved."""

import hashlib
import re
from functools import cache

import nh3
from markdown_it import MarkdownIt

# Raise it when the same text would come out differently, and run `render_summaries`.
RENDERER = "1"

TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
CITATION = re.compile(r"\[(\d{1,3})\](?![(\[:])")
TOKENS = ("member_count", "person_count")


@cache
def parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    return markdown.disable(["image", "html_block", "html_inline"])


def render(text: str) -> str:
    """HTML of a summary's Markdown: headings two levels down, citations linked to the sources.

    Two independent layers keep it inert: raw HTML is not parsed, and what comes out goes through
    an allow-list.
    """
    tokens = parser().parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        # Alignment comes as an inline style, which the page's policy forbids.
        token.attrs.pop("style", None)
    html = parser().renderer.render(tokens, parser().options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return link_citations(clean)


def link_citations(html: str) -> str:
    """Turn ``[1]`` outside of code into a link to the source of that number."""
    parts = re.split(r"(<(?:code|pre|a)\b.*?</(?:code|pre|a)>)", html, flags=re.DOTALL)
    parts[::2] = [
        CITATION.sub(r'<a class="citation" href="#source-\1">[\1]</a>', part) for part in parts[::2]
    ]
    return "".join(parts)


def cited_numbers(text: str) -> set[int]:
    """The source numbers that a Markdown text cites."""
    return {int(number) for number in CITATION.findall(text)}


def seal(text_hash: str, html: str) -> str:
    """Ties rendered HTML to the text it was made from, so that a change of either shows."""
    return hashlib.sha256(f"{RENDERER}\n{text_hash}\n{html}".encode()).hexdigest()


def fill_tokens(html: str, totals: dict[str, int]) -> str:
    """Put the live totals in place of ``[[member_count]]`` and ``[[person_count]]``."""
    for token in TOKENS:
        html = html.replace(f"[[{token}]]", str(totals[token]))
    return html
