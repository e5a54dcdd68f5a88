import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend

from diseasemaps.accounts import demo_accounts as accounts
from diseasemaps.demo import views
from tests.accounts import pages
from tests.factories import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.demo_urls")]
PATH = "/demo/mails/"


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.DEMO_MAIL_DIR = tmp_path
    return tmp_path


def send(folder, *subjects, body="Hello"):
    messages = [
        EmailMessage(subject, body, "from@example.org", ["ada@example.org"]) for subject in subjects
    ]
    EmailBackend(file_path=folder).send_messages(messages)


def test_mails_of_a_demo_are_shown_with_the_address_shortened(client, demo):
    send(demo, "Ein schöner Gruß", body="Your address is ada.smith@example.org\n\n    CODE12\n")
    response = client.get(PATH)
    page = response.content.decode()
    assert "Ein schöner Gruß" in page and "CODE12" in page
    assert "a…@example.org" in page and "ada" not in page
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]


def test_newest_mails_come_first_and_old_ones_fall_off(demo):
    send(demo, *(f"Mail {number}" for number in range(views.SHOWN + 5)))
    subjects = [mail.subject for mail in views.newest()]
    assert len(subjects) == views.SHOWN
    assert subjects[0] == f"Mail {views.SHOWN + 4}"


def test_page_of_a_demo_without_mails_says_so(client, demo):
    assert "None yet" in client.get(PATH).content.decode()


def test_there_is_no_such_page_without_demo_mode(client):
    assert client.get(PATH).status_code == 404


def test_demo_accounts_are_shown_on_the_sign_in_page_of_a_demo_only(client, settings):
    settings.DEMO = False
    assert accounts.PASSWORD not in client.get("/accounts/login/").content.decode()
    settings.DEMO = True
    page = client.get("/accounts/login/").content.decode()
    assert accounts.PASSWORD in page and accounts.DEMO_ACCOUNTS[0].email in page


@pytest.fixture
def shared(client, settings):
    """Somebody signed in with an account of the demo."""
    person = pages.make_confirmed(email=accounts.DEMO_ACCOUNTS[0].email, pen_name="Paper Lantern")
    settings.DEMO = True
    pages.sign_in_and_confirm(client, person)
    return person


def test_nobody_changes_the_password_of_a_demo_account(client, shared):
    new = "a completely new phrase"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    page = client.post("/accounts/password/change/", data, follow=True).content.decode()
    assert "shares this account" in page
    shared.refresh_from_db()
    assert shared.check_password(PASSWORD)


def test_nobody_adds_a_factor_to_a_demo_account(client, shared):
    pages.activate_app(client)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/accounts/email/", {"email": "new@example.org", "action_add": ""}),
        ("/accounts/pen-name/", {"pen_name": "Something Rude"}),
    ],
)
def test_nobody_changes_the_address_or_pen_name_of_a_demo_account(client, shared, path, data):
    assert "shares this account" in client.post(path, data).content.decode()
