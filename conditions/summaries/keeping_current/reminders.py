"""Reminders to those who keep a summary current that its next review is near, or overdue."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from common.languages import language_for
from conditions.models import Reminder, Review, Summary
from conditions.summaries.mails import keepers, send

BEFORE = (60, 14)  # days before a review is due
WEEK = 7  # days between two reminders afterwards


def remind(today: date | None = None) -> Mapping[str, int]:
    """Send what is due today; again and from several workers at once, it sends nothing twice.

    One mail to each person, however many texts it is about. Who was not reminded for a while,
    since nothing ran, gets the newest reminder alone.
    """
    today = today or timezone.localdate()
    reminded: dict[AbstractBaseUser, list[tuple[Review, int]]] = defaultdict(list)
    near = (
        Summary.objects.reviewed().of_live_conditions().due_until(today + timedelta(days=BEFORE[0]))
    )
    for summary in near.select_related("live_review__reviewer"):
        review = summary.live_review
        step = step_on(today, review) if review else None
        if review is not None and step is not None:
            for person in keepers(summary):
                reminded[person].append((review, step))
    mails = sum(remind_person(person, due) for person, due in reminded.items())
    return {"sent": mails}


def step_on(today: date, review: Review) -> int | None:
    """The reminder that stands on a day: 60, 14, or the week since it was due, as -1, -8, …

    None where its day was over before the review was signed: nobody is reminded of what they
    have just done.
    """
    if review.due_on is None:
        return None
    left = (review.due_on - today).days
    if left < 0:
        return -1 - (-left - 1) // WEEK * WEEK
    step = min((days for days in BEFORE if left <= days), default=None)
    if step is None or review.due_on - timedelta(days=step) <= timezone.localdate(
        review.reviewed_at
    ):
        return None
    return step


def remind_person(person: AbstractBaseUser, due: list[tuple[Review, int]]) -> int:
    """The rows decide a race: the worker that makes one sends the mail, in the same transaction."""
    with transaction.atomic():
        new = [
            step
            for review, step in due
            if Reminder.objects.get_or_create(review=review, person_id=person.pk, step=step)[1]
        ]
        if not new:
            return 0
        overdue = sum(step < 0 for step in new)
        with override(language_for(person)):
            send(
                gettext("Texts that need a review"),
                gettext("You keep texts on this site current."),
                "\n".join(filter(None, [soon(len(new) - overdue), late(overdue)])),
                reverse("conditions:upkeep"),
                to=person,
                kind="reminders",
            )
    return 1


def soon(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)d of them needs its next review soon.",
        "%(count)d of them need their next review soon.",
        count,
    ) % {"count": count}


def late(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "The review of %(count)d of them is overdue.",
        "The reviews of %(count)d of them are overdue.",
        count,
    ) % {"count": count}
