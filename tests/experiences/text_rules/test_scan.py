import gzip
import json
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from experiences.text_rules import RULES, Family, Writer, scan
from experiences.text_rules.rule import Shadow
from tests.work import SHORTER, is_linear

LONG = 60_000  # characters

PARTS = (
    "Dr Smith",
    "12 March 2019",
    "0121 234 5678",
    "j@example.org",
    "@jane_doe",
    "I am 14",
    "kill myself",
    "my son Jack (7)",
    "you idiot",
    "NHS number 943 476 5919",
    "p\u0430tient",
    "Hospital La Paz",
    "take 50 mg",
    "\ufb01 \u338e \u0130 \u00df",
    "a\u0301\u0301 \u200b \u202e \u2764\ufe0f",
    "\u2026 \u00bd.",
    "\n",
)
texts = st.one_of(
    st.text(max_size=300), st.lists(st.sampled_from(PARTS), max_size=20).map(" ".join)
)
READERS = [rule for rule in RULES.values() if rule.finds]


@pytest.mark.thorough
@settings(max_examples=150, deadline=None)
@given(texts)
@example("\ufb01" * 3 + " me@example.org")
@example("\u200b")
@example("")
def test_offsets_lie_within_the_text_in_order_and_once(text):
    found = scan(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert found == sorted(set(found))


@pytest.mark.thorough
@settings(max_examples=150, deadline=None)
@given(texts)
def test_a_shadow_keeps_its_place_for_every_character(text):
    shadow = Shadow.of(text)
    assert len(shadow.text) == len(shadow.folded) == len(shadow.starts) == len(shadow.ends)
    assert list(shadow.starts) == sorted(shadow.starts)
    assert all(0 <= a < b <= len(text) for a, b in zip(shadow.starts, shadow.ends, strict=True))


def test_a_disguised_word_is_found_where_it_stands():
    text = "I will \uff4b\u200bi\u00adll my\u2060self"
    [one] = [one for one in scan(text) if one.rule == "crisis-words"]
    assert text[one.start : one.end] == text[7:]


def test_a_finding_keeps_no_words_of_the_text():
    [one] = scan("Mail jane@example.org")
    assert set(one.__slots__) == {"start", "end", "rule", "version"}


def test_the_country_of_the_writer_decides_what_is_a_telephone_number():
    def is_phone(country):
        return [one.rule for one in scan("It is 02 9374 4000.", country=country)]

    assert is_phone("AU") == ["contact-phone"]
    assert is_phone("") == []


def test_only_crisis_minors_and_named_persons_hold_a_text():
    holding = {rule.id for rule in RULES.values() if rule.holds}
    assert holding == {"crisis-words", "minor", "person-named"}


def test_contact_details_and_nothing_else_must_go():
    for rule in RULES.values():
        assert rule.must_go == (rule.family == Family.CONTACT)


def test_every_rule_says_why_and_has_a_version():
    assert all(rule.version >= 1 and str(rule.label) and str(rule.why) for rule in RULES.values())


HOSTILE = {
    "one letter": "a",
    "spaces": " ",
    "digits": "1",
    "digits apart": "1 2 3 4 5 6 7 8 9 0 ",
    "slashes": "12/",
    "brackets": "((",
    "telephones": "07400 123456 ",
    "at signs": "a@",
    "names": "Dr Smith ",
    "names joined": "Smith Of The ",
    "I want to": "i want to ",
    "you should": "you should just ",
    "no quiero": "no quiero ",
    "my little son": "my little son ",
    "the doctor is a": "the doctor is a ",
    "zero width": "\u200b",
    "two alphabets": "aа",
    "f": "fu",
}


@cache
def shadow_of(text: str) -> Shadow:
    return Shadow.of(text)


def is_found_soon(rule, text: str) -> bool:
    # Made beforehand: it is the rule that is looked at.
    for part in (text, text[: len(text) // SHORTER]):
        shadow_of(part)
    return is_linear(lambda each: list(rule.finds(shadow_of(each), Writer())), text)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "rule", [rule for rule in RULES.values() if rule.finds], ids=lambda r: r.id
)
def test_a_hostile_text_takes_no_time(rule):
    texts = {name: (part * LONG)[:LONG] for name, part in HOSTILE.items()}
    assert [name for name, text in texts.items() if not is_found_soon(rule, text)] == []


def test_many_different_telephone_numbers_take_no_time():
    text = " ".join(f"0{7_400_000_000 + number * 7919}" for number in range(LONG // 12))
    assert is_found_soon(RULES["contact-phone"], text)


def test_many_accents_on_one_letter_take_no_time():
    assert is_linear(Shadow.of, "a" + "\u0316\u0300" * (LONG // 2))


def test_what_takes_long_is_noticed():
    assert not is_linear(lambda text: [text.count("b") for _each in text], "a" * LONG)


def test_clean_narratives_rarely_carry_a_contact_detail(public_data):
    texts = []
    for path in sorted((public_data / "narratives").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] for line in lines][::5]
    texts = [text for text in texts if text]
    assert len(texts) > 1_000
    flagged = [text for text in texts if any(RULES[one.rule].must_go for one in scan(text))]
    assert len(flagged) / len(texts) < 0.02
