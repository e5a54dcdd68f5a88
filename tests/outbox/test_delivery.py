"""Attempts, killed workers and several workers at once."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends import locmem
from django.db import transaction
from django.utils import timezone

from diseasemaps.outbox import delivery
from diseasemaps.outbox.delivery import deliver_waiting, reap
from diseasemaps.outbox.models import OutgoingMail
from tests.outbox.servers import ADDRESS, write
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def later(time: timedelta) -> time_machine.travel:
    return time_machine.travel(timezone.now() + time, tick=True)


def test_pause_grows_from_a_minute_to_six_hours():
    pauses = [delivery.pause(attempts) for attempts in range(1, delivery.MAX_ATTEMPTS)]
    assert pauses[:3] == [MINUTE, 3 * MINUTE, 9 * MINUTE]
    assert pauses[-3:] == [6 * HOUR] * 3
    assert pauses == sorted(pauses)


def test_failed_mail_is_tried_again_after_a_pause(server_refusing, settings):
    write()
    assert deliver_waiting() == {"failed": 1}
    settings.DELIVERY_BACKEND = LOCMEM
    assert not deliver_waiting()
    with later(MINUTE):
        assert deliver_waiting() == {"sent": 1}


def test_failed_mail_is_given_up_after_ten_attempts(server_refusing):
    write()
    outcomes = Counter()
    for day in range(12):
        with later(timedelta(days=day)):
            outcomes += deliver_waiting()
    assert outcomes == {"failed": 9, "given up": 1}
    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts) == ("given_up", 10)


def test_only_the_class_of_an_error_is_kept(server_refusing, caplog):
    write()
    OutgoingMail.objects.update(attempts=9)
    deliver_waiting()
    assert OutgoingMail.objects.get().last_error == "SMTPRecipientsRefused"
    assert "SMTPRecipientsRefused" in caplog.text and ADDRESS not in caplog.text


def test_one_refused_mail_leaves_the_others_going(monkeypatch):
    write("bad@example.org")
    write("good@example.org")
    send = locmem.EmailBackend.send_messages

    def refuse_bad(self, messages):
        return 0 if messages[0].to == ["bad@example.org"] else send(self, messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", refuse_bad)
    assert deliver_waiting() == {"failed": 1, "sent": 1}
    assert OutgoingMail.objects.get(state="waiting").last_error == "NotTaken"


def test_server_that_is_down_is_tried_with_one_mail_a_run(server_down):
    write()
    write()
    assert deliver_waiting() == {"failed": 1}
    assert sorted(OutgoingMail.objects.values_list("attempts", flat=True)) == [0, 1]


def test_run_sends_no_more_than_its_limit():
    for _ in range(3):
        write()
    assert deliver_waiting(limit=2) == {"sent": 2}
    assert deliver_waiting(limit=2) == {"sent": 1}


def test_sent_mail_leaves_no_address_and_no_text():
    write(html="<p>A text</p>", List_Unsubscribe="<https://example.org/token>")
    deliver_waiting()
    row = OutgoingMail.objects.get()
    assert (row.recipient, row.subject, row.text, row.html, row.headers) == ("", "", "", "", {})
    kept = str(OutgoingMail.objects.values().get())
    assert ADDRESS not in kept and "A text" not in kept and "token" not in kept


@pytest.mark.parametrize("death", [SystemExit, KeyboardInterrupt])
def test_mail_of_a_worker_killed_after_sending_goes_again_as_the_same_mail(monkeypatch, death):
    """At least once: nobody knows whether the server took it. The Message-ID tells the receiver."""
    write()
    with monkeypatch.context() as patch, pytest.raises(death):
        patch.setattr(delivery, "mark_sent", lambda mail: (_ for _ in ()).throw(death))
        deliver_waiting()
    assert not reap().total() and not deliver_waiting()
    with later(delivery.LEASE):
        assert reap()["taken back"] == 1
        assert deliver_waiting() == {"sent": 1}
    first, second = (message.message() for message in mail.outbox)
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes()


def test_mail_that_kills_every_worker_is_given_up():
    write()
    for day in range(10):
        with later(timedelta(days=day)):
            assert delivery.claim(OutgoingMail.objects.get().pk)
            with later(delivery.LEASE):
                outcome = reap()
    assert outcome["given up"] == 1
    assert OutgoingMail.objects.get().state == "given_up"


def test_worker_slower_than_its_lease_cannot_undo_what_another_did():
    write()
    slow = delivery.claim(OutgoingMail.objects.get().pk)
    with later(delivery.LEASE):
        reap()
        deliver_waiting()
    delivery.mark_failed(slow, ConnectionError())
    delivery.mark_sent(slow)
    assert OutgoingMail.objects.get().state == "sent"


def test_nothing_is_sent_within_a_transaction():
    write()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        deliver_waiting()
    assert mail.outbox == []


def test_several_workers_send_each_mail_exactly_once():
    for _ in range(60):
        write()
    outcomes = at_once(*[deliver_waiting] * 3)
    assert sum(outcomes, Counter()) == {"sent": 60}
    sent = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert sorted(sent) == sorted(OutgoingMail.objects.values_list("message_id", flat=True))


def test_urgent_attempt_and_worker_send_a_mail_once():
    for _ in range(20):
        write()
        pk = OutgoingMail.objects.latest("pk").pk
        at_once(partial(delivery.deliver_now, pk), deliver_waiting)
    assert len(mail.outbox) == 20


def test_reaping_against_delivering_loses_and_doubles_nothing():
    for _ in range(20):
        write()
    at_once(deliver_waiting, reap, deliver_waiting)
    assert len(mail.outbox) == 20
    assert not OutgoingMail.objects.exclude(state="sent").exists()


def test_old_mails_are_deleted_whatever_their_state():
    write()
    deliver_waiting()
    write()
    with later(timedelta(days=29)):
        assert delivery.delete_old() == {"deleted": 0}
    with later(timedelta(days=30)):
        assert delivery.delete_old() == {"deleted": 2}
