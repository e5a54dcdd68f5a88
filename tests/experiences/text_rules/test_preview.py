import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiences.text_rules import RULES, Found, Writer, scan
from experiences.text_rules.preview import mark

findings = st.builds(
    Found,
    start=st.integers(-5, 60),
    end=st.integers(-5, 60),
    rule=st.sampled_from([*RULES, "gone"]),
    version=st.just(1),
)


@pytest.mark.thorough
@settings(max_examples=100, deadline=None)
@given(st.text(max_size=50), st.lists(findings, max_size=12))
def test_pieces_put_together_are_the_text(text, found):
    pieces = mark(text, found)
    assert "".join(piece.text for piece in pieces) == text
    assert all(text[piece.start : piece.end] == piece.text != "" for piece in pieces)


def test_a_passage_is_marked_with_its_rule_and_a_wording():
    text = "I saw Dr Smith twice."
    plain, marked, rest = mark(text, scan(text))
    assert (plain.text, plain.rule, plain.suggestion) == ("I saw ", None, "")
    assert (marked.text, marked.rule.id, marked.suggestion) == (
        "Dr Smith",
        "person-staff",
        "my doctor",
    )
    assert rest.text == " twice."


def test_overlapping_findings_are_one_piece_under_the_weightiest():
    text = "It was my son Jack (7) who fell."
    [piece] = [piece for piece in mark(text, scan(text)) if piece.rule]
    assert piece.text == "my son Jack (7)"
    assert piece.rule.id == "minor"
    assert piece.suggestion == "my son (7)"


def test_no_wording_is_offered_that_would_keep_a_contact_detail():
    text = "my son Jack jack@example.org"
    found = [Found(0, 11, "person-first-name", 1), Found(7, 28, "contact-email", 1)]
    [piece] = mark(text, found)
    assert (piece.rule.id, piece.suggestion) == ("contact-email", "")


def test_a_wording_at_the_start_of_a_sentence_begins_with_a_capital():
    text = "St Mary's Hospital was kind."
    assert mark(text, scan(text))[0].suggestion == "A hospital"


def test_findings_of_another_text_are_passed_over():
    assert [piece.text for piece in mark("Short.", [Found(3, 90, "minor", 1)])] == ["Short."]


WORDINGS = {
    ("date-exact", "on 12 March 2019", "en", ""): "in spring 2019",
    ("date-exact", "on 12 March 2019", "en", "AU"): "in autumn 2019",
    ("date-exact", "12 March 2019", "en", ""): "spring 2019",
    ("date-exact", "on 25/12/2018", "en", ""): "in winter 2018",
    ("date-exact", "on 4/5/2019", "en", ""): "in 2019",
    ("date-exact", "2019-03-12", "en", ""): "spring 2019",
    ("date-exact", "el 12 de marzo de 2019", "es", ""): "en marzo de 2019",
    ("date-exact", "desde el 3 de mayo", "es", ""): "desde mayo",
    ("age-exact", "I am 43", "en", ""): "I am in my forties",
    ("age-exact", "I’m 43 years old", "en", ""): "I'm in my forties",
    ("age-exact", "at the age of 43", "en", ""): "between 40 and 49",
    ("age-exact", "at the age of 7", "en", ""): "before 12",
    ("age-exact", "aged 52", "en", ""): "aged 50 to 59",
    ("age-exact", "88 year old", "en", ""): "80-to-89-year-old",
    ("age-exact", "62 years old", "en", ""): "between 60 and 69 years old",
    ("age-exact", "93 years old", "en", ""): "90 or over",
    ("age-exact", "91 year old", "en", ""): None,
    ("age-exact", "7-year-old son", "en", ""): "school-age son",
    ("age-exact", "14 year old daughter", "en", ""): "teenage daughter",
    ("age-exact", "tengo 43 años", "es", ""): "tengo más de 40 años",
    ("age-exact", "a los 14 años", "es", ""): "antes de los 18",
    ("place-town", "in Leeds", "en", ""): "in a city",
    ("place-town", "from Leeds", "en", ""): "from a city",
    ("place-town", "en Sevilla", "es", ""): "en una ciudad",
    ("place-hospital", "the Royal Free Hospital", "en", ""): "a hospital",
    ("place-hospital", "the Mayo Clinic", "en", ""): "a clinic",
    ("place-hospital", "Great Ormond Street", "en", ""): "a hospital",
    ("place-hospital", "al Hospital La Paz", "es", ""): "a un hospital",
    ("person-staff", "Dr Smith", "en", ""): "my doctor",
    ("person-staff", "nurse Karen", "en", ""): "a nurse",
    ("person-staff", "my GP Susan", "en", ""): "my GP",
    ("person-staff", "del Dr. Pérez", "es", ""): "de mi médico",
    ("person-staff", "la enfermera Marta", "es", ""): "una enfermera",
    ("person-named", "my husband Peter Jones", "en", ""): "my husband",
    ("person-named", "Mrs Jones", "en", ""): None,
    ("person-first-name", "my son Jack", "en", ""): "my son",
    ("place-employer", "for Tesco", "en", ""): "for my employer",
    ("place-employer", "para Mercadona", "es", ""): "para mi empresa",
}


@pytest.mark.parametrize(("case", "wording"), WORDINGS.items(), ids=lambda case: str(case)[:60])
def test_coarser_wordings(case, wording):
    rule, passage, language, country = case
    assert RULES[rule].coarser(passage, Writer(language, country)) == wording


def test_no_wording_is_found_by_its_own_rule_again():
    for (rule, _passage, language, country), wording in WORDINGS.items():
        again = scan(f"So it was {wording}, then.", language=language, country=country)
        assert rule not in {one.rule for one in again}
