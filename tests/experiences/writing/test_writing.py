import re

import pytest
from django.urls import reverse
from django.utils import timezone

from conditions.models import QuestionText
from experiences import moderation
from experiences.models import Experience, ExperienceRevision, Membership
from tests import factories
from tests.experiences.writing.writing_pages import (
    TEXT,
    WORDS,
    address,
    form_of,
    press,
    save,
    send_in,
    share_address,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return factories.make_topic(
        factories.make_condition("carcinoid syndrome"),
        factories.make_question("causes", title="What causes {condition}?"),
    )


@pytest.fixture
def author(client, topic):
    """Signed in, and in the community."""
    person = factories.make_person(pen_name="Tin Whistle")
    factories.make_member(topic.condition, person=person, diagnosed_year=2020)
    client.force_login(person)
    return person


def edit_address(experience):
    return address("experience-edit", experience.public_id)


def the_text():
    return Experience.objects.get()


def test_visitor_without_account_finds_the_ways_in(client, topic):
    page = client.get(share_address(topic)).content.decode()
    assert "/accounts/login/?next=/conditions/carcinoid-syndrome/causes/share/" in page
    assert "/accounts/signup/?next=/conditions/carcinoid-syndrome/causes/share/" in page
    assert "<form" not in page.split("<main")[1]


def test_form_shows_the_questions_prompts(client, topic, author):
    QuestionText.objects.update(prompts=["Who first said its name?"])
    assert "Who first said its name?" in client.get(share_address(topic)).content.decode()


@pytest.mark.parametrize("path", ["none/causes", "carcinoid-syndrome/none"])
def test_nobody_can_share_where_there_is_no_page(client, author, path):
    assert client.get(f"/conditions/{path}/share/").status_code == 404


def test_nobody_can_share_on_what_the_catalogue_answers(client, author, topic):
    question = factories.make_question("codes", from_catalogue=True)
    url = address("experience-write", topic.condition.slug, question.key)
    assert client.get(url).status_code == 404


def test_first_text_joins_the_community(client, topic, member):
    client.force_login(member)
    response = save(client, share_address(topic), **WORDS, since="1-2", country="NL")
    experience = the_text()
    assert response.url == address("experience-check", experience.public_id)
    membership = Membership.objects.get(member=member, condition=topic.condition)
    assert membership.diagnosed_year == timezone.localdate().year - 1
    assert (experience.country, experience.years_since_diagnosis) == ("NL", 1)
    assert not membership.on_map


def test_text_makes_the_topic_row_where_there_was_none(client, author, topic):
    question = factories.make_question("diet")
    save(client, address("experience-write", topic.condition.slug, "diet"), **WORDS)
    assert the_text().topic.question == question


def test_form_that_fails_joins_nobody_and_gives_every_word_back(client, topic, member):
    client.force_login(member)
    response = save(client, share_address(topic), text=TEXT, year="1066", country="NL")
    shown = form_of(response)
    assert (shown["text"], shown["year"], shown["country"]) == (TEXT, "1066", "NL")
    assert 'href="#id_relation_0"' in response.content.decode()
    assert not Membership.objects.exists() and not Experience.objects.exists()


def test_member_is_not_asked_again_since_when(client, topic, author):
    shown = form_of(client.get(share_address(topic)))
    assert "since" not in shown
    assert shown["relation"] == "patient"


def test_two_clicks_on_save_make_one_text(client, topic, author):
    shown = form_of(client.get(share_address(topic))) | WORDS
    first, second = (client.post(share_address(topic), shown) for _click in range(2))
    assert first.url == second.url == edit_address(the_text())
    assert ExperienceRevision.objects.count() == 1


def test_going_back_to_the_first_form_shows_both_texts(client, topic, author):
    shown = form_of(client.get(share_address(topic))) | WORDS
    client.post(share_address(topic), shown)
    response = client.post(share_address(topic), shown | {"text": "Another beginning."})
    page = response.content.decode()
    assert response.status_code == 409
    assert TEXT in page and "Another beginning." in page
    client.post(edit_address(the_text()), form_of(response))
    assert the_text().open_revision.text == "Another beginning."


def test_who_has_begun_is_sent_to_the_draft(client, topic, author):
    save(client, share_address(topic), **WORDS)
    assert client.get(share_address(topic)).url == edit_address(the_text())


def test_two_clicks_on_the_draft_save_once(client, topic, author):
    save(client, share_address(topic), **WORDS)
    shown = form_of(client.get(edit_address(the_text()))) | {"text": "Other words."}
    for _click in range(2):
        assert client.post(edit_address(the_text()), shown).status_code == 302
    assert the_text().open_revision.version == 2


def test_stale_draft_shows_both_texts_and_saves_the_typed_one_next(client, topic, author):
    save(client, share_address(topic), **WORDS)
    url = edit_address(the_text())
    old = form_of(client.get(url))
    save(client, url, text="From the telephone.")
    response = client.post(url, old | {"text": "From the desk."})
    page = response.content.decode()
    assert response.status_code == 409
    assert "From the desk." in page and "From the telephone." in page
    client.post(url, form_of(response))
    assert the_text().open_revision.text == "From the desk."


def test_text_that_was_sent_in_meanwhile_is_not_overwritten(client, topic, author):
    save(client, share_address(topic), **WORDS)
    url = edit_address(the_text())
    old = form_of(client.get(url))
    send_in(client, the_text())
    response = client.post(url, old | {"text": "Typed too late."})
    assert response.status_code == 409
    assert "Typed too late." in response.content.decode()
    assert the_text().open_revision.text == TEXT


def test_lines_end_the_same_in_every_browser(client, topic, author):
    save(client, share_address(topic), **WORDS | {"text": "One.\r\n\r\nTwo.\rThree."})
    assert the_text().open_revision.text == "One.\n\nTwo.\nThree."


def test_writing_about_somebody_else_asks_for_their_age_and_agreement(client, topic, author):
    response = save(client, share_address(topic), **WORDS, about_other="on", subject_age="0-15")
    assert 'href="#id_subject_agreed"' in response.content.decode()
    save(
        client,
        share_address(topic),
        **WORDS,
        about_other="on",
        subject_age="0-15",
        subject_agreed="guardian",
    )
    assert the_text().about_other


def test_age_of_somebody_else_is_dropped_when_it_is_about_oneself(client, topic, author):
    save(client, share_address(topic), **WORDS, subject_age="0-15", subject_agreed="yes")
    assert (the_text().about_other, the_text().subject_age) == (False, "")


def test_who_wants_no_name_signs_as_a_member(client, topic, author):
    save(client, share_address(topic), **WORDS | {"signed": "member"})
    page = client.get(address("experience-check", the_text().public_id)).content.decode()
    assert "<b>A member</b>" in page


def test_change_of_a_public_text_begins_a_new_wording_on_post_only(client, topic, author):
    experience = factories.make_public(topic, author=author, text=TEXT)
    shown = form_of(client.get(edit_address(experience)))
    assert shown["text"].startswith(TEXT)
    assert experience.open_revision is None
    save(client, edit_address(experience), text="It was otherwise, and I say now how it was.")
    experience.refresh_from_db()
    assert experience.open_revision.text.startswith("It was otherwise")
    assert experience.is_public and experience.live_revision.text.startswith(TEXT)


def test_two_clicks_on_a_new_wording_begin_one(client, topic, author):
    experience = factories.make_public(topic, author=author)
    shown = form_of(client.get(edit_address(experience))) | {"text": "It was otherwise."}
    for _click in range(2):
        assert client.post(edit_address(experience), shown).status_code == 302
    assert experience.revisions.count() == 2


def test_signature_of_a_public_text_and_its_counts_change_at_once(client, topic, author):
    experience = factories.make_public(topic, author=author)
    save(client, edit_address(experience), signed="member", relation="relative")
    topic.refresh_from_db()
    assert (topic.person_count, topic.relative_count) == (0, 1)
    assert (
        "Tin Whistle"
        not in client.get(experience.get_absolute_url()).content.decode().split("<main")[1]
    )


def test_text_that_waits_is_taken_back_before_it_is_changed(client, topic, author):
    revision = factories.make_pending(topic, author=author)
    experience = revision.experience
    response = client.get(edit_address(experience))
    assert "Take it back and change it" in response.content.decode()
    client.post(address("experience-recall", experience.public_id), form_of(response, "/recall/"))
    assert "text" in form_of(client.get(edit_address(experience)))


def test_author_reads_why_a_text_came_back_above_the_form(client, topic, author, moderator):
    revision = factories.make_pending(topic, author=author, text="Dr Flint of Bath told me.")
    experience = revision.experience
    moderation.request_changes(
        revision,
        by=moderator,
        version=experience.version,
        reason=factories.make_reason(),
        message="Please leave the name out.",
        passage=(0, 8),
    )
    page = client.get(edit_address(experience)).content.decode()
    assert "Please leave the name out." in page
    assert re.search(r'<blockquote class="passage">\s*Dr Flint\s*</blockquote>', page)
    assert moderator.pen_name not in page
    save(client, edit_address(experience), text="My doctor told me, and I did not believe it then.")
    page = client.get(edit_address(experience)).content.decode()
    assert "Please leave the name out." in page
    assert "<blockquote" not in page


# --- Never lost ----------------------------------------------------------------------------


def test_words_come_back_after_a_session_that_expired(client, topic, author):
    shown = form_of(client.get(share_address(topic))) | WORDS | {"signed": "member"}
    client.logout()
    response = client.post(share_address(topic), shown)
    assert response.url == f"{reverse('account_login')}?next={share_address(topic)}"
    client.force_login(author)
    response = client.get(share_address(topic))
    assert form_of(response)["text"] == TEXT
    assert form_of(response)["signed"] == "member"
    assert "that you typed here before" in response.content.decode()
    assert not Experience.objects.exists()


def test_kept_words_are_forgotten_once_they_are_saved(client, topic, author):
    shown = form_of(client.get(share_address(topic))) | WORDS
    client.logout()
    client.post(share_address(topic), shown)
    client.force_login(author)
    save(client, share_address(topic))
    assert the_text().open_revision.text == TEXT
    assert client.session["kept_words"] == {}


def test_next_person_on_the_computer_does_not_get_the_words(client, topic, author):
    shown = form_of(client.get(share_address(topic))) | WORDS
    client.logout()
    client.post(share_address(topic), shown)
    client.force_login(factories.make_person())
    assert TEXT not in client.get(share_address(topic)).content.decode()


def test_nothing_is_kept_for_who_was_never_signed_in(client, topic):
    client.post(share_address(topic), WORDS | {"whose": "1:forged"})
    assert "kept_words" not in client.session


def test_only_so_much_is_kept(client, topic, author):
    shown = form_of(client.get(share_address(topic))) | {"text": "x" * 1_000_000}
    client.logout()
    for _time in range(5):
        client.post(share_address(topic), shown)
    assert len(str(client.session["kept_words"])) < 201_000


def test_words_of_an_edit_come_back_with_the_version_they_saw(client, topic, author):
    save(client, share_address(topic), **WORDS)
    url = edit_address(the_text())
    shown = form_of(client.get(url)) | {"text": "From the desk."}
    client.logout()
    client.post(url, shown)
    revision = the_text().open_revision
    moderation.save_draft(revision, by=author, version=1, text="From the telephone.")
    client.force_login(author)
    response = client.post(url, form_of(client.get(url)))
    assert response.status_code == 409
    assert "From the desk." in response.content.decode()


# --- Saving while writing ------------------------------------------------------------------


def test_script_saves_and_is_given_the_new_version(client, topic, author):
    save(client, share_address(topic), **WORDS)
    shown = form_of(client.get(edit_address(the_text())))
    url = address("experience-autosave", the_text().public_id)
    answer = client.post(url, shown | {"text": "More words."}).json()
    revision = the_text().open_revision
    assert (revision.text, revision.version) == ("More words.", answer["version"])
    assert answer["revision"] == revision.pk


def test_script_that_is_stale_is_told_so(client, topic, author):
    save(client, share_address(topic), **WORDS)
    shown = form_of(client.get(edit_address(the_text())))
    url = address("experience-autosave", the_text().public_id)
    client.post(url, shown | {"text": "More words."})
    response = client.post(url, shown | {"text": "Other words."})
    assert response.status_code == 409
    assert the_text().open_revision.text == "More words."


def test_words_of_a_first_form_wait_in_the_session_and_join_nobody(client, topic, member):
    client.force_login(member)
    url = address("experience-keep", topic.condition.slug, topic.question.key)
    shown = form_of(client.get(share_address(topic)))
    assert client.post(url, shown | {"text": "A first word."}).status_code == 200
    assert form_of(client.get(share_address(topic)))["text"] == "A first word."
    assert not Experience.objects.exists() and not Membership.objects.exists()


def test_script_of_a_session_that_expired_keeps_the_words(client, topic, author):
    save(client, share_address(topic), **WORDS)
    shown = form_of(client.get(edit_address(the_text())))
    client.logout()
    url = address("experience-autosave", the_text().public_id)
    response = client.post(url, shown | {"text": "Typed after the session."})
    assert response.status_code == 403
    client.force_login(author)
    assert form_of(client.get(edit_address(the_text())))["text"] == "Typed after the session."


def test_script_says_when_the_words_may_be_a_cry_for_help(client, topic, author):
    save(client, share_address(topic), **WORDS)
    shown = form_of(client.get(edit_address(the_text())))
    url = address("experience-autosave", the_text().public_id)
    assert client.post(url, shown | {"text": "I want to die."}).json()["in_crisis"]


# --- A whole life --------------------------------------------------------------------------


def test_life_of_a_text_from_the_first_word_to_its_erasure(client, topic, member, moderator):
    client.force_login(member)
    save(client, share_address(topic), **WORDS)
    experience = the_text()
    assert send_in(client, experience, index="on").url == address("mine")
    experience.refresh_from_db()
    moderation.approve(experience.open_revision, by=moderator, version=experience.version)
    assert TEXT in client.get(topic.get_absolute_url()).content.decode()
    press(client, "experience-withdraw", experience)
    assert TEXT not in client.get(topic.get_absolute_url()).content.decode()
    press(client, "experience-put-back", experience)
    assert TEXT in client.get(topic.get_absolute_url()).content.decode()
    save(client, edit_address(experience), text=f"{TEXT} And then it was found.")
    send_in(client, experience)
    press(client, "experience-recall", experience)
    press(client, "experience-discard", experience)
    press(client, "experience-erase", experience)
    assert client.get(experience.get_absolute_url()).status_code == 410
    assert not ExperienceRevision.objects.exists()
