"""Reviews that run out, translations that fall behind, and safety notices."""

from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from conditions import workflow
from conditions.models import Notice, Reminder, Summary
from conditions.upkeep import notices
from conditions.upkeep.reminders import remind, step_on
from diseasemaps.accounts import roles
from diseasemaps.outbox.models import MailKind, OutgoingMail
from diseasemaps.outbox.unsubscribe import set_wanted
from tests import factories
from tests.experiences.writing_pages import form_of
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
        patch.setattr("conditions.upkeep.reminders.send", fail)
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


# Safety notices


@pytest.fixture
def condition():
    return factories.make_condition("made-up disease", slug="made-up")


def fields(**changed):
    today = timezone.localdate()
    return {
        "condition": "made-up",
        "text": "A lot was recalled.",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=30)).isoformat(),
        "language": "en",
        **changed,
    }


def test_notice_shows_once_a_second_person_confirmed_it(client, condition, editor):
    client.force_login(editor)
    assert client.post("/desk/notices/propose/", fields()).status_code == 302
    notice = Notice.objects.get()
    assert "A lot was recalled." not in client.get(condition.get_absolute_url()).content.decode()
    confirm, read = f"/desk/notices/{notice.pk}/confirm/", {"condition": condition.pk}
    assert client.post(confirm, read).status_code == 403
    client.force_login(factories.make_with_role(roles.EDITOR))
    assert form_of(client.get("/desk/notices/"), confirm)["condition"] == str(condition.pk)
    assert client.post(confirm, read).status_code == 302
    assert "A lot was recalled." in client.get(condition.get_absolute_url()).content.decode()


def test_those_who_may_confirm_a_notice_are_told_of_it(condition, editor):
    second = factories.make_with_role(roles.EDITOR)
    factories.make_with_role(roles.EDITOR, is_active=False)
    factories.make_with_role(roles.MEDICAL_REVIEWER)
    factories.make_notice(
        condition, by=editor, text="A lot of secret was recalled.", confirmed=False
    )
    (message,) = mail.outbox
    assert message.to == [second.email]
    assert "/desk/notices/" in message.body
    for word in ("secret", condition.name, condition.slug, str(editor)):
        assert word not in message.subject + message.body


def test_second_click_proposes_one_notice(client, condition, editor):
    client.force_login(editor)
    for _click in range(2):
        assert client.post("/desk/notices/propose/", fields()).status_code == 302
    assert Notice.objects.count() == 1
    client.post("/desk/notices/propose/", fields(text="Another lot, too."))
    assert Notice.objects.count() == 2


def test_notice_without_a_proposer_is_confirmed_by_nobody(client, condition, editor):
    notice = factories.make_notice(condition, confirmed=False)
    Notice.objects.update(proposed_by=None)
    client.force_login(editor)
    read = {"condition": condition.pk}
    response = client.post(f"/desk/notices/{notice.pk}/confirm/", read)
    assert response.status_code == 409
    assert "cannot be confirmed" in response.content.decode()


def test_reader_who_kept_the_page_gets_the_notice_at_once(client, condition):
    etag = client.get(condition.get_absolute_url()).headers["ETag"]
    notice = factories.make_notice(condition, confirmed=False)
    again = client.get(condition.get_absolute_url(), headers={"if-none-match": etag})
    assert again.status_code == 304
    notices.confirm(notice, by=factories.make_person())
    again = client.get(condition.get_absolute_url(), headers={"if-none-match": etag})
    assert "Recalled." in again.content.decode()


def test_notice_expires_on_its_day(client, condition):
    notice = factories.make_notice(condition)
    with time_machine.travel(notice.ends_on + timedelta(days=1), tick=False):
        assert "Recalled." not in client.get(condition.get_absolute_url()).content.decode()


def test_notice_is_taken_down_by_one_person_at_once(client, condition, editor):
    notice = factories.make_notice(condition)
    client.force_login(editor)
    assert client.post(f"/desk/notices/{notice.pk}/end/").status_code == 302
    assert "Recalled." not in client.get(condition.get_absolute_url()).content.decode()
    response = client.post(f"/desk/notices/{notice.pk}/end/")
    assert response.status_code == 409
    assert f"{editor} took this notice down on" in response.content.decode()


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("condition", "nowhere", "There is no page of a condition"),
        ("condition", "x" * 300, "at most 200"),
        ("text", "", "required"),
        ("text", "w" * 601, "at most 600"),
        ("link", "javascript:alert(1)", "valid URL"),
        ("link", "ftp://example.org/", "A link begins with"),
        ("starts_on", "soon", "valid date"),
        ("ends_on", "2020-01-01", "This day is over"),
        ("ends_on", "9999-12-31", "a year at most"),
        ("question", "999999", "valid choice"),
        ("question", "9" * 30, "valid choice"),
        ("language", "xx", "valid choice"),
    ],
)
def test_bad_notice_is_said_beside_its_field_and_keeps_the_words(
    client, condition, editor, field, value, said
):
    client.force_login(editor)
    words = {"text": "My careful words."} if field != "text" else {}
    response = client.post("/desk/notices/propose/", fields(**{**words, field: value}))
    page = response.content.decode()
    assert response.status_code == 400
    assert said in page
    assert "My careful words." in page or field == "text"
    assert not Notice.objects.exists()


def test_notice_takes_the_whole_address_of_a_condition(client, condition, editor):
    client.force_login(editor)
    client.post("/desk/notices/propose/", fields(condition="https://x.org/conditions/Made-Up/"))
    assert Notice.objects.get().condition == condition


def test_database_shows_no_notice_of_one_person(condition):
    notice = factories.make_notice(condition, confirmed=False)
    for change in (
        {"confirmed_at": timezone.now()},
        {"confirmed_at": timezone.now(), "confirmed_by": notice.proposed_by},
        {"confirmed_at": timezone.now(), "confirmed_by": notice.proposed_by, "proposed_by": None},
    ):
        with pytest.raises(IntegrityError, match="notice_four_eyes"), transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(**change)


@pytest.mark.django_db(transaction=True)
def test_confirming_against_taking_back_leaves_one_outcome():
    for _ in range(5):
        notice = factories.make_notice(factories.make_condition(), confirmed=False)
        one, other = factories.make_person(), factories.make_person()
        copies = [Notice.objects.get(pk=notice.pk) for _ in range(2)]
        at_once(
            partial(notices.confirm, copies[0], by=one), partial(notices.end, copies[1], by=other)
        )
        today = timezone.localdate()
        assert not Notice.objects.in_force(notice.condition, today).exists()
