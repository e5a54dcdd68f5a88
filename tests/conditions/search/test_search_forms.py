"""Spellings that a reader calls the same have one form, or one of their forms in common."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.folding import FORM_MAX, normal, variants


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Carcinoid syndrome", "carcinoid syndrome"),
        ("Guillain–Barré-Syndrom", "guillain barre syndrom"),
        ("Lou Gehrig’s disease", "lou gehrigs disease"),
        ("β-thalassæmia", "beta thalassemia"),
        ("haemophilia A", "hemophilia a"),
        ("oesophageal tumour", "esophageal tumor"),
        ("AEDS of the toe", "aeds of the toe"),
        ("Mucopolysaccharidosis type II", "mucopolysaccharidosis type 2"),
        ("Usher syndrome, type I", "usher syndrome type 1"),
        ("vitamin I", "vitamin i"),
        ("ﬁbrosis", "fibrosis"),
        ("Straße", "strasse"),
        ("Ł-ø-Đ", "l o d"),
        ("\u202egout\u200b", "gout"),
        ("Ch\ufffd\ufffddiak", "chdiak"),
        ("🧬?!", ""),
        ("\0", ""),
    ],
)
def test_form(written, form):
    assert normal(written) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sjögren syndrome", "Sjgren syndrome"),
        ("Sjögren syndrome", "Sjogren syndrome"),
        ("Sjögren syndrome", "Sjoegren syndrome"),
        ("Guillain-Barré", "Guillain-Barr"),
        ("Behc\u0327et", "Behet"),
        ("Behçet’s disease", "Behcet's disease"),
        ("Ch\ufffd\ufffddiak-Higashi", "Chédiak-Higashi"),
        ("ALFA", "alfa"),
    ],
)
def test_right_and_broken_spelling_meet(one, other):
    assert set(variants(one)) & set(variants(other))


@given(st.text(max_size=700))
def test_form_is_short_words_of_letters_and_digits(text):
    for form in variants(text):
        assert 0 < len(form) <= FORM_MAX
        assert all(word.isalnum() for word in form.split(" "))
