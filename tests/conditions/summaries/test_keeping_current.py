"""Reviews that run out, and translations that fall behind."""

from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.utils.translation import override

from conditions.models import Reminder, Summary
from conditions.summaries import workflow
from conditions.summaries.keeping_current.reminders import remind, step_on
from diseasemaps.accounts import roles
from diseasemaps.outbox.models import MailKind, OutgoingMail
from diseasemaps.outbox.unsubscribe import set_wanted
from tests import factories
from tests.races import at_once

pytestmark = pytest.mark.django_db
SIGNED = date(2026, 1, 15)
DUE = date(2028, 1, 15)  # 24 months on


def published(editor=None, reviewer=None, topic=None):
    with time_machine.travel(SIGNED, tick=False):
        return factories.make_published(
            topic, by=[editor] if editor else [], reviewer=reviewer or factories.make_reviewer()
        )


@pytest.fixture
def lead(medical_reviewer):
    return medical_reviewer.reviewer_profile


@pytest.fixture
def kept(editor, lead):
    """A text that an editor wrote and a reviewer signed."""
    topic = factories.make_topic(factories.make_condition("secret disease"))
    return published(editor, lead, topic)


def sent_on(day) -> list[str]:
    """Who got a mail on a day on which the job runs twice."""
    mail.outbox.clear()
    with time_machine.travel(day, tick=False):
        remind()
        remind()
    return sorted(message.to[0] for message in mail.outbox)


def test_reminders_come_60_and_14_days_before_and_weekly_after(kept, editor, lead):
    both = sorted([editor.email, lead.user.email])
    got = {
        left: sent_on(DUE - timedelta(days=left))
        for left in (61, 60, 59, 30, 15, 14, 13, 1, 0, -1, -2, -7, -8, -9, -14, -15, -16, -22)
    }
    assert {left for left, people in got.items() if people == both} == {60, 14, -1, -8, -15, -22}
    assert {left for left, people in got.items() if people} == {60, 14, -1, -8, -15, -22}


def test_after_a_standstill_the_newest_reminder_comes_alone(kept):
    assert len(sent_on(DUE + timedelta(days=30))) == 2
    assert set(Reminder.objects.values_list("step", flat=True)) == {-29}


def test_nobody_is_reminded_of_what_was_just_signed():
    question = factories.make_question(review_months=1)
    with time_machine.travel(SIGNED, tick=False):
        review = factories.make_published(factories.make_topic(question=question)).reviews.get()
    assert step_on(SIGNED, review) is None
    assert step_on(SIGNED + timedelta(days=10), review) is None
    assert step_on(date(2026, 2, 1), review) == 14


def test_new_signature_ends_the_reminders(kept):
    sent_on(DUE + timedelta(days=1))
    with time_machine.travel(DUE + timedelta(days=2), tick=False):
        factories.make_published(kept.summary.topic)
    assert sent_on(DUE + timedelta(days=9)) == []


def test_signature_taken_back_ends_them(kept, lead):
    workflow.withdraw(kept.reviews.get(), by=lead, reason="An error.")
    assert sent_on(DUE + timedelta(days=9)) == []


def test_change_of_wording_goes_on_with_the_same_date(editor, lead):
    base = published(editor, lead)
    revision = factories.make_wording(base)
    with time_machine.travel(SIGNED + timedelta(days=9), tick=False):
        workflow.approve_wording(revision, by=factories.make_person(), version=revision.version)
    assert sent_on(DUE - timedelta(days=14)) == [lead.user.email]


def test_mail_names_no_condition_and_counts_the_texts(kept, editor, lead):
    published(editor, lead)
    mail.outbox.clear()
    with time_machine.travel(DUE - timedelta(days=60), tick=False):
        remind()
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        assert message.subject == "Texts that need a review"
        assert "2 of them need their next review soon." in message.body
        assert message.body.startswith("Hello,\n\nYou keep texts on this site current.")
        assert "/desk/upkeep/" in message.body
        assert "secret" not in message.subject + message.body


def test_owner_and_lead_go_before_writer_and_signer(kept):
    owner = factories.make_with_role(roles.EDITOR)
    other = factories.make_with_role(roles.MEDICAL_REVIEWER)
    Summary.objects.update(owner=owner, lead_reviewer=factories.make_reviewer(other))
    assert sent_on(DUE + timedelta(days=1)) == sorted([owner.email, other.email])


def test_whoever_lost_the_role_or_wants_none_gets_none(kept, editor, lead, settings):
    settings.EMAIL_BACKEND = "diseasemaps.outbox.backend.OutboxBackend"
    editor.groups.clear()
    set_wanted(lead.user.pk, MailKind.REMINDERS, False)
    with time_machine.travel(DUE, tick=False):
        remind(DUE + timedelta(days=1))
    assert not OutgoingMail.objects.exists()


