import os
import signal
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from threading import Timer

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from diseasemaps import periodic
from diseasemaps.outbox.models import OutgoingMail
from diseasemaps.periodic import EACH_ROUND, HOURLY, Job
from tests import factories
from tests.outbox.servers import write

pytestmark = pytest.mark.django_db(transaction=True)


def run(**options) -> str:
    out = StringIO()
    call_command("run_periodic", stdout=out, **options)
    return out.getvalue()


def test_run_with_nothing_to_do_says_nothing():
    assert run() == ""


def test_one_run_does_everything_and_says_so_in_a_line():
    long_ago = timezone.now() - timedelta(days=40)
    for _ in range(3):
        write()
    late, lost, _ = OutgoingMail.objects.order_by("pk")
    OutgoingMail.objects.filter(pk=late.pk).update(created_at=long_ago)
    OutgoingMail.objects.filter(pk=lost.pk).update(state="sending", claimed_at=long_ago)
    Session.objects.create(session_key="x", session_data="", expire_date=long_ago)
    factories.make_person(date_joined=long_ago)
    assert run() == (
        "lost mails: 1 taken back; mails: 3 sent; old mails: 1 deleted; sessions: 1 expired; "
        "unverified accounts: 1 deleted\n"
    )
    assert len(mail.outbox) == 3


def test_rows_of_sessions_that_have_ended_go_with_their_ip_addresses(client):
    person = factories.make_person()
    long_ago = timezone.now() - timedelta(days=1)
    client.force_login(person)
    rows = {
        key: UserSession.objects.create(
            user=person, session_key=key, ip="203.0.113.7", user_agent="x", created_at=long_ago
        )
        for key in (client.session.session_key, "expired", "gone")
    }
    Session.objects.create(session_key="expired", session_data="", expire_date=long_ago)
    # Its session may be about to be written.
    UserSession.objects.create(user=person, session_key="new", ip="203.0.113.7", user_agent="x")
    assert run() == "sessions: 1 expired, 2 records of devices\n"
    kept = UserSession.objects.values_list("session_key", flat=True)
    assert set(kept) == {rows[client.session.session_key].session_key, "new"}


def stop() -> dict[str, int]:
    os.kill(os.getpid(), signal.SIGTERM)
    return {"stopped": 1}


def rounds(*acts):
    """A job that does another thing each round, until it stops the worker."""
    left = [*acts, stop]

    def act() -> dict[str, int]:
        return left.pop(0)()

    return act


def test_worker_stops_after_the_job_in_hand(monkeypatch):
    before = signal.getsignal(signal.SIGTERM)
    jobs = (Job("a", stop, EACH_ROUND), Job("b", lambda: {"done": 1}, EACH_ROUND))
    monkeypatch.setattr(periodic, "JOBS", jobs)
    assert run(forever=True, every=60) == "a: 1 stopped\n"
    assert signal.getsignal(signal.SIGTERM) is before


def test_worker_keeps_the_times_of_its_jobs(monkeypatch):
    nothing = dict
    jobs = (
        Job("rare", lambda: {"done": 1}, HOURLY),
        Job("often", rounds(lambda: {"done": 2}, nothing), EACH_ROUND),
    )
    monkeypatch.setattr(periodic, "JOBS", jobs)
    assert run(forever=True, every=0) == "rare: 1 done; often: 2 done\noften: 1 stopped\n"


def test_job_that_fails_stops_neither_the_worker_nor_the_others(monkeypatch, caplog):
    def fail():
        raise ValueError("ada@example.org")

    jobs = (Job("bad", fail, EACH_ROUND), Job("good", rounds(), EACH_ROUND))
    monkeypatch.setattr(periodic, "JOBS", jobs)
    assert run(forever=True, every=0) == "good: 1 stopped\n"
    assert "“bad” failed: ValueError" in caplog.text and "ada@" not in caplog.text


@pytest.mark.thorough
def test_pause_between_rounds_ends_with_the_signal():
    """A process of its own, which finds no tables: that stops it no more than any other error."""
    environment = {
        **os.environ,
        # The site's own: those of the tests write no log.
        "DJANGO_SETTINGS_MODULE": "diseasemaps.settings",
        "SECRET_KEY": "x" * 40,
        "DATABASE_URL": "sqlite://:memory:",
    }
    command = [sys.executable, "manage.py", "run_periodic", "--forever", "--every", "86400"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as worker:
        # Only for a worker that does not end at all: nothing waits for ever here.
        watch = Timer(600, worker.kill)
        watch.start()
        for line in worker.stderr:
            if "“review reminders” failed" in line:
                break
        worker.terminate()
        assert worker.wait() == 0
        watch.cancel()
