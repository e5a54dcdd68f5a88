"""What a change of wording may touch: 70 that need a signature, and 36 that need none."""

import pytest

from conditions.models import Revision
from conditions.summaries.signing.passages import Finding, american, dictionary, letters_apart
from conditions.summaries.signing.wording_guard import (
    compare_markdown,
    compare_text,
    needs_signature,
)
from tests import factories

BODY = """## Treatment

Take 5 mg of prednisolone twice a day for 3 weeks, and see a doctor [1].

Most people feel better. Some people do not.

- Drink water with it.
- Ask the [clinic](https://example.org/clinic) which diet helps.

> Children need **another** dose.

::: emergency
Call for help.
:::
"""
# What stands in the body, what comes in its place, and what the guard says of it.
SIGN = [
    ("5 mg", "50 mg", Finding.NUMBER),
    ("5 mg", "0.5 mg", Finding.NUMBER),
    ("5 mg", "5.0 mg", Finding.NUMBER),
    ("5 mg", "five mg", Finding.NUMBER),
    ("5 mg", "5–10 mg", Finding.NUMBER),
    ("5 mg", "<5 mg", Finding.NUMBER),
    ("5 mg", "−5 mg", Finding.PUNCTUATION),
    ("5 mg", "5 000 mg", Finding.NUMBER),
    ("5 mg", "5², mg", Finding.NUMBER),
    ("5 mg", "½ mg", Finding.NUMBER),
    ("5 mg", "٥ mg", Finding.NUMBER),
    ("5 mg", "mg", Finding.NUMBER),
    ("twice", "once", Finding.NUMBER),
    ("3 weeks", "3 months", Finding.UNIT),
    ("5 mg", "5 g", Finding.UNIT),
    ("5 mg", "5 µg", Finding.UNIT),
    ("5 mg", "5 Mg", Finding.UNIT),
    ("5 mg", "5 %", Finding.UNIT),
    ("a day", "a week", Finding.UNIT),
    ("weeks", "week", Finding.UNIT),
    ("do not", "do", Finding.NEGATION),
    ("Most people feel", "Most people do not feel", Finding.NEGATION),
    ("feel better", "never feel better", Finding.NEGATION),
    ("do not", "don’t", Finding.NEGATION),
    ("with it", "without it", Finding.NEGATION),
    ("people feel", "people cannot feel", Finding.NEGATION),
    ("Drink water", "Avoid water", Finding.NEGATION),
    ("Ask the", "Unless told, ask the", Finding.NEGATION),
    ("prednisolone", "prednisone", Finding.DRUG),
    ("prednisolone", "Prednisolone", Finding.DRUG),
    ("prednisolone", "prednislone", Finding.DRUG),
    ("water", "warfarin", Finding.DRUG),
    ("water", "infliximab", Finding.DRUG),
    ("water", "atorvastatin", Finding.DRUG),
    ("## Treatment", "## Treatments", Finding.HEADING),
    ("## Treatment", "### Treatment", Finding.HEADING),
    ("## Treatment", "Treatment", Finding.HEADING),
    ("## Treatment\n", "## Treatment\n\n## Doses\n", Finding.HEADING),
    ("/clinic", "/clinics", Finding.LINK),
    ("https://", "http://", Finding.LINK),
    ("[clinic](https://example.org/clinic)", "clinic", Finding.LINK),
    ("water", "[water](https://example.org/water)", Finding.LINK),
    ("[1]", "", Finding.CITATION),
    ("[1]", "[2]", Finding.CITATION),
    ("better.", "better [1].", Finding.CITATION),
    ("- Drink", "1. Drink", Finding.LAYOUT),
    ("**another**", "another", Finding.LAYOUT),
    ("Most people", "**Most** people", Finding.LAYOUT),
    ("> Children", "Children", Finding.LAYOUT),
    ("better. Some", "better.\n\nSome", Finding.LAYOUT),
    ("- Ask the", "  - Ask the", Finding.LAYOUT),
    ("people feel", "pe\u200bople feel", Finding.LAYOUT),
    ("::: emergency", "::: next-appointment", Finding.LAYOUT),
    ("::: emergency\n", "", Finding.LAYOUT),
    ("Call for help", "Call [[person_count]] for help", Finding.LAYOUT),
    ("Most people", "Many people", Finding.WORD),
    ("feel better", "feel worse", Finding.WORD),
    ("Most people feel", "Most people may feel", Finding.WORD),
    ("Drink water", "Drink hot water", Finding.WORD),
    ("and see", "or see", Finding.WORD),
    ("a doctor", "a nurse", Finding.WORD),
    ("Most people", "Most adults", Finding.WORD),
    ("which diet", "whose diet", Finding.WORD),
    ("Children need", "Adults need", Finding.WORD),
    ("diet helps", "diet harms", Finding.WORD),
    ("with it", "before it", Finding.WORD),
    ("Ask the", "Ask for the", Finding.WORD),
    ("better.", "better?", Finding.PUNCTUATION),
    ("feel better", "feel (better)", Finding.LAYOUT),
    ("Most people feel better", "Most people: feel better", Finding.PUNCTUATION),
    ("3 weeks, and", "3 weeks and", Finding.CONTEXT),
    ("people do not", "the people do not", Finding.CONTEXT),
    ("Some people do not.", "Some people, do not.", Finding.CONTEXT),
]
# Two texts of which the second only says the same better.
KEEP = [
    ("Many peple feel tired.", "Many people feel tired."),
    ("It is a rare diseese.", "It is a rare disease."),
    ("A sympton of it.", "A symptom of it."),
    ("The treatmnet helps.", "The treatment helps."),
    ("Doctors recomend rest.", "Doctors recommend rest."),
    ("Ask teh clinic.", "Ask the clinic."),
    ("It occurrs early.", "It occurs early."),
    ("Your familly can help.", "Your family can help."),
    ("This chages the skin.", "This changes the skin."),
    ("It is usualy mild.", "It is usually mild."),
    ("The the skin is dry.", "The skin is dry."),
    ("Skin can can be dry.", "Skin can be dry."),
    ("The colour fades.", "The color fades."),
    ("They are hospitalised.", "They are hospitalized."),
    ("It causes anaemia.", "It causes anemia."),
    ("An oesophagus that hurts.", "An esophagus that hurts."),
    ("Go to a health centre.", "Go to a health center."),
    ("A tumour grows.", "A tumor grows."),
    ("It’s rare.", "It's rare."),
    ('They call it "dry".', "They call it “dry”."),
    ("Rest – and sleep.", "Rest — and sleep."),
    ("It is an rare disease.", "It is a rare disease."),
    ("Ask an doctor.", "Ask a doctor."),
    ("It affects skin of the face.", "It affects the skin of the face."),
    ("However it helps.", "However, it helps."),
    ("Rest, sleep and drink.", "Rest, sleep, and drink."),
    ("Rest helps", "Rest helps."),
    ("rest helps.", "Rest helps."),
    ("Ask Your doctor.", "Ask your doctor."),
    ("Rest  helps.", "Rest helps."),
    ("Rest\nhelps.", "Rest helps."),
    ("Rest helps. ", "Rest helps."),
    ("A na\u00efve view.", "A naive view."),
    ("A cafe\u0301 is open.", "A café is open."),
    ("Take 5 mg if the sympton stays.", "Take 5 mg if the symptom stays."),
    ("It does not dammage the skin.", "It does not damage the skin."),
    ("Take 5 mg", "Take 5 mg."),
]


