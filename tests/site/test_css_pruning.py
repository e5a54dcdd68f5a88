"""Of Bootstrap a page is sent what some page uses, and no page misses anything."""

import re

import brotli
import pytest

from diseasemaps.css_pruning import blocks, pruned
from diseasemaps.stylesheet import (
    BOOTSTRAP,
    SHEETS,
    assembled,
    bootstrap,
    components,
    without_layout,
)

WHOLE = {name: (BOOTSTRAP / file).read_text(encoding="utf-8") for name, file in SHEETS.items()}
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
# Bytes of the whole style sheet over the wire, which were 29,500 with all of Bootstrap.
WIRE_MAX = 17_000


def test_a_rule_is_kept_for_the_selectors_that_are_used():
    css = ".btn,.nobodys-class{a:b}.nobodys-class{c:d}@media print{.nobodys-class{e:f}}a{g:h}"
    assert pruned(css) == ".btn{a:b}a{g:h}"


def test_what_a_selector_excludes_needs_no_use():
    assert pruned(".btn:not(.nobodys-class,:hover){a:b}") == ".btn:not(.nobodys-class,:hover){a:b}"


def test_a_class_that_begins_as_a_template_writes_it_is_kept():
    # btn-{% if … %} in a template.
    assert pruned(".btn-nobodys{a:b}") == ".btn-nobodys{a:b}"


def test_blocks_are_read_with_what_they_hold():
    assert list(blocks("a{b:c}@media print{d{e:f}g{h:i}}")) == [
        ("a", "b:c"),
        ("@media print", "d{e:f}g{h:i}"),
    ]


def test_layout_is_not_sent_and_strings_stay_as_they_are():
    css = (
        'a:not(b) > c,\n  d :first-child {\n  e: f  g;\n  content: " ; {h} ";\n}\n\n@media i {\n}\n'
    )
    assert without_layout(css) == 'a:not(b) > c,d :first-child{e:f g;content:" ; {h} "}@media i{}'


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", SHEETS)
def test_what_stays_is_small(name):
    assert len(brotli.compress(assembled(name).encode())) < WIRE_MAX


def test_forms_take_no_colour_of_bootstraps_that_stays_light_in_the_dark():
    ours = set(re.findall(r"(--bs-[\w-]+):", (tokens := components()[0]).read_text("utf-8")))
    assert tokens.name == "00-tokens.css"
    forms = "".join(body for head, body in blocks(bootstrap("css/site.css")) if ".form-" in head)
    taken = set(re.findall(r"var\((--bs-[\w-]+-(?:bg|color))\)", forms))
    # A form's own, which are set from those.
    taken -= {"--bs-form-check-bg", "--bs-form-switch-bg"}
    assert "--bs-secondary-bg" in taken and taken <= ours
