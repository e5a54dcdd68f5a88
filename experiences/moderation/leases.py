"""Cases in the moderators' queue: opening, leasing to one moderator at a time, closing."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from experiences.models import Case, Experience, ExperienceRevision, Note, Signal
from experiences.models.cases import LEASE, CaseQuerySet
from experiences.moderation.moves import AlreadyClaimed, AlreadyDecided, lock


def open_case(
    kind: Case.Kind,
    experience: Experience,
    revision: ExperienceRevision | None,
    *,
    since: datetime | None = None,
    risk: int = Case.Risk.NONE,
    is_held: bool = False,
) -> Case:
    """One open case of a kind for a text: a second report finds the first one's."""
    case, made = Case.objects.get_or_create(
        experience=experience,
        kind=kind,
        closed_at=None,
        defaults={
            "revision": revision,
            "condition_id": experience.topic.condition_id,
            "language": experience.language,
            "risk": risk,
            "is_held": is_held,
            "opened_at": since or timezone.now(),
        },
    )
    if not made and (risk > case.risk or (is_held and not case.is_held)):
        Case.objects.filter(pk=case.pk).update(
            risk=max(risk, case.risk), is_held=is_held or case.is_held
        )
    return case


def close_cases(experience: Experience, *kinds: Case.Kind) -> None:
    """Take a text's cases, of some kinds or of all, out of the queue."""
    cases = Case.objects.open().filter(experience=experience)
    if kinds:
        cases = cases.filter(kind__in=kinds)
    cases.update(closed_at=timezone.now(), claimed_by=None, claimed_until=None)


def claim(case: Case, *, by: AbstractBaseUser) -> Case:
    """Lease a case for fifteen minutes; of two who open it at once, one gets it."""
    now = timezone.now()
    changed = (
        Case.objects.open()
        .filter(pk=case.pk)
        .filter(Q(claimed_by__isnull=True) | Q(claimed_until__lte=now) | Q(claimed_by=by.pk))
        .update(claimed_by=by.pk, claimed_until=now + LEASE)
    )
    still_open = Case.objects.open().filter(pk=case.pk).first()
    if still_open is None:
        # Decided, taken back, or erased: then the row itself is gone.
        raise AlreadyDecided(case.experience)
    case.claimed_by_id, case.claimed_until = still_open.claimed_by_id, still_open.claimed_until
    if not changed:
        raise AlreadyClaimed(case)
    return case


def release(case: Case, *, by: AbstractBaseUser) -> None:
    """Give a case back. Nothing happens when the lease is somebody else's by now."""
    Case.objects.filter(pk=case.pk, claimed_by=by.pk).update(claimed_by=None, claimed_until=None)


def take_next(
    *, by: AbstractBaseUser, among: CaseQuerySet, skipping: tuple[int, ...] = ()
) -> Case | None:
    """Lease the first case that nobody has; goes on to the next when somebody is faster."""
    for _attempt in range(10):
        case = (
            among.free_for(by.pk, timezone.now())
            .exclude(pk__in=skipping)
            .order_by("-risk", "opened_at", "pk")
            .first()
        )
        if case is None:
            return None
        try:
            return claim(case, by=by)
        except (AlreadyClaimed, AlreadyDecided):
            continue
    return None


def hand_over(case: Case, *, by: AbstractBaseUser, note: str) -> None:
    """Set a case apart for a senior moderator, with a note that says why."""
    with transaction.atomic():
        write_note(case.experience, by=by, text=note)
        changed = (
            Case.objects.open()
            .filter(pk=case.pk)
            .update(is_held=True, claimed_by=None, claimed_until=None)
        )
        if not changed:
            raise AlreadyDecided(case.experience)
    case.refresh_from_db()


def write_note(experience: Experience, *, by: AbstractBaseUser, text: str) -> Note:
    with transaction.atomic():
        lock(experience)
        return Note.objects.create(experience=experience, author_id=by.pk, text=text)


def judge_signal(signal: Signal, *, by: AbstractBaseUser, verdict: str) -> None:
    """Say whether a rule was right here: the precision of every rule comes from it."""
    Signal.objects.filter(pk=signal.pk).update(verdict=verdict, judged_by=by.pk)
