"""The look before sending in, and sending in."""

from datetime import date
from uuid import uuid4

import pytest

from experiences import moderation
from experiences.models import (
    CONSENT_VERSION,
    Case,
    Consent,
    CrisisLine,
    Experience,
    ExperienceRevision,
)
from tests import factories
from tests.experiences.writing.writing_pages import TEXT, address, form_of, send_in

pytestmark = pytest.mark.django_db

MAIL = "Write to me at quiet.heron@example.org when you read this, I answer everybody."
CRISIS = "Some days I want to die, and nobody around me knows how bad it has become since."


@pytest.fixture
def author(client):
    person = factories.make_person(pen_name="Tin Whistle")
    client.force_login(person)
    return person


def draft(author, text=TEXT, **fields):
    return factories.make_written(author=author, text=text, **fields)


def look(client, revision):
    return client.get(address("experience-check", revision.experience.public_id))


def state(revision):
    revision.refresh_from_db()
    return revision.state


def test_page_shows_the_text_and_what_the_profile_adds(client, author):
    revision = draft(author, years_since_diagnosis=3, country="NL")
    page = look(client, revision).content.decode()
    assert TEXT in page
    assert "Tin Whistle" in page
    assert "3 years after the diagnosis" in page
    assert "Netherlands" in page


def test_passage_is_marked_in_place_and_explained(client, author):
    page = look(client, draft(author, MAIL)).content.decode()
    assert 'class="must-go">quiet.heron@example.org</mark>' in page
    assert 'href="#mark-1"' in page and 'id="passage-1"' in page


def test_contact_details_keep_a_text_from_being_sent_in(client, author):
    revision = draft(author, MAIL)
    page = look(client, revision).content.decode()
    assert "That has to go" in page
    assert "disabled aria-describedby" in page
    assert send_in(client, revision.experience).status_code == 200
    assert state(revision) == "draft"


def test_short_text_is_told_how_much_is_missing(client, author):
    experience = draft(author).experience
    experience.revisions.update(text="Short.")
    page = client.get(address("experience-check", experience.public_id)).content.decode()
    assert "34 characters are missing" in page


def test_coarser_wording_is_put_in_by_one_click(client, author):
    revision = draft(author, f"{TEXT} It was found on 14 March 2019 at last.")
    shown = form_of(look(client, revision), "/coarsen/")
    assert "14 March 2019" in revision.text
    client.post(address("experience-coarsen", revision.experience.public_id), shown)
    revision.refresh_from_db()
    assert "14 March" not in revision.text
    assert revision.text.startswith(TEXT) and revision.text.endswith("at last.")


def test_coarser_wording_is_the_servers_and_not_the_browsers(client, author):
    revision = draft(author, f"{TEXT} It was found on 14 March 2019 at last.")
    shown = form_of(look(client, revision), "/coarsen/")
    url = address("experience-coarsen", revision.experience.public_id)
    forged = {"start": "0", "end": "20", "suggestion": "forged"}
    assert client.post(url, shown | forged).status_code == 409
    client.post(url, shown | {"suggestion": "forged", "text": "forged"})
    revision.refresh_from_db()
    assert "forged" not in revision.text


def test_coarser_wording_for_older_words_changes_nothing(client, author):
    revision = draft(author, f"{TEXT} It was found on 14 March 2019 at last.")
    shown = form_of(look(client, revision), "/coarsen/")
    moderation.save_draft(revision, by=author, version=1, text=revision.text + " Yes.")
    client.post(address("experience-coarsen", revision.experience.public_id), shown)
    revision.refresh_from_db()
    assert "14 March 2019" in revision.text


def test_help_comes_first_when_somebody_may_be_in_danger(client, author):
    line = {"number": "113", "name": "A helpline", "checked_on": date(2026, 9, 1)}
    CrisisLine.objects.create(country="NL", **line)
    page = look(client, draft(author, CRISIS, country="NL")).content.decode()
    assert page.index("how are you?") < page.index("<article")
    assert 'href="tel:113"' in page
    assert "1 September 2026" in page


@pytest.mark.sample(1)
@pytest.mark.parametrize("country", ["NL", "BE", ""])
def test_help_is_honest_where_no_number_was_checked(client, author, country):
    CrisisLine.objects.create(country="NL", number="113")
    page = look(client, draft(author, CRISIS, country=country)).content.decode()
    assert "113" not in page.split("<main")[1].split("<article")[0]
    assert "no helpline that we have checked" in page
    assert "call the emergency number of your country" in page


def test_cry_for_help_is_never_refused(client, author):
    revision = draft(author, CRISIS)
    send_in(client, revision.experience)
    assert state(revision) == "pending"
    assert Case.objects.get().is_held


def test_consent_boxes_are_empty_and_the_first_is_needed(client, author):
    revision = draft(author)
    response = look(client, revision)
    assert "publish" not in form_of(response, "/submit/")
    assert "index" not in form_of(response, "/submit/")
    assert "reuse" not in form_of(response, "/submit/")
    response = send_in(client, revision.experience, publish="")
    assert "Without this we may not publish your text." in response.content.decode()
    assert state(revision) == "draft" and not Consent.objects.exists()


def test_consent_is_kept_for_each_purpose_with_its_version(client, author):
    revision = draft(author)
    send_in(client, revision.experience, index="on", reuse="on")
    given = Consent.objects.values_list("purpose", "version", "person")
    assert set(given) == {(p, CONSENT_VERSION, author.pk) for p in Consent.Purpose.values}


def test_author_is_told_how_long_it_takes(client, author):
    for _ in range(8):
        factories.make_public()
    response = send_in(client, draft(author).experience)
    page = client.get(response.url).content.decode()
    assert "Your text is with the moderators." in page
    assert "decided within an hour" in page


def test_double_click_sends_in_once(client, author):
    revision = draft(author)
    shown = form_of(look(client, revision), "/submit/") | {"publish": "on"}
    url = address("experience-submit", revision.experience.public_id)
    for _click in range(2):
        assert client.post(url, shown).url == address("mine")
    assert ExperienceRevision.objects.awaiting_decision().count() == 1
    assert Case.objects.count() == 1


def test_key_of_another_text_sends_nothing_in(client, author):
    first, second = draft(author), draft(author)
    key = str(uuid4())
    send_in(client, first.experience, key=key)
    assert send_in(client, second.experience, key=key).status_code == 409
    assert state(second) == "draft"


def test_words_that_changed_since_they_were_looked_over_are_looked_over_again(client, author):
    revision = draft(author)
    shown = form_of(look(client, revision), "/submit/") | {"publish": "on"}
    moderation.save_draft(revision, by=author, version=1, text=f"{TEXT} Other words.")
    url = address("experience-submit", revision.experience.public_id)
    response = client.post(url, shown, follow=True)
    assert "The text has changed since you looked it over." in response.content.decode()
    assert state(revision) == "draft"


def test_text_without_open_words_has_nothing_to_look_over(client, author):
    experience = factories.make_public(author=author)
    response = client.get(address("experience-check", experience.public_id))
    assert response.url == address("experience-edit", experience.public_id)


def test_text_sent_in_again_keeps_its_place(client, author):
    revision = factories.make_pending(author=author, text=TEXT)
    since = revision.submitted_at
    moderation.recall(revision, by=author, version=revision.experience.version)
    send_in(client, Experience.objects.get())
    revision.refresh_from_db()
    assert revision.submitted_at == since
    assert Case.objects.open().get().opened_at == since
