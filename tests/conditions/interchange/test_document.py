from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conditions.interchange.document import (
    CitedSource,
    Document,
    Refused,
    SignedReview,
    parse,
    write,
)
from conditions.markdown import cited_numbers

WHOLE = """---
condition: wilson-disease
question: diet
language: en
short_answer: Mostly no.
sources:
  - title: A page
    url: https://example.org/page
    kind: website
review:
  reviewer: dr-sample
  reviewed_on: 2025-03-01
---
A longer answer [1].
"""

TEXT = st.text(st.characters(blacklist_characters="\x00", blacklist_categories=("Cs",)))
# What YAML and the fences could stumble over comes up often.
TRICKY = st.lists(
    st.one_of(
        TEXT,
        TEXT.map(lambda text: f"{text} " * 30),
        st.sampled_from(
            ["---", "\n", "\r\n", "\n---\n", ": ", " #", "'", '"', "  ", "\t", "yes", "1.0", "é"]
        ),
    )
).map("".join)
SOURCES = st.builds(
    CitedSource,
    title=TRICKY.map(lambda text: f"T{text}"[:400]),
    publisher=TRICKY.map(lambda text: text[:200]),
    year=st.none() | st.integers(1500, 2025),
    url=st.sampled_from(["", "https://example.org/a?b=c#d"]),
    doi=st.sampled_from(["", "10.1000/182", "10.1016/s0140-6736(09)61328-2"]),
    pmid=st.sampled_from(["", "123", "31978945"]),
    kind=st.sampled_from(["website", "book", "review"]),
)
REVIEWS = st.builds(
    SignedReview,
    reviewer=st.just("dr-sample"),
    reviewed_on=st.dates(date(2000, 1, 1), date(2025, 1, 1)),
    interests=TRICKY,
    note=TRICKY,
)
DOCUMENTS = st.builds(
    Document,
    condition=st.sampled_from(["wilson-disease", "MONDO:0100347"]),
    question=TEXT,
    language=st.sampled_from(["en", "no"]),
    short_answer=TRICKY.map(lambda text: text[:900]),
    body=TRICKY,
    change_note=TRICKY.map(lambda text: text[:200]),
    attribution=TRICKY,
    sources=st.lists(SOURCES, max_size=3).map(tuple),
    review=st.none() | REVIEWS,
)


@pytest.mark.thorough
@given(DOCUMENTS)
def test_a_document_that_was_written_reads_the_same(document):
    assume(not cited_numbers(document.body) - set(range(1, len(document.sources) + 1)))
    assume(not document.review or (document.short_answer.strip() and document.body.strip()))
    text = write(document)
    assert parse(text) == document
    assert write(parse(text)) == text


def test_a_file_with_windows_line_ends_reads_the_same():
    assert parse(WHOLE.replace("\n", "\r\n")) == parse(WHOLE)


def test_the_example_in_the_documentation_is_one(settings):
    page = (settings.BASE_DIR / "docs" / "summary-format.md").read_text("utf-8")
    example = page.split("```markdown\n")[1].split("```")[0]
    assert parse(example.replace("2026-03-31", "2025-03-31")).condition == "wilson-disease"


def test_a_body_may_hold_lines_of_hyphens():
    assert parse(WHOLE + "\n---\nMore.\n").body.endswith("---\nMore.")


@pytest.mark.sample(6)
@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("language: en", "langauge: en", 4, "langauge: unknown key"),
        ("language: en\n", "", 1, "language: missing"),
        ("language: en", "language: no", 4, "language: a text"),
        ("language: en", "language: en\nlanguage: es", 5, "stands twice"),
        ("short_answer: Mostly no.", "short_answer: [a, b]", 5, "short_answer: a text"),
        ("short_answer: Mostly no.", f"short_answer: {'x' * 901}", 5, "longer than 900"),
        ("short_answer: Mostly no.", "short_answer: ''", 10, "empty short or long answer"),
        ("short_answer: Mostly no.", 'short_answer: "a\\0b"', 5, "null byte"),
        ("short_answer: Mostly no.", "short_answer: 'open", 12, "not YAML"),
        ("short_answer: Mostly no.", "short_answer: a\x07b", 5, "control character"),
        ("short_answer: Mostly no.", "short_answer: !!str [a]", 5, "a text"),
        ("short_answer: Mostly no.", f"short_answer: {'[' * 3000}", 1, "nested too deeply"),
        ("short_answer: Mostly no.", "? [a]\n: b", 5, "not a word"),
        ("    kind: website", "    kind: blog", 9, "one of guideline"),
        ("    kind: website", "    year: 20244", 9, "not the year"),
        ("    kind: website", "    year: soon", 9, "a number"),
        ("    kind: website", "    doi: https://doi.org/10.1000/182", 9, "a DOI"),
        ("    kind: website", "    pmid: PMC123", 9, "PubMed"),
        ("https://example.org/page", "example.org/page", 8, "an address"),
        ("https://example.org/page", "javascript:alert(1)", 8, "an address"),
        ("  - title: A page\n    url", "  - url", 7, "title: missing"),
        ("2025-03-01", "2025-02-30", 12, "a date"),
        ("2025-03-01", "2999-01-01", 12, "in the future"),
        ("reviewed_on: 2025-03-01", "reviewed_days_ago: 5", 12, "unknown key"),
        ("[1]", "\n\nas said [2]", 16, "[2] cites a source"),
        ("A longer", "A\x00longer", 14, "null byte"),
        ("---\ncondition", "condition", 1, "three hyphens"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old, new, line, problem):
    with pytest.raises(Refused) as refusal:
        parse(WHOLE.replace(old, new, 1), "here.md")
    assert str(refusal.value).startswith(f"here.md:{line}: ")
    assert problem in str(refusal.value)
    assert "\n" not in str(refusal.value)
