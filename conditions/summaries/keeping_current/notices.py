"""Safety notices: one editor proposes, another confirms, and the date of expiry ends them."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from conditions.freshness import touch
from conditions.models import Condition, Notice, Question
from conditions.models.notices import NoticeQuerySet
from conditions.summaries.mails import tell_of_notice


class OwnNotice(Exception):
    """Whoever proposed a notice does not confirm it."""


class NoticeDecided(Exception):
    """It was confirmed, ended or taken back meanwhile."""


def propose(
    condition: Condition,
    *,
    by: AbstractBaseUser,
    text: str,
    starts_on: date,
    ends_on: date,
    question: Question | None = None,
    language: str = "en",
    link: str = "",
) -> Notice:
    """Readers see it once a second person has confirmed it; those who may get a mail. A second
    click proposes nothing more."""
    fields = {
        "condition": condition,
        "question": question,
        "language": language,
        "text": text,
        "link": link,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "proposed_by_id": by.pk,
    }
    with transaction.atomic():
        if same := Notice.objects.waiting(timezone.localdate()).filter(**fields).first():
            return same
        notice = Notice.objects.create(**fields)
        tell_of_notice(notice)
    return notice


def confirm(notice: Notice, *, by: AbstractBaseUser) -> None:
    """Shows it from its first day on, above the pages of the condition under which it was read. The
    database, too, refuses its proposer, and a notice without one."""
    if notice.proposed_by_id == by.pk:
        raise OwnNotice(notice)
    with transaction.atomic():
        waiting = Notice.objects.filter(
            pk=notice.pk,
            condition=notice.condition_id,
            proposed_by__isnull=False,
            confirmed_at__isnull=True,
            ended_at__isnull=True,
        )
        change(waiting, notice, confirmed_by=by.pk, confirmed_at=timezone.now())


def end(notice: Notice, *, by: AbstractBaseUser) -> None:
    """Takes it down before its day, or takes back what nobody has confirmed. One person is enough:
    a notice that is wrong has to go at once."""
    with transaction.atomic():
        standing = Notice.objects.filter(pk=notice.pk, ended_at__isnull=True)
        change(standing, notice, ended_by=by.pk, ended_at=timezone.now())


def change(rows: NoticeQuerySet, notice: Notice, **fields: Any) -> None:
    changed = rows.update(**fields)
    notice.refresh_from_db()
    if not changed:
        raise NoticeDecided(notice)
    touch(notice.condition_id)
