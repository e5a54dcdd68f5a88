"""Objections: a reader's against a text, an author's against a decision."""

import pytest

from experiences import moderation
from experiences.models import Appeal, Case, Report
from tests import factories
from tests.experiences.writing.writing_pages import address, form_of

pytestmark = pytest.mark.django_db

WHY_NOT = "It does answer the question, please read its second half again."


@pytest.fixture
def experience():
    return factories.make_public(text="How it was for me.")


@pytest.fixture
def reader(client, member):
    client.force_login(member)
    return member


def report(client, experience, **fields):
    url = address("experience-report", experience.public_id)
    return client.post(url, form_of(client.get(url)) | fields, follow=True)


def test_every_text_has_a_link_to_report_it(client, experience):
    page = client.get(experience.topic.get_absolute_url()).content.decode()
    assert address("experience-report", experience.public_id) in page


def test_visitor_signs_in_first_and_comes_back(client, experience):
    url = address("experience-report", experience.public_id)
    assert client.get(url).url == f"/accounts/login/?next={url}"


def test_reader_reports_with_a_reason(client, experience, reader):
    response = report(client, experience, why="identifies", text="I know who that is.")
    assert "Thank you. A moderator looks at it." in response.content.decode()
    assert (Report.objects.get().why, Report.objects.get().reporter) == ("identifies", reader)
    assert Case.objects.open().get().kind == "report"


def test_report_needs_a_reason_and_keeps_the_words(client, experience, reader):
    response = report(client, experience, text="I know who that is.")
    assert form_of(response)["text"] == "I know who that is."
    assert not Report.objects.exists()


def test_second_report_while_the_first_is_open_adds_nothing(client, experience, reader):
    url = address("experience-report", experience.public_id)
    shown = form_of(client.get(url)) | {"why": "abuse"}
    client.post(url, shown)
    response = client.post(url, shown | {"why": "crisis"})
    assert "You have reported this text already" in response.content.decode()
    assert "You have reported this text already" in client.get(url).content.decode()
    assert Report.objects.get().why == "abuse"


def test_nobody_reports_their_own_text(client, experience):
    client.force_login(experience.author)
    url = address("experience-report", experience.public_id)
    assert client.get(url).status_code == 403
    assert client.post(url, {"why": "abuse"}).status_code == 403


@pytest.mark.sample(2)
@pytest.mark.parametrize("state", ["draft", "pending", "rejected", "hidden", "withdrawn"])
def test_text_that_is_not_public_cannot_be_reported(client, reader, state):
    hidden = factories.make_in_state(state)
    url = address("experience-report", hidden.public_id)
    assert client.get(url).status_code == 404
    assert client.post(url, {"why": "abuse"}).status_code == 404


def test_report_of_a_session_that_expired_comes_back(client, experience, reader):
    url = address("experience-report", experience.public_id)
    shown = form_of(client.get(url)) | {"why": "abuse", "text": "So rude."}
    client.logout()
    client.post(url, shown)
    client.force_login(reader)
    assert form_of(client.get(url))["text"] == "So rude."


# --- Appeals -------------------------------------------------------------------------------


@pytest.fixture(params=["rejected", "hidden"])
def refused(request, client):
    experience = factories.make_in_state(request.param)
    client.force_login(experience.author)
    return experience.decisions.first()


def appeal(client, decision, text=WHY_NOT):
    url = address("decision-appeal", decision.pk)
    return client.post(url, form_of(client.get(url)) | {"text": text})


def test_author_appeals(client, refused):
    assert appeal(client, refused).url == address("mine")
    assert Appeal.objects.get().text == WHY_NOT
    page = client.get(address("mine")).content.decode()
    assert "Another moderator reads your appeal" in page
    assert ">Appeal</a>" not in page


def test_author_appeals_once_and_keeps_what_was_typed(client, refused):
    url = address("decision-appeal", refused.pk)
    shown = form_of(client.get(url)) | {"text": WHY_NOT}
    client.post(url, shown)
    response = client.post(url, shown | {"text": "And another thing that I have to say."})
    assert response.status_code == 409
    assert "And another thing that I have to say." in response.content.decode()
    assert client.get(url).status_code == 409
    assert Appeal.objects.get().text == WHY_NOT


@pytest.mark.sample(2)
@pytest.mark.parametrize("text", ["", "Too short.", "x" * 2001, f"{WHY_NOT}\x00"])
def test_appeal_that_cannot_be_taken_keeps_its_words(client, refused, text):
    response = appeal(client, refused, text)
    assert response.status_code == 200
    assert form_of(response)["text"] == text
    assert not Appeal.objects.exists()


def test_nobody_appeals_for_another(client, refused, member):
    client.force_login(member)
    url = address("decision-appeal", refused.pk)
    assert client.get(url).status_code == 404
    assert client.post(url, {"text": WHY_NOT}).status_code == 404


def test_approval_cannot_be_appealed(client, experience):
    client.force_login(experience.author)
    url = address("decision-appeal", experience.decisions.get().pk)
    assert client.get(url).status_code == 409
    assert client.post(url, {"text": WHY_NOT}).status_code == 409


def test_dismissed_report_is_no_decision_that_the_author_knows(client, experience, moderator):
    moderation.report(experience, by=factories.make_person(), why="abuse")
    reason = factories.make_reason()
    dismissed = moderation.dismiss_reports(
        experience, by=moderator, version=experience.version, reason=reason, message="It stays."
    )
    client.force_login(experience.author)
    assert client.get(address("decision-appeal", dismissed.pk)).status_code == 404


def test_address_of_no_decision_is_404(client, reader):
    assert client.get(f"/decisions/{'9' * 40}/appeal/").status_code == 404