@pytest.mark.sample(20)
@pytest.mark.parametrize(("old", "new", "finding"), SIGN)
def test_change_needs_a_signature(old, new, finding):
    assert old in BODY
    assert finding in compare_markdown(BODY, BODY.replace(old, new, 1), "en")


@pytest.mark.parametrize(("old", "new"), KEEP)
def test_change_of_wording_needs_none(old, new):
    assert compare_text(old, new, "en") == set()
    assert compare_markdown(old, new, "en") == set()


def test_table_is_as_long_as_it_says():
    assert len(SIGN) >= 60
    assert len(KEEP) >= 30
    assert len(set(SIGN)) == len(SIGN)


# Two words that a hasty eye takes for one: each is a matter of life, and none is a typing error.
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hypotension", "hypertension"),
        ("hyponatremia", "hypernatremia"),
        ("intravenous", "interveinous"),
        ("ileum", "ilium"),
        ("oral", "aural"),
        ("may", "must"),
        ("increase", "decrease"),
        ("safe", "unsafe"),
        ("benign", "malign"),
        ("dysphagia", "dysphasia"),
        ("tablet", "tablets"),
        ("antibody", "antibodies"),
        ("causal", "casual"),
        ("US", "us"),
        ("mourning", "morning"),
        ("filling", "filing"),
        ("poured", "pored"),
        ("forgoes", "forges"),
        ("Refilled", "Refiled"),
        ("walk 15' a day", 'walk 15" a day'),
        ("children, who have fever", "children who have fever"),
        ("sleep if tired", "sleep, if tired"),
        ("type II", "type III"),
        ("few", "a few"),
        ("acute", "a cute"),
        ("its", "it's not"),
        ("metformn", "metformin"),
        ("amoxicilin", "amoxicillin"),
    ],
)
def test_words_that_look_alike_are_no_typing_errors(old, new):
    assert compare_text(f"It is {old} here.", f"It is {new} here.", "en")
    assert compare_text(f"It is {new} here.", f"It is {old} here.", "en")


