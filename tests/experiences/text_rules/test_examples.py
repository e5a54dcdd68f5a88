"""Every family against written sentences: what must be found and where, and what must not."""

import pytest

from experiences.text_rules import RULES, scan
from tests.experiences.text_rules import example_files

ENOUGH = 40  # sentences of each kind in each family


def found_by(rule: str, text: str, language: str) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in scan(text, language=language) if one.rule == rule]


@pytest.mark.sample(4)
@pytest.mark.parametrize("family", example_files.families())
def test_what_must_be_found_is_found_at_its_place(family):
    examples = example_files.found(family)
    failures = [
        (rule, text, [text[start:end] for start, end in spans])
        for rule, text, passages in examples
        for language in [example_files.Example(rule, text, passages).language]
        if (spans := found_by(rule, text, language)) != passages
    ]
    assert failures == []
    assert len(examples) >= ENOUGH
    assert all(example.passages for example in examples)


@pytest.mark.parametrize("family", example_files.families())
def test_a_near_miss_is_left_alone(family):
    examples = example_files.quiet(family)
    failures = [
        (example.rule, example.text)
        for example in examples
        if found_by(example.rule, example.text, example.language)
    ]
    assert failures == []
    assert len(examples) >= ENOUGH


@pytest.mark.parametrize("family", example_files.families())
def test_both_languages_have_sentences_in_each_family(family):
    for examples in (example_files.found(family), example_files.quiet(family)):
        assert {example.language for example in examples} == {"en", "es"}


def test_every_rule_that_reads_a_text_has_examples():
    written = {
        example.rule
        for family in example_files.families()
        for example in example_files.found(family)
    }
    assert written == {rule.id for rule in RULES.values() if rule.finds}


def test_no_near_miss_of_any_family_carries_a_contact_detail():
    failures = [
        (one.rule, example.text)
        for family in example_files.families()
        for example in example_files.quiet(family)
        for one in scan(example.text, language=example.language)
        if RULES[one.rule].must_go
    ]
    assert failures == []


def test_nothing_is_found_in_ordinary_sentences():
    lines = (example_files.FOLDER / "clean.txt").read_text(encoding="utf-8").splitlines()
    assert {line: found for line in lines if (found := scan(line))} == {}
