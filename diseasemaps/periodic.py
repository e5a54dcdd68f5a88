"""What has to be done again and again, by ``manage.py run_periodic``. New jobs go into JOBS."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from conditions import reads
from conditions.catalogue.groups import count_groups
from conditions.reminders import remind
from diseasemaps.accounts.management.commands import purge_unverified
from diseasemaps.outbox import delivery
from experiences import map_counts
from experiences.following import digests

EACH_ROUND = 0  # seconds
HOURLY = 3600  # seconds
DIGESTS_EVERY = 600  # seconds


class Job(NamedTuple):
    name: str
    # What it did, counted; nothing but noughts when there was nothing to do. Several workers may
    # run it at the same time.
    run: Callable[[], Mapping[str, int]]
    every: int  # seconds


def clear_sessions() -> Mapping[str, int]:
    expired = Session.objects.filter(expire_date__lt=timezone.now()).count()
    call_command("clearsessions")
    return {"expired": expired}


def purge_accounts() -> Mapping[str, int]:
    people = purge_unverified.unverified(purge_unverified.DAYS)
    count = people.count()
    people.delete()
    return {"deleted": count}


def count_groups_again() -> Mapping[str, int]:
    return {"changed": count_groups()}


def count_map() -> Mapping[str, int]:
    return {"counted again": int(map_counts.count_site())}


JOBS = (
    Job("lost mails", delivery.reap, EACH_ROUND),
    Job("mails", delivery.deliver_waiting, EACH_ROUND),
    Job("old mails", delivery.delete_old, HOURLY),
    Job("sessions", clear_sessions, HOURLY),
    Job("old counts of readers", reads.delete_old, HOURLY),
    Job("unverified accounts", purge_accounts, HOURLY),
    Job("digests", digests.send_due, DIGESTS_EVERY),
    Job("groups of the catalogue", count_groups_again, HOURLY),
    Job("map of the site", count_map, HOURLY),
    Job("review reminders", remind, HOURLY),
)