def test_word_that_stands_elsewhere_in_the_text_is_a_term_and_no_typing_error():
    old, new = "The symptim is rare.", "The symptom is rare."
    assert compare_text(old, new, "en") == set()
    rest = " A symptim is seen."
    assert Finding.WORD in compare_text(old + rest, new + rest, "en")


def test_other_languages_have_no_dictionary_here():
    assert Finding.WORD in compare_text("La enfermedda es rara.", "La enfermedad es rara.", "es")
    assert compare_text("La la piel.", "La piel.", "es") == set()
    assert Finding.WORD in compare_text("Esta bien.", "Está bien.", "es")


def test_any_number_of_new_digits_is_seen():
    for number in range(1, 300):
        text = f"Give it {number} times to people who ask."
        assert Finding.NUMBER in compare_text(
            text, text.replace(str(number), str(number + 1)), "en"
        )
        assert Finding.NUMBER in compare_text(text, text.replace(str(number), f"{number}0"), "en")


def test_long_paragraph_is_not_compared():
    old = "word " * 1000
    assert compare_text(old, f"{old}more", "en") == {Finding.LENGTH}


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abcd", 1), ("abc", "xyz", 3)],
)
def test_letters_apart(one, other, apart):
    assert letters_apart(one, other) == apart == letters_apart(other, one)


@pytest.mark.thorough
def test_american_spelling_makes_one_of_no_two_words():
    """No two words of the dictionary that a reader would tell apart become one by it."""
    found: dict[str, set[str]] = {}
    for word in dictionary():
        found.setdefault(american(word), set()).add(word)
    risky = {"four", "for", "not", "one", "tour", "tor", "rise", "prise", "prize", "hour", "does"}
    assert all(american(word) == word for word in risky)
    assert all(words & risky == words or not words & risky for words in found.values())


@pytest.mark.parametrize("markup", ["`", "*", "_", "\\", "|", "&amp;", "<", "!"])
def test_signs_of_markup_never_come_unseen(markup):
    assert compare_markdown("Rest helps.", f"Rest {markup}helps.", "en")


@pytest.mark.django_db
def test_other_source_needs_a_signature():
    base = factories.make_published()
    revision = factories.make_wording(base)
    assert needs_signature(base, revision) == []
    for field, value in [("title", "Another"), ("year", 2020), ("doi", "10.1/1"), ("kind", "book")]:
        before = getattr(revision.sources.get(), field)
        revision.sources.update(**{field: value})
        assert needs_signature(base, Revision.objects.get(pk=revision.pk)) == [Finding.SOURCE]
        revision.sources.update(**{field: before})


@pytest.mark.django_db
def test_other_origin_and_another_summary_need_a_signature():
    base = factories.make_published()
    revision = factories.make_wording(base, attribution="From elsewhere.")
    assert Finding.SOURCE in needs_signature(base, revision)
    assert Finding.SOURCE in needs_signature(factories.make_published(), base)
