"""Members' pages at once, with real threads, on the database that the suite runs on."""

from functools import partial

import pytest
from django.test import Client

from experiences.models import Case, Experience, ExperienceRevision, Membership
from tests import factories
from tests.experiences.writing.writing_pages import TEXT, WORDS, address, form_of, share_address
from tests.races import SOME, TIMES, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def answers(outcomes):
    """The status of each answer; an exception would be a 500."""
    return [getattr(outcome, "status_code", outcome) for outcome in outcomes]


def test_two_clicks_at_once_save_one_first_text():
    for _ in range(SOME):
        topic, person = factories.make_topic(), factories.make_person()
        clicks = [partial(signed_in(person).post, share_address(topic), WORDS) for _click in "ab"]
        assert answers(at_once(*clicks)) == [302, 302]
        assert ExperienceRevision.objects.filter(experience__author=person).count() == 1
        assert Membership.objects.filter(member=person).count() == 1


def test_people_who_write_at_once_all_join_and_are_counted():
    for _ in range(SOME):
        topic = factories.make_topic()
        people = [factories.make_person() for _person in range(3)]
        acts = [partial(signed_in(one).post, share_address(topic), WORDS) for one in people]
        assert answers(at_once(*acts)) == [302] * 3
        topic.condition.refresh_from_db()
        assert topic.condition.member_count == 3


def test_two_clicks_at_once_send_in_once():
    for _ in range(TIMES):
        revision = factories.make_written(text=TEXT)
        experience, author = revision.experience, revision.experience.author
        page = signed_in(author).get(address("experience-check", experience.public_id))
        fields = form_of(page, "/submit/") | {"publish": "on"}
        url = address("experience-submit", experience.public_id)
        clicks = [partial(signed_in(author).post, url, fields) for _click in "ab"]
        assert answers(at_once(*clicks)) == [302, 302]
        assert Case.objects.filter(experience=experience).count() == 1


def test_saving_and_sending_in_at_once_never_send_words_that_were_not_looked_over():
    for _ in range(SOME):
        revision = factories.make_written(text=TEXT)
        experience, author = revision.experience, revision.experience.author
        page = signed_in(author).get(address("experience-check", experience.public_id))
        fields = form_of(page, "/submit/") | {"publish": "on"}
        words = {**WORDS, "text": f"{TEXT} More.", "revision": revision.pk, "version": 1}
        at_once(
            partial(
                signed_in(author).post, address("experience-submit", experience.public_id), fields
            ),
            partial(
                signed_in(author).post, address("experience-edit", experience.public_id), words
            ),
        )
        revision.refresh_from_db()
        assert (revision.state, revision.text) in [("pending", TEXT), ("draft", f"{TEXT} More.")]


@pytest.mark.parametrize("address_name", ["experience-edit", "experience-autosave"])
@pytest.mark.parametrize("state", ["draft", "rejected"])
def test_erasing_while_saving_leaves_no_word(state, address_name):
    for _ in range(SOME):
        experience = factories.make_in_state(state, text=TEXT)
        author = experience.author
        experience.refresh_from_db()
        wording = experience.open_revision
        words = {**WORDS, "revision": wording.pk if wording else "", "version": 1}
        outcomes = at_once(
            partial(
                signed_in(author).post,
                address("experience-erase", experience.public_id),
                {"version": experience.version},
            ),
            partial(signed_in(author).post, address(address_name, experience.public_id), words),
        )
        assert set(answers(outcomes)) <= {200, 302, 404, 409}
        assert not ExperienceRevision.objects.filter(experience=experience).exists()
        assert not Experience.objects.filter(author=author).exists()
