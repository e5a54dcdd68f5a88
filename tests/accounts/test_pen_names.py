from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from diseasemaps.accounts import pen_names
from diseasemaps.accounts.forms import SignupForm
from diseasemaps.accounts.models import User, reveals_email, validate_pen_name
from tests.accounts import pages
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("pen_name", "error"),
    [
        ("Quiet Otter", ""),
        ("Élan d’Été 7", ""),
        ("  Quiet   Otter  ", ""),
        ("Al", "at least 3 characters"),
        ("123 456", "at least one letter"),
        ("otter@home", "holds letters"),
        ("<b>Otter</b>", "holds letters"),
        ("O" * 41, "at most 40"),
        ("", "required"),
        ("LISTENING HERON", "taken"),
        ("Listening\u3000Heron", "taken"),
        ("Ada Smith", "like your e-mail address"),
        ("lovely adasmith", "like your e-mail address"),
        ("Smith", "like your e-mail address"),
    ],
)
def test_pen_name_rules(pen_name, error, rf):
    make_person(pen_name="Listening Heron")
    form = SignupForm(pages.SIGN_UP | {"email": "ada.smith@example.org", "pen_name": pen_name})
    errors = " ".join(form.errors.get("pen_name", []))
    assert error in errors and bool(error) == bool(errors)


def test_suggestion_is_shown_in_the_form(client):
    with patch.object(pen_names, "draw", return_value="Amber Acorn"):
        assert 'value="Amber Acorn"' in client.get("/accounts/signup/").content.decode()


def test_suggestion_gets_a_number_when_the_words_are_taken():
    make_person(pen_name="Amber Acorn")
    with patch.object(pen_names, "draw", return_value="Amber Acorn"):
        name = pen_names.suggest()
    assert name.startswith("Amber Acorn ") and name.split()[-1].isdecimal()


@pytest.mark.thorough
def test_there_are_ten_thousand_valid_suggestions():
    names = {f"{a} {b}" for a in pen_names.FIRST_WORDS for b in pen_names.SECOND_WORDS}
    assert len(names) >= 10_000
    for name in names:
        validate_pen_name(name)


def test_pen_name_taken_meanwhile_is_an_error_beside_the_field_and_keeps_the_words(client):
    make_person(pen_name="quiet otter")
    with patch.object(pen_names, "is_taken", return_value=False):
        response = client.post("/accounts/signup/", pages.SIGN_UP)
    page = response.content.decode()
    assert "This pen name is taken" in page
    assert 'value="ada@example.org"' in page and 'value="Quiet Otter"' in page
    assert User.objects.count() == 1


def test_address_taken_meanwhile_is_answered_like_a_known_one(client):
    pages.make_confirmed(email="ada@example.org")
    path = "allauth.account.forms.flows.manage_email.email_already_exists"
    with patch(path, return_value=("ada@example.org", False)):
        response = client.post("/accounts/signup/", pages.SIGN_UP)
    assert response.url == "/accounts/confirm-email/"


def test_sign_up_needs_the_age(client):
    data = {key: value for key, value in pages.SIGN_UP.items() if key != "is_16_or_older"}
    client.post("/accounts/signup/", data)
    assert not User.objects.exists()


def test_password_must_not_be_the_pen_name(client):
    data = pages.SIGN_UP | {"password1": "quiet otter"}
    assert "too similar" in client.post("/accounts/signup/", data).content.decode()


def test_member_changes_the_pen_name(client, member):
    client.force_login(member)
    client.post("/accounts/pen-name/", {"pen_name": "  Bright   Wren "})
    member.refresh_from_db()
    assert member.pen_name == "Bright Wren"


def test_member_changes_the_case_of_the_own_pen_name(client):
    person = make_person(pen_name="bright wren")
    client.force_login(person)
    client.post("/accounts/pen-name/", {"pen_name": "Bright Wren"})
    person.refresh_from_db()
    assert person.pen_name == "Bright Wren"


def test_member_cannot_take_the_pen_name_of_another(client, member):
    make_person(pen_name="Bright Wren")
    client.force_login(member)
    with patch.object(pen_names, "is_taken", return_value=False):
        response = client.post("/accounts/pen-name/", {"pen_name": "bright wren"})
    assert "This pen name is taken" in response.content.decode()


def test_short_pieces_of_an_address_are_no_reason():
    assert not reveals_email("Amber Sea", "a.b.sea@example.org")


@pytest.mark.parametrize("other", ["élan vital", "Elan  Vital", "ELAN-VITAL", "Élan Vital"])
def test_database_refuses_a_name_that_looks_the_same(db, other):
    make_person(pen_name="Élan Vital")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_person(pen_name=other)


def test_name_in_two_alphabets_is_refused():
    with pytest.raises(ValidationError, match="one alphabet"):
        validate_pen_name("Оlivia")  # the first letter is Cyrillic
