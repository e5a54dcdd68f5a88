"""The periodic jobs, which ``manage.py run_periodic`` runs. New jobs go into JOBS."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import Exists, OuterRef
from django.utils import timezone

from conditions.catalogue.graph import count_groups
from conditions.reading import reads
from conditions.summaries.keeping_current.reminders import remind
from conditions.summaries.signing.alarm import check_signing_log
from conditions.summaries.signing.renamed import mark_renamed
from conditions.summaries.signing.security_mails import drop_former_addresses
from diseasemaps.accounts.unverified import DAYS, unverified
from diseasemaps.outbox import delivery
from experiences import counts
from experiences.counts import count_spreads
from experiences.following import digests
from experiences.moderation.erasing import write_ledger

EACH_ROUND = 0  # seconds
HOURLY = 3600  # seconds
DIGESTS_EVERY = 600  # seconds
SIGNING_IN = timedelta(minutes=10)


class Job(NamedTuple):
    name: str
    # Returns counts of what it did, all zero when there was nothing to do. Several workers may run
    # it at the same time.
    run: Callable[[], Mapping[str, int]]
    every: int  # seconds


def clear_sessions() -> Mapping[str, int]:
    """Deletes expired sessions, and the records of their devices and IP addresses."""
    now = timezone.now()
    expired = Session.objects.filter(expire_date__lt=now).count()
    call_command("clearsessions")
    running = Session.objects.filter(session_key=OuterRef("session_key"))
    # While somebody signs in, the record may exist before the session.
    records = UserSession.objects.filter(~Exists(running), created_at__lt=now - SIGNING_IN)
    count, _by_model = records.delete()
    return {"expired": expired, "records of devices": count}


def purge_accounts() -> Mapping[str, int]:
    people = unverified(DAYS)
    count = people.count()
    people.delete()
    return {"deleted": count}


def count_groups_again() -> Mapping[str, int]:
    return {"changed": count_groups()}


def count_spreads_again() -> Mapping[str, int]:
    return {"changed": count_spreads()}


def count_map() -> Mapping[str, int]:
    return {"counted again": int(counts.count_site())}


def mark_names() -> Mapping[str, int]:
    """Mends the lists of reviews that were signed under another name; pages need it not."""
    return {"marked": mark_renamed()}


def forget_addresses() -> Mapping[str, int]:
    return {"deleted": drop_former_addresses()}


JOBS = (
    Job("lost mails", delivery.reap, EACH_ROUND),
    Job("mails", delivery.deliver_waiting, EACH_ROUND),
    Job("ledger of erasures", write_ledger, EACH_ROUND),
    Job("old mails", delivery.delete_old, HOURLY),
    Job("sessions", clear_sessions, HOURLY),
    Job("old counts of readers", reads.delete_old, HOURLY),
    Job("unverified accounts", purge_accounts, HOURLY),
    Job("digests", digests.send_due, DIGESTS_EVERY),
    Job("groups of the catalogue", count_groups_again, HOURLY),
    Job("spreads of years", count_spreads_again, HOURLY),
    Job("map of the site", count_map, HOURLY),
    Job("review reminders", remind, HOURLY),
    Job("names above signatures", mark_names, HOURLY),
    Job("signing log and its file", check_signing_log, HOURLY),
    Job("former addresses of reviewers", forget_addresses, HOURLY),
)
