"""What the style sheet may hold: tokens, one file for each component, and no rule without a use."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from diseasemaps.stylesheet import components

TOKENS = "00-tokens.css"
# Plain HTML, Bootstrap's classes, the parts of a page, and paper: no component of their own.
SITE_WIDE = {"01-base", "01-bootstrap", "02-layout", "zz-print"}
# Not from a template: where each comes from.
RENDERED = {"blocks": "conditions/markdown.py", "feed": "experiences/following/atom.py"}
# Classes that a package's own templates set.
CRISPY = {"asteriskField"}
# A media query takes no variable; these are the widths that the tokens' file names.
SCREENS = {"36em", "47.99em", "48em", "62em", "75em"}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(|(?<![\w-])(?:white|black|red|green"
    r"|blue|gr[ae]y|silver|orange|yellow|brown|purple|pink|teal|navy|maroon)(?![\w-])",
    re.IGNORECASE,
)
LENGTH = re.compile(
    r"(?<![\w.-])\d*\.?\d+(?:px|r?em|ch|ex|r?lh|vh|vw|dvh|svh|vmin|vmax|pt|cm|mm|in|ms|s)\b"
)
BARE_SIZE = re.compile(r"(?:font-size|line-height|font-family)\s*:(?!\s*(?:var\(|inherit))[^;}]+")
# Numbers that a drawing counts in its own units, not a size on the screen.
DRAWN = re.compile(r"stroke-(?:width|dasharray)\s*:[^;}]+")


def text_of(file: Path) -> str:
    return COMMENT.sub("", file.read_text(encoding="utf-8"))


def without_screens(css: str) -> str:
    """Less the conditions of media queries, whose widths must be those of ``SCREENS``."""
    return re.sub(r"@media[^{]*", "@media", css)


@cache
def sources() -> str:
    """All that can put a class, an id or an attribute on a page."""
    folders = ("templates", "diseasemaps", "conditions", "experiences", "common", "static/js")
    files = [
        file
        for folder in folders
        for kind in ("*.html", "*.py", "*.js", "*.svg")
        for file in (settings.BASE_DIR / folder).rglob(kind)
        if "migrations" not in file.parts
    ]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@cache
def words() -> frozenset[str]:
    return frozenset(re.findall(r"[\w-]+", sources()))


def is_used(name: str) -> bool:
    """Written whole; begun where a value ends it, as in ``risk-{{ case.risk }}``; or the id that
    Django gives to a form's field."""
    if name in words() or name.removeprefix("id_") in words():
        return True
    begun = name
    while "-" in begun:
        begun = begun.rpartition("-")[0]
        if re.search(rf"(?<![\w-]){re.escape(begun)}-\{{", sources()):
            return True
    return False


def unused(css: str) -> set[str]:
    found = set()
    for selector in re.findall(r"([^{}]+)\{", without_screens(css)):
        values = re.compile(r"\"[^\"]*\"")
        names = re.findall(r"[.#](-?[a-zA-Z_][\w-]*)|\[([\w-]+)", values.sub("", selector))
        found |= {one or other for one, other in names}
    return {name for name in found - CRISPY if not is_used(name)}


FILES = [pytest.param(file, id=file.stem) for file in components() if file.name != TOKENS]


@pytest.mark.parametrize("file", FILES)
def test_colours_lengths_and_sizes_come_from_the_tokens(file: Path) -> None:
    css = DRAWN.sub("", without_screens(text_of(file)))
    rules = re.sub(r"([^{};]*)\{", "{", css)  # A selector such as #id is no colour.
    found = [*COLOUR.findall(rules), *LENGTH.findall(rules), *BARE_SIZE.findall(rules)]
    assert not found


@pytest.mark.parametrize("file", FILES)
def test_media_queries_know_the_widths_of_the_tokens_alone(file: Path) -> None:
    widths = {
        width
        for query in re.findall(r"@media([^{]*)", text_of(file))
        for width in re.findall(r"width:\s*([\w.]+)", query)
    }
    assert widths <= SCREENS


@pytest.mark.parametrize("file", FILES)
def test_every_variable_is_a_token_and_every_selector_is_used(file: Path) -> None:
    css = text_of(file)
    defined = set(re.findall(r"(--[\w-]+)\s*:", tokens_text() + css))
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= defined
    assert not unused(css)


def tokens_text() -> str:
    return text_of(next(file for file in components() if file.name == TOKENS))


def test_no_token_is_without_a_use() -> None:
    everything = "\n".join(text_of(file) for file in components())
    defined = {name for name in re.findall(r"(--[\w-]+)\s*:", tokens_text()) if name[:5] != "--bs-"}
    assert defined - set(re.findall(r"var\((--[\w-]+)", everything)) == set()


def test_a_rule_without_a_use_and_a_bare_length_are_found() -> None:
    assert unused(".nobody-writes-this { color: var(--ink) }") == {"nobody-writes-this"}
    assert unused(".btn:not([open], .icon) .risk-3 { margin: 0 }") == set()
    assert LENGTH.findall("margin: .5rem 0 1px") == [".5rem", "1px"]
    assert not LENGTH.findall("margin: 0; flex: 1; inset: 50%; grid-template-columns: 1fr auto")
    assert COLOUR.findall("color: #fff") and COLOUR.findall("color: rgb(1 2 3)")


@pytest.mark.parametrize("file", FILES)
def test_a_component_has_a_partial_or_a_folder_of_its_name(file: Path) -> None:
    if file.stem in SITE_WIDE:
        return
    name = file.stem.replace("-", "_")
    templates = settings.BASE_DIR / "templates"
    made_from = [
        *(found for found in templates.rglob("*.html") if found.stem.lstrip("_") == name),
        *(found for found in templates.rglob(name) if found.is_dir()),
    ]
    if file.stem in RENDERED:
        made_from.append(settings.BASE_DIR / RENDERED[file.stem])
    assert made_from and all(found.exists() for found in made_from)
