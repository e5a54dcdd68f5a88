"""What the backend writes down, and when it is sent."""

import pytest
from django.core import mail
from django.core.mail import BadHeaderError, EmailMessage
from django.db import IntegrityError, transaction

from diseasemaps.outbox.backend import NotSupported
from diseasemaps.outbox.delivery import deliver_waiting
from diseasemaps.outbox.models import MailKind, OutgoingMail
from diseasemaps.outbox.unsubscribe import make_token, set_wanted, wants
from tests import factories
from tests.accounts import pages
from tests.outbox.servers import write

pytestmark = pytest.mark.django_db(transaction=True)


def test_rollback_sends_nothing():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write()
        write(X_Outbox="urgent")
        raise ZeroDivisionError
    assert not deliver_waiting()
    assert mail.outbox == [] and not OutgoingMail.objects.exists()


def test_mail_waits_for_the_worker():
    assert write() == 1
    assert mail.outbox == []
    assert deliver_waiting() == {"sent": 1}
    assert (mail.outbox[0].subject, mail.outbox[0].body) == ("A subject", "A text")


def test_urgent_mail_goes_at_once_after_the_commit():
    with transaction.atomic():
        write(X_Outbox="urgent")
        assert mail.outbox == []
    assert len(mail.outbox) == 1
    assert not deliver_waiting()


def test_every_mail_of_a_demo_goes_at_once(settings):
    settings.DEMO = True
    write()
    assert len(mail.outbox) == 1


def test_urgent_mail_stays_in_the_outbox_when_the_server_is_down(server_down):
    assert write(X_Outbox="urgent") == 1
    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts, row.last_error) == ("waiting", 1, "ConnectionRefusedError")


def test_urgent_mail_stays_in_the_outbox_when_delivery_is_misconfigured(settings):
    settings.DELIVERY_BACKEND = "no.such.Backend"
    assert write(X_Outbox="urgent") == 1
    assert OutgoingMail.objects.get().state == "waiting"


def test_headers_for_the_backend_are_not_delivered():
    write(X_Outbox="urgent", X_Mail_Kind="decisions", X_Other="stays")
    message = mail.outbox[0].message()
    assert "X-Outbox" not in message and "X-Mail-Kind" not in message
    assert message["X-Other"] == "stays"


def test_code_to_sign_in_with_goes_at_once(client):
    person = pages.make_confirmed()
    client.post("/accounts/login/code/", {"email": person.email})
    assert mail.outbox[0].to == [person.email]
    assert not OutgoingMail.objects.exclude(state="sent").exists()


def test_each_recipient_gets_a_mail_of_their_own():
    EmailMessage("A subject", "A text", None, ["a@example.org"], ["b@example.org"]).send()
    assert deliver_waiting() == {"sent": 2}
    assert [message.recipients() for message in mail.outbox] == [
        ["a@example.org"],
        ["b@example.org"],
    ]


def test_html_reply_address_and_sender_are_kept():
    message = EmailMessage("A subject", "<p>Hi</p>", "Maps <x@example.org>", ["a@example.org"])
    message.content_subtype, message.reply_to = "html", ["desk@example.org"]
    message.send()
    write(html="<p>Hello</p>")
    deliver_waiting()
    only, both = (delivered.message() for delivered in mail.outbox)
    assert only.get_content_type() == "text/html" and only["Reply-To"] == "desk@example.org"
    assert only["From"] == "Maps <x@example.org>"
    assert both.get_content_type() == "multipart/alternative"


def test_what_cannot_be_a_mail_fails_where_it_is_written():
    with pytest.raises(BadHeaderError):
        EmailMessage("Two\nlines", "A text", None, ["a@example.org"]).send()
    with pytest.raises(NotSupported):
        EmailMessage("", "", None, ["a@example.org"], attachments=[("a.txt", "a", None)]).send()
    with pytest.raises(ValueError, match="gossip"):
        write(X_Mail_Kind="gossip")
    assert not OutgoingMail.objects.exists()


def test_unwanted_kind_is_not_written_down():
    person = factories.make_person()
    set_wanted(person.pk, MailKind.DECISIONS, wanted=False)
    assert not wants(person, "decisions") and wants(person, "digests")
    assert write(f"Ada <{person.email.upper()}>", X_Mail_Kind="decisions") == 0
    assert write(person.email, X_Mail_Kind="digests") == 1
    assert OutgoingMail.objects.count() == 1


def test_mail_of_a_kind_tells_how_to_stop_it():
    person = factories.make_person()
    write(person.email, X_Mail_Kind="decisions")
    deliver_waiting()
    token = make_token(person.pk, MailKind.DECISIONS)
    address = f"https://maps.example.org/mails/unsubscribe/{token}/"
    message = mail.outbox[0].message()
    assert message["List-Unsubscribe"] == f"<{address}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.outbox[0].body == f"A text\n\n--\nTo stop these mails, open {address}\n"


def test_mail_of_a_kind_to_somebody_without_an_account_is_left_as_it_is():
    write(X_Mail_Kind="decisions")
    deliver_waiting()
    assert mail.outbox[0].body == "A text"
    assert "List-Unsubscribe" not in mail.outbox[0].message()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "lost"},
        {"state": "sending"},
        {"state": "waiting", "sent_at": "2026-01-01T00:00Z"},
        {"state": "sent", "sent_at": "2026-01-01T00:00Z"},
        {"state": "waiting", "recipient": ""},
    ],
)
def test_database_refuses_an_impossible_state(fields):
    write()
    with pytest.raises(IntegrityError):
        OutgoingMail.objects.update(**fields)
