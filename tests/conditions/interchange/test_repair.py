import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conditions.interchange.repair import to_markdown
from conditions.markdown import fill_tokens, render

# White space and the characters that mean something in Markdown come up often.
TEXTS = st.lists(
    st.one_of(
        st.sampled_from([" ", "  ", "    ", "\n", "\n\n    ", "\t", " - ", "    - ", "---", "1."]),
        st.text("#*_`~<>[]()|\\!&;:=+-.0123456789"),
        st.text(st.characters(blacklist_categories=("Cc", "Cs")), max_size=8),
        st.sampled_from(["&amp;", "[1]", "[[member_count]]", "<b>", "http://a.example/b_c_d"]),
    )
).map("".join)


def words(text):
    """Those of a text in their order, without what marks a list item."""
    return [word for word in text.split() if word != "-"]


def shown(text):
    return html.unescape(re.sub(r"</?(?:p|ul|li)>", " ", render(text)))


def test_items_flattened_into_runs_of_spaces_become_a_list():
    text = "Check for any of these:         - Feeling tired.    -  Fever.        Some have none."
    assert to_markdown(text) == "Check for any of these:\n\n- Feeling tired.\n- Fever.\n\n" + (
        "Some have none."
    )


def test_a_heading_on_its_own_line_becomes_a_paragraph():
    text = "Key Points\n                    - One thing.    - Another thing."
    assert to_markdown(text) == "Key Points\n\n- One thing.\n- Another thing."


def test_two_spaces_after_a_sentence_begin_a_paragraph():
    assert to_markdown("It is rare.  It runs in families.") == "It is rare.\n\nIt runs in families."


def test_stray_spaces_within_a_sentence_are_closed():
    assert to_markdown("called the  Philadelphia   chromosome") == (
        "called the Philadelphia chromosome"
    )


def test_a_hyphen_between_single_spaces_stays_a_hyphen():
    text = "Sneezing, coughing - everyone knows it."
    assert to_markdown(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "1. no list",
        "*no* _emphasis_ `code`",
        "<script>",
        "> no quotation",
        "[a](b)",
        "&lt;",
        "---",
        "~~~",
        "a | b\n- | -",
    ],
)
def test_nothing_renders_by_accident(text):
    assert set(re.findall(r"<(\w+)", render(to_markdown(text)))) <= {"p", "ul", "li"}
    assert words(shown(to_markdown(text))) == words(text)


def test_a_number_in_brackets_is_no_citation_of_ours():
    assert "citation" not in render(to_markdown("As was shown.[1] [2]"))


def test_a_token_in_the_source_is_not_filled():
    page = fill_tokens(
        render(to_markdown("[[member_count]]")), {"member_count": 7, "person_count": 0}
    )
    assert "7" not in page


@given(TEXTS)
def test_the_words_and_their_order_survive(text):
    assert words(shown(to_markdown(text))) == words(text)
