import re

import pytest

from conditions.markdown import cited_numbers, fill_tokens, render

TOTALS = {"member_count": 49, "person_count": 1}


def test_headings_stand_under_the_pages_own():
    assert "<h3>Part</h3>" in render("## Part")
    assert "<h3>Part</h3>" in render("# Part")
    assert "<h6>Part</h6>" in render("###### Part")


def test_citation_is_linked_to_its_source():
    assert 'href="#source-2" class="citation"' in render("So it is [2].")


@pytest.mark.parametrize("text", [r"\[2\]", "`[2]`", "[a [2] b](https://example.org)", "[2020]"])
def test_what_only_looks_like_a_citation_is_not_linked(text):
    assert "source-" not in render(text)
    assert not cited_numbers(text)


def test_cited_numbers_are_those_that_the_page_links():
    assert cited_numbers("One [1], two [2][3], code `[4]`, \\[5\\].") == {1, 2, 3}


def test_token_is_filled_with_the_live_figure():
    assert fill_tokens(render("We are [[member_count]]."), TOTALS) == "<p>We are 49.</p>\n"


def test_escaped_token_stays_as_it_is_written():
    assert "[[member_count]]" in fill_tokens(render(r"\[\[member_count\]\]"), TOTALS)


def test_mark_of_a_token_cannot_be_typed():
    assert "49" not in fill_tokens(render("\ue000member_count\ue001"), TOTALS)


def test_table_carries_no_inline_style():
    html = render("| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert "<td>1</td>" in html
    assert "style" not in html


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://evil.example/pixel.gif)",
    "<a href='x' onclick='y'>z</a>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://a.example "t\\" onmouseover=alert(1)")',
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style>",
    "<!-- --><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    '<https://a.example/"onclick=alert(1)>',
    "`</code><script>alert(1)</script>`",
    "\x00<script>alert(1)</script>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert(text):
    tags = re.findall(r"<[^>]*>", render(text))
    assert not any(
        re.search(
            r"script|img|svg|style|\son\w+\s*=|javascript:|data:", tag.partition('title="')[0]
        )
        for tag in tags
    )
