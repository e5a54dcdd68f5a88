"""Transitions by moderators on members' texts. None changes a word."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from experiences.models import (
    Appeal,
    Case,
    Decision,
    Experience,
    ExperienceRevision,
    Outcome,
    Reason,
    Report,
)
from experiences.models.decisions import seal
from experiences.moderation.leases import close_cases
from experiences.moderation.mails import tell_author
from experiences.moderation.moves import (
    AlreadyDecided,
    OwnWork,
    RevisionState,
    check_not_author,
    claim_version,
    move_experience,
    move_revision,
    show_change,
)

Verb = Decision.Verb
Passage = tuple[int, int] | None


def approve(revision: ExperienceRevision, *, by: AbstractBaseUser, version: int) -> Decision:
    """Make a wording the one that readers see, at once."""
    check_not_author(revision.experience, by)
    with transaction.atomic():
        decision = publish(revision, "approve", by, version)
        close_cases(revision.experience, Case.Kind.NEW, Case.Kind.EDIT)
        tell_author(decision)
    return decision


def publish(
    revision: ExperienceRevision, verb: str, by: AbstractBaseUser, version: int, message: str = ""
) -> Decision:
    experience = revision.experience
    now = timezone.now()
    first_time = experience.published_at is None
    move_experience(
        experience,
        "approve",
        version,
        live_revision=revision,
        **({"published_at": now} if first_time else {"amended_at": now}),
    )
    experience.revisions.filter(state=RevisionState.APPROVED).update(state=RevisionState.SUPERSEDED)
    move_revision(revision, verb)
    decision = record(Verb.APPROVE, experience, revision, by, message=message)
    show_change(experience)
    return decision


def request_changes(
    revision: ExperienceRevision,
    *,
    by: AbstractBaseUser,
    version: int,
    reason: Reason,
    message: str,
    passage: Passage = None,
) -> Decision:
    """Give a wording back to its author, who finds it ready to edit."""
    return refuse(revision, Verb.REQUEST_CHANGES, by, version, reason, message, passage)


def reject(
    revision: ExperienceRevision,
    *,
    by: AbstractBaseUser,
    version: int,
    reason: Reason,
    message: str,
    passage: Passage = None,
) -> Decision:
    """Refuse a wording; its author may appeal once."""
    return refuse(revision, Verb.REJECT, by, version, reason, message, passage)


def refuse(
    revision: ExperienceRevision,
    verb: Decision.Verb,
    by: AbstractBaseUser,
    version: int,
    reason: Reason,
    message: str,
    passage: Passage,
) -> Decision:
    """What is public stays public: only the open wording is refused."""
    check_not_author(revision.experience, by)
    with transaction.atomic():
        claim_version(revision.experience, version)
        move_revision(revision, verb.value)
        close_cases(revision.experience, Case.Kind.NEW, Case.Kind.EDIT)
        decision = record(
            verb, revision.experience, revision, by, reason=reason, message=message, passage=passage
        )
        tell_author(decision)
    return decision


def reject_all(
    seen: Iterable[tuple[ExperienceRevision, int]],
    *,
    by: AbstractBaseUser,
    reason: Reason,
    message: str,
) -> list[Decision]:
    """Refuse several wordings, each with the version that was seen: all of them or none."""
    in_one_order = sorted(seen, key=lambda pair: pair[0].experience_id)
    with transaction.atomic():
        return [
            reject(revision, by=by, version=version, reason=reason, message=message)
            for revision, version in in_one_order
        ]


def hide(
    experience: Experience,
    *,
    by: AbstractBaseUser,
    version: int,
    reason: Reason,
    message: str,
    passage: Passage = None,
) -> Decision:
    """Take a public text down. Open reports of it are upheld with it, in one transaction."""
    check_not_author(experience, by)
    with transaction.atomic():
        move_experience(experience, "hide", version)
        settle_reports(experience, Outcome.UPHELD)
        decision = record(
            Verb.HIDE,
            experience,
            experience.live_revision,
            by,
            reason=reason,
            message=message,
            passage=passage,
        )
        show_change(experience)
        tell_author(decision)
    return decision


def restore(
    experience: Experience, *, by: AbstractBaseUser, version: int, reason: Reason, message: str
) -> Decision:
    """Show a hidden text again."""
    check_not_author(experience, by)
    with transaction.atomic():
        move_experience(experience, "restore", version)
        close_cases(experience, Case.Kind.APPEAL)
        Appeal.objects.filter(decision__experience=experience, outcome=Outcome.OPEN).update(
            outcome=Outcome.MOOT
        )
        decision = record(
            Verb.RESTORE, experience, experience.live_revision, by, reason=reason, message=message
        )
        show_change(experience)
        tell_author(decision)
    return decision


def dismiss_reports(
    experience: Experience, *, by: AbstractBaseUser, version: int, reason: Reason, message: str
) -> Decision:
    """Leave a reported text as it is. Its author is not told: nothing has changed for them."""
    check_not_author(experience, by)
    with transaction.atomic():
        claim_version(experience, version)
        if not settle_reports(experience, Outcome.DISMISSED):
            raise AlreadyDecided(experience)
        return record(
            Verb.DISMISS_REPORT,
            experience,
            experience.live_revision,
            by,
            reason=reason,
            message=message,
        )


def uphold_appeal(appeal: Appeal, *, by: AbstractBaseUser, version: int, message: str) -> Decision:
    """Decide for the author: publish what was rejected, or show again what was hidden."""
    against = appeal.decision
    experience = against.experience
    check_may_judge(appeal, by)
    with transaction.atomic():
        settle_appeal(appeal, Outcome.UPHELD, by)
        if against.verb == Verb.REJECT and against.revision is not None:
            if experience.revisions.open().exists():
                raise AlreadyDecided(experience)
            against.revision.experience = experience
            decision = publish(against.revision, "uphold_appeal", by, version, message)
        else:
            move_experience(experience, "restore", version)
            decision = record(
                Verb.RESTORE,
                experience,
                experience.live_revision,
                by,
                reason=against.reason,
                message=message,
            )
            show_change(experience)
        tell_author(decision)
    return decision


def dismiss_appeal(
    appeal: Appeal, *, by: AbstractBaseUser, version: int, reason: Reason, message: str
) -> Decision:
    """Let the decision stand."""
    experience = appeal.decision.experience
    check_may_judge(appeal, by)
    with transaction.atomic():
        claim_version(experience, version)
        settle_appeal(appeal, Outcome.DISMISSED, by)
        decision = record(
            Verb.DISMISS_APPEAL,
            experience,
            appeal.decision.revision,
            by,
            reason=reason,
            message=message,
        )
        tell_author(decision)
    return decision


def check_may_judge(appeal: Appeal, person: AbstractBaseUser) -> None:
    """Somebody else decides an appeal: neither its author nor who decided before."""
    check_not_author(appeal.decision.experience, person)
    if appeal.decision.moderator_id == person.pk:
        raise OwnWork(appeal.pk)


def settle_appeal(appeal: Appeal, outcome: Outcome, by: AbstractBaseUser) -> None:
    changed = Appeal.objects.filter(pk=appeal.pk, outcome=Outcome.OPEN).update(
        outcome=outcome, decided_by=by.pk
    )
    appeal.refresh_from_db()
    if not changed:
        raise AlreadyDecided(appeal.decision.experience)
    close_cases(appeal.decision.experience, Case.Kind.APPEAL)


def settle_reports(experience: Experience, outcome: Outcome) -> int:
    """Close every open report of a text, and their case; returns their number."""
    close_cases(experience, Case.Kind.REPORT)
    return Report.objects.filter(experience=experience, outcome=Outcome.OPEN).update(
        outcome=outcome
    )


def record(
    verb: Decision.Verb,
    experience: Experience,
    revision: ExperienceRevision | None,
    by: AbstractBaseUser,
    **fields: Any,
) -> Decision:
    """Append to the log. ``fields`` are reason, message and passage."""
    start, end = fields.pop("passage", None) or (None, None)
    sealed = seal(revision.text[start:end]) if revision and end is not None else ""
    now = timezone.now()
    return Decision.objects.create(
        experience=experience,
        revision=revision,
        moderator_id=by.pk,
        verb=verb,
        passage_start=start,
        passage_end=end,
        passage_seal=sealed,
        waited=now - revision.submitted_at if revision and revision.submitted_at else None,
        decided_at=now,
        **fields,
    )
