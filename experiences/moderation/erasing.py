"""Erasing texts, and the ledger of erasures. The words go from every table; decisions stay, with
their verb, reason and date."""

import json
import logging
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from experiences.models import (
    Appeal,
    Case,
    Consent,
    Decision,
    Erasure,
    Experience,
    News,
    Note,
    Outcome,
    Report,
)
from experiences.moderation.leases import close_cases
from experiences.moderation.moves import check_author, claim_version, show_change

logger = logging.getLogger(__name__)

ERASED = "–"  # in the place of words that the database wants to be there


def erase(experience: Experience, *, by: AbstractBaseUser, version: int) -> None:
    """Erase one's own text, at once and for good. Its address answers 410."""
    check_author(experience, by)
    with transaction.atomic():
        claim_version(experience, version)
        erase_now(experience)


def erase_now(experience: Experience) -> None:
    """Erase a text, whoever's it is: for accounts that are erased, and after a restore."""
    with transaction.atomic():
        Experience.objects.filter(pk=experience.pk).update(
            state=Experience.State.ERASED,
            author=None,
            live_revision=None,
            country="",
            years_since_diagnosis=None,
            subject_age="",
            subject_agreed="",
            signed_with_pen_name=False,
            may_be_indexed=False,
            may_be_reused=False,
            version=F("version") + 1,
        )
        empty_decisions(experience)
        Report.objects.filter(experience=experience).update(text="")
        for model in (Case, Consent, News, Note):
            model.objects.filter(experience=experience).delete()
        # Signals go with their revisions.
        experience.revisions.all().delete()
        show_change(experience)
        remember(Erasure.Kind.EXPERIENCE, str(experience.public_id))
    experience.refresh_from_db()


def keep_without_author(experience: Experience) -> None:
    """Leave the public wording of somebody whose account goes, without their name and country,
    and erase every other one, and what they and the moderators wrote to each other.

    Others may not reuse it any more: there is nobody left who could take that back.
    """
    with transaction.atomic():
        Experience.objects.filter(pk=experience.pk).update(
            country="",
            signed_with_pen_name=False,
            may_be_reused=False,
            version=F("version") + 1,
        )
        Consent.objects.filter(
            experience=experience, purpose=Consent.Purpose.REUSE, withdrawn_at__isnull=True
        ).update(withdrawn_at=timezone.now())
        empty_decisions(experience)
        Appeal.objects.filter(decision__experience=experience, outcome=Outcome.OPEN).update(
            outcome=Outcome.MOOT
        )
        close_cases(experience, Case.Kind.NEW, Case.Kind.EDIT, Case.Kind.APPEAL)
        News.objects.filter(experience=experience).delete()
        experience.revisions.exclude(pk=experience.live_revision_id or 0).delete()
        show_change(experience)
    experience.refresh_from_db()


def empty_decisions(experience: Experience) -> None:
    """What was decided, why and when stays; the words that went to and fro go."""
    decisions = Decision.objects.filter(experience=experience)
    decisions.update(passage_start=None, passage_end=None, passage_seal="")
    decisions.exclude(message="").update(message=ERASED)
    Appeal.objects.filter(decision__experience=experience).update(text=ERASED)


def remember(kind: Erasure.Kind, erased_id: str) -> None:
    """Write the erasure into the ledger: in the database, and after the commit in a file that a
    restore of the database leaves alone."""
    _row, made = Erasure.objects.get_or_create(kind=kind, erased_id=erased_id)
    if made:
        transaction.on_commit(try_to_write_ledger)


def try_to_write_ledger() -> None:
    """What is erased stays erased whatever becomes of the file; ``run_periodic`` tries again."""
    try:
        write_ledger()
    except OSError as error:
        logger.error("The ledger of erasures cannot be written: %s", type(error).__name__)


def write_ledger() -> dict[str, int]:
    """Append the lines that are missing in the file, and how many they were.

    A row is marked when its line is on the disk. A process that dies in between leaves it to be
    written a second time, which changes nothing for whoever reads the ledger.
    """
    waiting = list(Erasure.objects.filter(written_at__isnull=True).order_by("erased_at", "pk"))
    if waiting:
        append(settings.ERASURE_LEDGER, waiting)
        ids = [row.pk for row in waiting]
        Erasure.objects.filter(pk__in=ids).update(written_at=timezone.now())
    return {"written": len(waiting)}


def append(ledger: Path, rows: Iterable[Erasure]) -> None:
    ledger.parent.mkdir(parents=True, exist_ok=True)
    with ledger.open("a", encoding="utf-8") as file:
        for row in rows:
            line = {"kind": row.kind, "id": row.erased_id, "at": row.erased_at.isoformat()}
            file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())
