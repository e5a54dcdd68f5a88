"""The conditional update behind every transition, and notes on sections of a text in review."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from conditions.models import ReviewNote, Revision

State = Revision.State


class AlreadyDecided(Exception):
    """Somebody else changed the revision since it was shown."""


def move(
    revision: Revision,
    expected: Sequence[State],
    to: State,
    version: int,
    **fields: Any,
) -> None:
    """The conditional update that decides a race on both databases."""
    changed = Revision.objects.filter(pk=revision.pk, state__in=expected, version=version).update(
        state=to, version=F("version") + 1, **fields
    )
    revision.refresh_from_db()
    if not changed:
        raise AlreadyDecided(revision)


def write_note(
    revision: Revision, *, by: AbstractBaseUser, version: int, section: str, text: str
) -> ReviewNote:
    """Raises the version: whoever signs has seen every note."""
    with transaction.atomic():
        seen = Revision.objects.filter(pk=revision.pk, state=State.IN_REVIEW, version=version)
        changed = seen.update(version=F("version") + 1)
        revision.refresh_from_db()
        if not changed:
            raise AlreadyDecided(revision)
        return ReviewNote.objects.create(
            revision=revision, section=section, text=text, written_by_id=by.pk
        )


def settle_note(note: ReviewNote, *, by: AbstractBaseUser, answer: str) -> None:
    """Say how a note was met. Once settled it stays so: a further doubt is a further note."""
    # Without a join: PostgreSQL does not read a joined row again after waiting for a lock.
    signed = Revision.objects.filter(state=State.APPROVED)
    waiting = ReviewNote.objects.open().filter(pk=note.pk).exclude(revision__in=signed)
    changed = waiting.update(answer=answer, resolved_by_id=by.pk, resolved_at=timezone.now())
    note.refresh_from_db()
    if not changed:
        raise AlreadyDecided(note.revision)
