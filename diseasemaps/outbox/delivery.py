"""Delivers the outbox: at least once, and exactly once unless a worker is killed.

A worker claims a mail by a conditional update that is committed before anything is sent, so only
one worker sends it. A worker that dies leaves its mail claimed; after the lease ``reap`` frees it,
and it may be sent a second time, under the same Message-ID.
"""

import logging
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from diseasemaps.outbox.models import OutgoingMail

BATCH = 100  # mails
# Far longer than settings.EMAIL_TIMEOUT: no living worker is still sending then.
LEASE = timedelta(minutes=10)
MAX_ATTEMPTS = 10
# 1, 3, 9, 27, 81 minutes, 4 hours, then every 6 hours: a mail is given up after about a day.
FIRST_PAUSE = timedelta(minutes=1)
PAUSE_FACTOR = 3
LONGEST_PAUSE = timedelta(hours=6)
KEPT = timedelta(days=30)

State = OutgoingMail.State
logger = logging.getLogger(__name__)


class NotTaken(Exception):
    """The backend sent nothing, without raising an error."""


class Server:
    """The delivery backend, opened once for many mails and again after a failure."""

    def __enter__(self) -> "Server":
        self.backend: BaseEmailBackend = get_connection(settings.DELIVERY_BACKEND)
        self.is_reachable = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def send(self, mail: OutgoingMail) -> None:
        self.is_reachable = False
        self.backend.open()
        self.is_reachable = True
        if self.backend.send_messages([mail.as_message()]) == 0:
            raise NotTaken

    def close(self) -> None:
        with suppress(Exception):
            self.backend.close()


def deliver_waiting(limit: int = BATCH) -> Counter[str]:
    """Sends the mails that are due; counts those ``sent``, ``failed`` and ``given up``."""
    outcomes: Counter[str] = Counter()
    due = OutgoingMail.objects.due(timezone.now()).order_by("next_attempt_at", "pk")
    with Server() as server:
        for pk in list(due.values_list("pk", flat=True)[:limit]):
            if mail := claim(pk):
                outcomes[deliver(mail, server)] += 1
            if not server.is_reachable:
                break
    return outcomes


def deliver_now(pk: int) -> None:
    """Sends an urgent mail after commit. On any failure the mail stays in the outbox.

    ``on_commit(robust=True)`` would log the error's message, and with it an address.
    """
    try:
        with Server() as server:
            if mail := claim(pk):
                deliver(mail, server)
    except Exception as error:
        logger.error("An urgent mail is left to the worker: %s", type(error).__name__)


def claim(pk: int) -> OutgoingMail | None:
    """The mail, claimed by this worker, or None when another worker has it.

    ``durable`` refuses to run inside a transaction, which would stay open while a mail server
    answers, and whose rollback would forget that the mail was sent.
    """
    now = timezone.now()
    with transaction.atomic(durable=True):
        claimed = (
            OutgoingMail.objects.due(now)
            .filter(pk=pk)
            .update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1)
        )
    return OutgoingMail.objects.get(pk=pk) if claimed else None


def deliver(mail: OutgoingMail, server: Server) -> str:
    """Sends a claimed mail and returns the outcome."""
    try:
        server.send(mail)
    except Exception as error:
        server.close()
        return mark_failed(mail, error)
    mark_sent(mail)
    return "sent"


def mark_sent(mail: OutgoingMail) -> None:
    """Marks the mail as sent, whichever worker holds it now: nobody needs to send it again."""
    OutgoingMail.objects.filter(pk=mail.pk).exclude(state=State.SENT).update(
        state=State.SENT,
        sent_at=timezone.now(),
        claimed_at=None,
        recipient="",
        subject="",
        text="",
        html="",
        headers={},
    )


def mark_failed(mail: OutgoingMail, error: BaseException) -> str:
    name = type(error).__name__
    is_last = mail.attempts >= MAX_ATTEMPTS
    if is_last:
        logger.error("A mail was given up after %d attempts: %s", mail.attempts, name)
    OutgoingMail.objects.filter(pk=mail.pk, state=State.SENDING, claimed_at=mail.claimed_at).update(
        state=State.GIVEN_UP if is_last else State.WAITING,
        claimed_at=None,
        next_attempt_at=timezone.now() + pause(mail.attempts),
        last_error=name,
    )
    return "given up" if is_last else "failed"


def pause(attempts: int) -> timedelta:
    """The pause after so many failed attempts."""
    factor: int = PAUSE_FACTOR ** (attempts - 1)
    return min(FIRST_PAUSE * factor, LONGEST_PAUSE)


def reap(now: datetime | None = None) -> Counter[str]:
    """Frees mails whose worker was killed.

    Attempts are counted when they begin, so a mail that kills every worker is given up, too.
    """
    now = now or timezone.now()
    lost = OutgoingMail.objects.claimed_before(now - LEASE)
    freed = {"claimed_at": None, "last_error": "LeaseExpired"}
    given_up = lost.filter(attempts__gte=MAX_ATTEMPTS).update(state=State.GIVEN_UP, **freed)
    reaped = lost.update(state=State.WAITING, next_attempt_at=now, **freed)
    return Counter({"taken back": reaped, "given up": given_up})


def delete_old(now: datetime | None = None) -> Counter[str]:
    """Deletes old rows: sent mails hold only their times, and unsent ones come too late."""
    old = OutgoingMail.objects.created_before((now or timezone.now()) - KEPT)
    return Counter({"deleted": old.delete()[0]})
