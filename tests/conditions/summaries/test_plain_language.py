import subprocess
import sys

import pytest

from conditions.summaries.writing.advice import (
    READ_MAX,
    advice,
    sections,
    sentences,
    undefined_abbreviations,
)
from tests.work import calls

EASY = "The cat sat on the mat and it did not move. We saw the dog run to the big tree."
HARD = (
    "Somatostatin-receptor-mediated antiproliferative pharmacotherapy characteristically "
    "necessitates interdisciplinary endocrinological surveillance notwithstanding asymptomatic "
    "biochemical stabilisation."
)


def test_each_section_has_a_grade_and_the_hard_one_the_higher():
    found = advice("Short.", f"{EASY}\n\n## Treatment\n\n- {HARD} [1]\n", "en")
    first, second = found.sections
    assert (first.title, second.title) == ("", "Treatment")
    assert first.grade < 4
    assert second.grade > 9
    assert (first.is_hard, second.is_hard) == (False, True)
    assert [one.text for one in found.sentences] == [HARD]


def test_spanish_is_measured_in_spanish():
    easy = "El gato duerme en la casa y el perro come pan en la mesa. La niña juega con su gato."
    hard = (
        "La administración intravenosa de anticuerpos monoclonales inmunomoduladores requiere "
        "monitorización cardiológica multidisciplinaria y hospitalización especializada."
    )
    found = advice("", f"{easy}\n\n## B\n\n{hard}", "es")
    assert found.sections[0].grade < found.sections[1].grade
    # Another language asked for in between changes nothing.
    advice("", f"{EASY}", "en")
    assert advice("", f"{easy}\n\n## B\n\n{hard}", "es") == found


def test_short_answer_is_counted_in_words():
    assert advice("word " * 60, "", "en").short_answer_is_long is False
    assert advice("word " * 61, "", "en").short_answer_is_long is True


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("An MRI helps.", ["MRI"]),
        ("Magnetic resonance imaging (MRI) helps. An MRI is loud.", []),
        ("MRI (magnetic resonance imaging) helps.", []),
        ("DNA and RNA in the US.", []),
        ("Two MRIs, one CT, again an MRI.", ["MRI", "CT"]),
        ("Type II, not A, and IgA.", []),
    ],
)
def test_abbreviation_that_nothing_explains_is_named_once(text, found):
    assert undefined_abbreviations(text) == found


def test_marks_and_citations_are_not_read():
    assert sections("**One** [two](https://x.example) `three` [1]\n\n::: soon\nFour.\n:::") == [
        ("", "One two three.\nFour.")
    ]
    assert sentences("One two three four five six seven eight. Nine ten.") == [
        "One two three four five six seven eight."
    ]


@pytest.mark.parametrize("text", ["", " ", "…", "[1]", "123 456", "😀 " * 50, "a\n" * 20, "\x00 x"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_odd_texts_have_no_grade_and_break_nothing(text, language):
    assert advice(text, text, language).abbreviations == []


def test_long_text_is_read_up_to_a_limit_and_each_letter_a_few_times():
    parts = (f"## Part {n}\n\n{HARD} Now {n}. {EASY} Item {n}.\n\n" for n in range(150))
    text = "".join(parts)
    assert advice("", text, "en") == advice("", text[:READ_MAX], "en")
    assert calls(lambda: advice("", text, "en")) < 5 * READ_MAX


@pytest.mark.thorough
def test_it_is_not_loaded_before_it_is_asked_for():
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; "
        "django.setup(); import diseasemaps.urls; print('textstat' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
