import random

import yaml

from experiences.text_rules import near_duplicates
from tests.experiences.text_rules.example_files import FOLDER

COPIES = yaml.safe_load((FOLDER / "copies.yml").read_text(encoding="utf-8"))
TEXTS = COPIES["texts"].splitlines()
SAME_SUBJECT = COPIES["same_subject"].splitlines()


def with_typing_errors(text: str) -> str:
    letters = list(text)
    for place in random.Random(7).sample(range(1, len(letters) - 1), 4):
        letters[place], letters[place - 1] = letters[place - 1], letters[place]
    return "".join(letters)


def turned_round(text: str) -> str:
    first, _comma, rest = text.partition(",")
    return f"{rest}, {first}"


CHANGES = {
    "shouted": str.upper,
    "with typing errors": with_typing_errors,
    "turned round": turned_round,
    "with invisible characters": lambda text: text.replace("e", "e\u200b"),
    "with an end of its own": lambda text: f"{text} Thanks!",
    "without accents": lambda text: text.translate(str.maketrans("áéíóúñ", "aeioun")),
}


def test_a_copy_with_small_changes_is_found():
    missed = [
        (name, text)
        for name, change in CHANGES.items()
        for index, text in enumerate(TEXTS)
        if near_duplicates(change(text), TEXTS) != [index]
    ]
    assert missed == []
    assert len(CHANGES) * len(TEXTS) >= 40


def test_other_texts_are_no_copies_of_the_same_subject_neither():
    for index, text in enumerate(TEXTS):
        others = [*SAME_SUBJECT, *TEXTS[:index], *TEXTS[index + 1 :]]
        assert near_duplicates(text, others) == []


def test_the_most_alike_comes_first():
    text = TEXTS[0]
    assert near_duplicates(text, ["", with_typing_errors(text), text], threshold=70) == [2, 1]


def test_short_texts_are_alike_by_chance():
    assert near_duplicates("I was so tired.", ["I was so tired."]) == []
