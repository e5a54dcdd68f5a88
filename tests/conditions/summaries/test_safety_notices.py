"""Safety notices: proposed by one person, shown once a second confirmed them, over on a day."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from conditions.models import Notice
from conditions.summaries.keeping_current import notices
from diseasemaps.accounts import roles
from tests import factories
from tests.experiences.writing.writing_pages import form_of
from tests.races import at_once

pytestmark = pytest.mark.django_db


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
        assert not Notice.objects.confirmed_of(notice.condition_id).exists()
