"""Which questions are asked: of the site, and of one condition."""

import pytest

from conditions.catalogue.editing import Changed, StillAnswered, asked_of, set_asked
from conditions.models import Question, Topic
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def usual():
    return factories.make_question("usual")


@pytest.fixture
def rare():
    return factories.make_question("rare", off_by_default=True)


def status(client, condition, question):
    return client.get(f"/conditions/{condition.slug}/{question.key}/").status_code


def test_editor_takes_one_away_and_switches_one_on(client, usual, rare, editor):
    condition = factories.make_condition()
    address = condition.get_absolute_url()
    etag = client.get(address)["ETag"]
    said = asked_of(condition)
    set_asked(condition, {usual.pk: False, rare.pk: True}, by=editor, seen=said)
    assert status(client, condition, usual) == 404
    assert status(client, condition, rare) == 200
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200
    set_asked(condition, said, by=editor, seen={usual.pk: False, rare.pk: True})
    assert status(client, condition, usual) == 200
    assert status(client, condition, rare) == 404


def test_question_with_a_public_text_is_not_taken_away(usual, editor):
    topic = factories.make_topic(question=usual)
    factories.make_public(topic)
    seen = asked_of(topic.condition)
    with pytest.raises(StillAnswered) as refused:
        set_asked(topic.condition, {usual.pk: False}, by=editor, seen=seen)
    assert refused.value.keys == ["usual"]
    topic.refresh_from_db()
    assert topic.is_asked is None


def test_stale_form_is_refused(usual, editor):
    condition = factories.make_condition()
    seen = asked_of(condition)
    set_asked(condition, {usual.pk: False}, by=editor, seen=seen)
    with pytest.raises(Changed):
        set_asked(condition, {usual.pk: True}, by=editor, seen=seen)
    assert Topic.objects.get().is_asked is False


def test_nothing_changed_changes_nothing(usual, editor):
    condition = factories.make_condition()
    seen = asked_of(condition)
    assert set_asked(condition, seen, by=editor, seen=seen) == []
    assert not Topic.objects.exists()


def test_question_that_the_site_does_not_ask_has_no_page(client, usual):
    topic = factories.make_topic(question=usual)
    factories.make_public(topic)
    Topic.objects.update(is_asked=True)
    Question.objects.update(is_on=False)
    assert status(client, topic.condition, usual) == 404
    assert usual.key not in client.get(topic.condition.get_absolute_url()).content.decode()
    assert not Topic.objects.asked().exists()
