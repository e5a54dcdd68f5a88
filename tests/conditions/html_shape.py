"""Whether HTML is made of nothing but what a summary may hold, and nested as it should be."""

import re
from html.parser import HTMLParser

from conditions.markdown import ATTRIBUTES, CLASSES, SCHEMES, TAGS

VOID = {"br", "hr"}
# What may stand in a paragraph, a heading or a link.
INLINE = {"a", "br", "code", "em", "strong", "sup"}
OF_INLINE = {"a", "code", "em", "h3", "h4", "h5", "h6", "p", "strong", "sup"}
INSIDE = {
    "ol": {"li"},
    "ul": {"li"},
    "table": {"tbody", "thead"},
    "tbody": {"tr"},
    "thead": {"tr"},
    "tr": {"td", "th"},
    "pre": {"code"},
}
# As a browser reads an address: without white space and control characters.
IGNORED = re.compile(r"[\x00-\x20]")
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def is_harmless(href: str) -> bool:
    scheme = SCHEME.match(IGNORED.sub("", href))
    return scheme is None or scheme[1].lower() in SCHEMES


class Shape(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.cited: set[int] = set()
        self.feed(html)
        self.close()
        self.wrong += [f"open at the end: {tag}" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(f"tag {tag}")
        parent = self.open[-1] if self.open else ""
        if parent in OF_INLINE and tag not in INLINE:
            self.wrong.append(f"{tag} in {parent}")
        if parent in INSIDE and tag not in INSIDE[parent]:
            self.wrong.append(f"{tag} in {parent}")
        for name, value in attrs:
            self.attribute(tag, name, value or "")
        if tag not in VOID:
            self.open.append(tag)

    def attribute(self, tag: str, name: str, value: str) -> None:
        if name == "class":
            if not set(value.split()) <= CLASSES.get(tag, set()):
                self.wrong.append(f"class {value}")
        elif name == "rel" and tag == "a":
            return
        elif name not in ATTRIBUTES.get(tag, set()):
            self.wrong.append(f"attribute {name}")
        elif name == "href":
            if not is_harmless(value):
                self.wrong.append(f"href {value}")
            if source := re.fullmatch(r"#source-(\d+)", value):
                self.cited.add(int(source[1]))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"end of {tag}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"declaration {decl}")

    unknown_decl = handle_pi = handle_decl


def shape(html: str) -> Shape:
    return Shape(html)
