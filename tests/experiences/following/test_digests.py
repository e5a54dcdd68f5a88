"""The digest: once a period, only what is public, and nothing that a glance could give away."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.core import mail
from django.core.management import call_command

from diseasemaps.outbox.models import MailKind, OutgoingMail
from diseasemaps.outbox.unsubscribe import set_wanted
from experiences import moderation
from experiences.following.digests import period_start, send_due
from experiences.following.follows import follow, set_rhythm, unfollow
from experiences.models import Digest, Experience, Follow
from tests import factories
from tests.races import at_once

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 3, 4, 12, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 6, 10, tzinfo=UTC)
SUBJECT = "What is new in what you follow"
GLANCE = 250  # characters that a mail program shows beside the subject


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "diseasemaps.outbox.backend.OutboxBackend"
    settings.SITE_URL = "https://maps.example.org"


@pytest.fixture
def topic():
    return factories.make_topic(
        factories.make_condition("secret disease"),
        factories.make_question("cause", title="What causes {condition}?"),
    )


def begin(person, condition, question=None, at=WEDNESDAY):
    follow(condition, question, by=person)
    Follow.objects.filter(person=person).update(since=at)
    Digest.objects.filter(person=person).update(told_until=at)


def share(topic, at, **fields):
    experience = factories.make_public(topic, **fields)
    Experience.objects.filter(pk=experience.pk).update(published_at=at)
    experience.refresh_from_db()
    return experience


def digests():
    """Without the mails to the authors."""
    return OutgoingMail.objects.filter(headers__has_key="List-Unsubscribe", subject=SUBJECT)


def texts() -> list[str]:
    return list(digests().order_by("pk").values_list("text", flat=True))


@pytest.mark.parametrize(
    ("rhythm", "now", "start"),
    [
        ("daily", datetime(2026, 3, 4, 5, 59, tzinfo=UTC), datetime(2026, 3, 3, 6, tzinfo=UTC)),
        ("daily", datetime(2026, 3, 4, 6, tzinfo=UTC), datetime(2026, 3, 4, 6, tzinfo=UTC)),
        ("weekly", datetime(2026, 3, 4, 12, tzinfo=UTC), datetime(2026, 3, 2, 6, tzinfo=UTC)),
        ("weekly", datetime(2026, 3, 9, 5, 59, tzinfo=UTC), datetime(2026, 3, 2, 6, tzinfo=UTC)),
        ("weekly", datetime(2026, 3, 9, 6, tzinfo=UTC), datetime(2026, 3, 9, 6, tzinfo=UTC)),
        ("weekly", datetime(2026, 3, 8, 23, tzinfo=UTC), datetime(2026, 3, 2, 6, tzinfo=UTC)),
    ],
)
def test_period_begins_at_six_of_a_day_or_of_a_monday(rhythm, now, start):
    assert period_start(rhythm, now) == start


def test_digest_tells_how_many_and_where(member, topic):
    begin(member, topic.condition)
    share(topic, WEDNESDAY + timedelta(days=1), text="Words that stay on the page, and only there.")
    share(topic, WEDNESDAY + timedelta(days=2))
    factories.make_published(topic, at=WEDNESDAY + timedelta(days=1))
    assert send_due(MONDAY) == {"written": 1}
    (text,) = texts()
    assert "What causes secret disease?\nA newly reviewed summary. 2 new experiences.\n" in text
    assert "https://maps.example.org/conditions/secret-disease/cause/" in text
    assert "Words that stay" not in text


def test_glance_at_the_mail_tells_no_condition(member, topic):
    begin(member, topic.condition)
    share(topic, WEDNESDAY + timedelta(days=1))
    send_due(MONDAY)
    sent = digests().get()
    seen = f"{sent.subject} {sent.text[:GLANCE]} {sent.headers} {sent.sender}".casefold()
    assert "secret" not in seen and "cause" not in seen
    assert "secret" in sent.text
    shown = " ".join(re.sub(r"<[^>]+>", " ", sent.html.partition("<body")[2]).split())[:GLANCE]
    assert "following" in shown or "follow" in shown
    assert "secret" not in shown.casefold() and "cause" not in shown.casefold()


def test_one_click_stops_it(client, member, topic):
    begin(member, topic.condition)
    share(topic, WEDNESDAY + timedelta(days=1))
    send_due(MONDAY)
    sent = digests().get()
    assert sent.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = sent.headers["List-Unsubscribe"].strip("<>").removeprefix("https://maps.example.org")
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    share(topic, MONDAY + timedelta(days=1))
    assert send_due(MONDAY + timedelta(days=7)) == {"written": 0}
    # Switched on again, nothing old floods in.
    set_wanted(member.pk, MailKind.DIGESTS, True)
    assert send_due(MONDAY + timedelta(days=14)) == {"written": 0}


def test_same_period_is_told_once_however_often_it_runs(member, topic):
    begin(member, topic.condition)
    share(topic, WEDNESDAY + timedelta(days=1))
    for minutes in range(0, 60, 10):
        send_due(MONDAY + timedelta(minutes=minutes))
    share(topic, MONDAY + timedelta(days=1))
    send_due(MONDAY + timedelta(days=2))
    assert len(texts()) == 1
    send_due(MONDAY + timedelta(days=7))
    assert len(texts()) == 2 and "1 new experience." in texts()[1]


def test_daily_is_told_each_day(member, topic):
    begin(member, topic.condition)
    set_rhythm(member, "daily")
    for day in (1, 2):
        share(topic, WEDNESDAY + timedelta(days=day))
        send_due(WEDNESDAY + timedelta(days=day + 1))
    assert len(texts()) == 2


def test_nothing_new_is_no_mail(member, topic):
    begin(member, topic.condition)
    assert send_due(MONDAY) == {"written": 0}
    assert Digest.objects.get().told_until > MONDAY - timedelta(hours=1)


@pytest.mark.sample(2)
@pytest.mark.parametrize("state", ["draft", "pending", "rejected", "hidden", "withdrawn"])
def test_text_that_is_not_public_when_it_is_written_is_not_told_of(member, topic, state):
    begin(member, topic.condition)
    factories.make_in_state(state, topic)
    Experience.objects.update(published_at=WEDNESDAY + timedelta(days=1))
    assert send_due(MONDAY) == {"written": 0}


def test_own_text_older_text_and_text_elsewhere_are_not_told_of(member, topic):
    begin(member, topic.condition, topic.question)
    share(topic, WEDNESDAY + timedelta(days=1), author=member)
    share(topic, WEDNESDAY - timedelta(days=1))
    share(factories.make_topic(topic.condition), WEDNESDAY + timedelta(days=1))
    share(factories.make_topic(), WEDNESDAY + timedelta(days=1))
    assert send_due(MONDAY) == {"written": 0}


def test_topic_followed_twice_is_told_once(member, topic):
    begin(member, topic.condition)
    begin(member, topic.condition, topic.question)
    share(topic, WEDNESDAY + timedelta(days=1))
    send_due(MONDAY)
    assert texts()[0].count("What causes") == 1 and "1 new experience." in texts()[0]


def test_question_that_is_not_asked_and_retired_condition_are_not_told_of(member, topic):
    begin(member, topic.condition)
    share(topic, WEDNESDAY + timedelta(days=1))
    type(topic).objects.update(is_asked=False)
    assert send_due(MONDAY) == {"written": 0}
    type(topic).objects.update(is_asked=None)
    Digest.objects.update(told_until=WEDNESDAY)
    type(topic.condition).objects.update(state="retired")
    assert send_due(MONDAY) == {"written": 0}


def test_nobody_who_follows_no_more_is_told(member, topic):
    begin(member, topic.condition)
    share(topic, WEDNESDAY + timedelta(days=1))
    assert unfollow(topic.condition, None, by=member)
    assert send_due(MONDAY) == {"written": 0}


def test_worker_writes_and_delivers_it(member, topic, settings, time_machine):
    settings.DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    begin(member, topic.condition)
    share(topic, WEDNESDAY + timedelta(days=1))
    time_machine.move_to(MONDAY)
    call_command("run_periodic", verbosity=0)
    call_command("run_periodic", verbosity=0)
    (sent,) = [each for each in mail.outbox if each.subject == SUBJECT]
    assert sent.to == [member.email]
    assert "To stop these mails" in sent.body


def test_withdrawn_between_two_digests_is_told_of_once(member, topic):
    begin(member, topic.condition)
    experience = share(topic, WEDNESDAY + timedelta(days=1))
    send_due(MONDAY)
    moderation.withdraw(experience, by=experience.author, version=experience.version)
    experience.refresh_from_db()
    moderation.put_back(experience, by=experience.author, version=experience.version)
    assert send_due(MONDAY + timedelta(days=7)) == {"written": 0}


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_writes_it():
    person = factories.make_person()
    topic = factories.make_topic()
    begin(person, topic.condition)
    share(topic, WEDNESDAY + timedelta(days=1))
    outcomes = at_once(partial(send_due, MONDAY), partial(send_due, MONDAY))
    assert sum(outcome["written"] for outcome in outcomes) == 1
    assert digests().count() == 1
