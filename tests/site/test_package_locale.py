"""What Django and allauth say to readers and members; it is to sound like the rest of the site."""

import re
from html.parser import HTMLParser
from http import HTTPStatus
from importlib import import_module
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation import gettext, ngettext, override

from tests.accounts import pages

# Spanish that speaks to somebody as "usted", as packages do; "puede" and the like may speak of a
# thing, too, unless a sentence begins with it.
FORMAL = re.compile(
    r"\b(sus?|suy[oa]s?|usted(es)?|les?|que ha|olvidó|recibirá|"
    r"ingrese|introdu(zca|za)|seleccione|escriba|escoja|elija|compruebe|verifique|corrija|haga|"
    r"asegúrese|confirme|utilice|pruebe|vuelva|revise|visite|envíe|marque|escanee|guarde|"
    r"solicite|inténtelo|póngase|contáctenos|proporcione|habilite|desmarque)\b"
    r"|^¿?(ya |no )?(ha|está|tiene|puede|debe|desea|quiere) (?!funcionado)",
    re.IGNORECASE,
)
TITLE_CASE = re.compile(r"\b[A-Z][a-z]+(?:[- ](?:by|of|the|your|this))*[- ][A-Z][a-z]+")

# Files of packages whose words people meet; the rest is for the admin, for developers or for what
# the settings switch off: names to sign in with, telephones, several addresses, other sites.
MET = re.compile(
    r"^(account/(adapter|fields|forms)|mfa/(adapter|.*forms)|usersessions/forms|"
    r"templates/(account|mfa|usersessions)/|"
    r"core/validators|forms/|password_validation|contrib/auth/password_validation)"
)
NOT_MET = re.compile(
    r"phone|email\.html|email_confirm\.html|verification_sent|"
    r"passkey|signup_form|trust\.html|templates/(account|mfa)/email/|forms/(formsets|models)\.py"
)
OF_WHAT_IS_OFF = re.compile(r"username|phone|\((again|optional)\)|confirmation$", re.IGNORECASE)
PACKAGES = ["allauth", "django.conf", "django.contrib.auth"]
OWN_WORDS = sorted(settings.LOCALE_PATHS[1].glob("*/LC_MESSAGES/django.po"))


def catalogue(package: str) -> polib.POFile:
    folder = Path(import_module(package).__file__).parent
    return polib.pofile(str(folder / "locale" / "es" / "LC_MESSAGES" / "django.po"))


def met(entry: polib.POEntry) -> bool:
    if OF_WHAT_IS_OFF.search(entry.msgid):
        return False
    return any(
        MET.search(path) and not NOT_MET.search(path) and not (settings.BASE_DIR / path).exists()
        for path, _line in entry.occurrences
    )


def said(language: str) -> list[str]:
    """Every text of a package that people meet, as this site says it."""
    with override(language):
        return [
            form
            for package in PACKAGES
            for entry in filter(met, catalogue(package))
            for form in in_all_forms(entry)
        ]


def in_all_forms(entry: polib.POEntry) -> list[str]:
    if not entry.msgid_plural:
        return [gettext(entry.msgid)]
    return [ngettext(entry.msgid, entry.msgid_plural, number) for number in (1, 2, 10**6)]


def formal(text: str) -> str | None:
    found = FORMAL.search(text)
    return found and found[0].strip()


def test_packages_speak_spanish_as_to_a_friend():
    texts = said("es")
    assert len(texts) > 100
    assert [text for text in texts if formal(text)] == []


def test_packages_speak_english_without_capitals_in_the_middle():
    assert [text for text in said("en") if TITLE_CASE.search(text)] == []


def test_packages_write_email_as_the_site_does():
    assert [
        text for text in said("en") if re.search(r"(?<![({])\bemail\b", text, re.IGNORECASE)
    ] == []


@pytest.mark.parametrize("path", OWN_WORDS, ids=lambda path: path.parent.parent.name)
def test_every_word_kept_here_is_one_of_a_package(path):
    """A package that says it anew needs it said anew here, too."""
    theirs = {entry.msgid for package in PACKAGES for entry in catalogue(package)}
    assert [entry.msgid for entry in polib.pofile(str(path)) if entry.msgid not in theirs] == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Introduzca su contraseña:", "Introduzca"),
        ("Ha cerrado sesión.", "Ha"),
        ("No puede añadir más", "No puede"),
        ("La dirección que ha indicado", "que ha"),
        ("Este campo es obligatorio.", None),
        ("Esta cuenta está desactivada.", None),
        ("Tu contraseña no puede ser solo de números.", None),
    ],
)
def test_formal_words_are_told_from_those_of_things(text, word):
    assert formal(text) == word


class Texts(HTMLParser):
    """What a page shows in its main part, and what it reads out."""

    def __init__(self, page: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_data(self, data):
        self.found.append(" ".join(data.split()))


def mistakes_of_visitors(client):
    """Each form with nothing in it, and with what it refuses."""
    wrong = {
        "login": {"login": "nobody", "password": "x"},
        "signup": {"email": "nobody", "pen_name": "!", "password1": "1234"},
        "password/reset": {"email": "nobody"},
        "login/code": {"email": "nobody"},
    }
    for path, data in wrong.items():
        yield client.post(f"/es/accounts/{path}/", {})
        yield client.post(f"/es/accounts/{path}/", data)


def mistakes_of_members(client):
    member = pages.make_confirmed()
    pages.sign_in_and_confirm(client, member)
    wrong = {
        "email": {"action_add": "", "email": member.email},
        "password/change": {"oldpassword": "x", "password1": "a" * 3, "password2": "b"},
        "reauthenticate": {"password": "x"},
        "2fa/totp/activate": {"code": "1"},
        "2fa/webauthn/add": {"name": ""},
        "pen-name": {"pen_name": ""},
        "privacy/erase": {"texts": "?", "pen_name": "x"},
        "logout": None,
        "2fa": None,
    }
    for path, data in wrong.items():
        url = f"/es/accounts/{path}/"
        yield client.get(url) if data is None else client.post(url, data)


@pytest.mark.sample(1)
@pytest.mark.django_db
@pytest.mark.parametrize("mistakes", [mistakes_of_visitors, mistakes_of_members])
def test_forms_of_accounts_are_refused_in_the_voice_of_the_site(client, mistakes):
    found = {}
    for response in mistakes(client):
        assert response.status_code == HTTPStatus.OK, response.request["PATH_INFO"]
        main = response.content.decode().partition("<main")[2].partition("</main>")[0]
        texts = [text for text in Texts(main).found if formal(text)]
        found |= {response.request["PATH_INFO"]: texts} if texts else {}
    assert found == {}