def test_mail_and_its_row_come_and_go_together(kept, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr("conditions.summaries.keeping_current.reminders.send", fail)
        with pytest.raises(OSError):
            remind(DUE)
    assert not Reminder.objects.exists()
    assert len(sent_on(DUE + timedelta(days=1))) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail_each():
    editor = factories.make_with_role(roles.EDITOR)
    for _ in range(5):
        revision = published(editor)
        mail.outbox.clear()
        at_once(*[partial(remind, DUE + timedelta(days=1))] * 2)
        assert len(mail.outbox) == 1
        assert Reminder.objects.filter(review__revision=revision).count() == 1


def test_nothing_to_remind_of_costs_one_query(django_assert_max_num_queries):
    published()
    with django_assert_max_num_queries(1):
        assert remind(SIGNED) == {"sent": 0}


def test_overdue_is_said_to_readers_in_place_of_the_claim(client, kept):
    with time_machine.travel(DUE + timedelta(days=1), tick=False):
        page = client.get(kept.summary.topic.get_absolute_url()).content.decode()
    assert "Review overdue since 15 January 2028" in page
    assert "Medically reviewed summary" not in page


def test_desk_says_who_keeps_what_and_an_editor_changes_it(client, kept, editor):
    owner = factories.make_with_role(roles.EDITOR)
    with time_machine.travel(DUE + timedelta(days=1), tick=False):
        client.force_login(editor)
        assert "Review overdue (1)" in client.get("/desk/upkeep/").content.decode()
    client.force_login(editor)
    address = f"/desk/upkeep/{kept.summary_id}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"owner": owner.pk, "lead_reviewer": ""}).status_code == 302
    kept.summary.refresh_from_db()
    assert kept.summary.owner == owner


@pytest.mark.sample(2)
@pytest.mark.parametrize("owner", ["x", "999999", "9" * 30, "member"])
def test_nobody_but_an_editor_is_made_the_keeper(client, kept, editor, member, owner):
    client.force_login(editor)
    value = member.pk if owner == "member" else owner
    response = client.post(f"/desk/upkeep/{kept.summary_id}/", {"owner": value})
    assert response.status_code == 400
    kept.summary.refresh_from_db()
    assert kept.summary.owner is None


# Translations


@pytest.fixture
def pair():
    """A text and its translation, both signed."""
    english = published()
    with time_machine.travel(SIGNED + timedelta(days=10), tick=False):
        spanish = factories.make_published(english.summary.topic, "es")
    return english, spanish


def change(topic, significance="medium", day=20, words="Something else."):
    with time_machine.travel(SIGNED + timedelta(days=day), tick=False):
        revision = factories.make_draft(topic, short_answer=words)
        type(revision).objects.filter(pk=revision.pk).update(significance=significance)
        revision.refresh_from_db()
        workflow.submit_for_review(revision, version=revision.version)
        workflow.approve(
            revision, by=factories.make_reviewer(), version=revision.version, interests=""
        )


def spanish_page(client, topic) -> str:
    with override("es"):
        url = topic.get_absolute_url()
    return client.get(url).content.decode()


# A change that calls itself one of wording alone, and is more, is signed as what it is.
@pytest.mark.sample(1)
@pytest.mark.parametrize("significance", ["medium", "major", "typo"])
def test_translation_says_that_its_source_changed(client, pair, editor, significance):
    topic = pair[0].summary.topic
    sign = "data-source-changed"
    assert sign not in spanish_page(client, topic)
    change(topic, significance)
    assert sign in spanish_page(client, topic)
    assert sign not in client.get(topic.get_absolute_url()).content.decode()
    client.force_login(editor)
    assert Summary.objects.source_changed().get().language == "es"
    assert topic.condition.slug in client.get("/desk/lists/source-changed/").content.decode()


def test_change_of_wording_leaves_the_translation_as_it_is(client, pair):
    topic = pair[0].summary.topic
    change(topic, "typo", words="A short answer")
    base = Summary.objects.get(language="en").live_revision
    revision = factories.make_wording(base)
    workflow.approve_wording(revision, by=factories.make_person(), version=revision.version)
    assert not Summary.objects.source_changed().exists()


def test_new_review_of_the_translation_clears_it(pair):
    topic = pair[0].summary.topic
    change(topic)
    factories.make_published(topic, "es")
    assert not Summary.objects.source_changed().exists()


def test_translation_handed_in_before_the_change_does_not(pair):
    topic = pair[0].summary.topic
    with time_machine.travel(SIGNED + timedelta(days=15), tick=False):
        waiting = factories.make_in_review(topic, "es")
    change(topic, day=20)
    with time_machine.travel(SIGNED + timedelta(days=25), tick=False):
        workflow.approve(
            waiting, by=factories.make_reviewer(), version=waiting.version, interests=""
        )
    assert Summary.objects.source_changed().get().language == "es"


def test_change_of_a_translation_is_none_of_its_source(pair):
    factories.make_published(pair[0].summary.topic, "es", short_answer="Otra cosa.")
    assert not Summary.objects.source_changed().exists()
