"""Every change of an experience's state, by its author or by a moderator.

Each verb is one conditional update on the version that the person saw, so that of two who act on
the same text one wins and the other gets ``AlreadyDecided``, on SQLite and PostgreSQL alike.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from experiences.counts import count_topic
from experiences.models import Decision, Experience, ExperienceRevision, Reason

State = Experience.State
Open = ExperienceRevision.State
Verb = Decision.Verb

# What readers see, before and after. A pair that is not here is refused.
EXPERIENCE_MOVES = {
    (State.UNPUBLISHED, "approve"): State.PUBLIC,
    (State.PUBLIC, "approve"): State.PUBLIC,
    (State.WITHDRAWN, "approve"): State.WITHDRAWN,
    (State.HIDDEN, "approve"): State.HIDDEN,
    (State.PUBLIC, "hide"): State.HIDDEN,
    (State.HIDDEN, "restore"): State.PUBLIC,
    (State.PUBLIC, "withdraw"): State.WITHDRAWN,
    (State.WITHDRAWN, "put_back"): State.PUBLIC,
}
# What is under review, before and after.
REVISION_MOVES = {
    (Open.DRAFT, "submit"): Open.PENDING,
    (Open.CHANGES_REQUESTED, "submit"): Open.PENDING,
    (Open.PENDING, "approve"): Open.APPROVED,
    (Open.PENDING, "request_changes"): Open.CHANGES_REQUESTED,
    (Open.PENDING, "reject"): Open.REJECTED,
}


class AlreadyDecided(Exception):
    """The experience has changed since it was shown; ``decision`` is the last one, if any."""

    def __init__(self, experience: Experience) -> None:
        super().__init__(experience.public_id)
        self.experience = experience
        self.decision = experience.decisions.select_related("moderator", "reason").first()


class OwnWork(Exception):
    """A moderator may not decide their own text."""


class NotYours(Exception):
    """Only the author may do this."""


def write(experience: Experience, text: str) -> ExperienceRevision:
    """Begin a new wording. Raises IntegrityError while another one is open."""
    with transaction.atomic():
        last = experience.revisions.aggregate(last=Max("number"))["last"] or 0
        return ExperienceRevision.objects.create(experience=experience, number=last + 1, text=text)


def submit(revision: ExperienceRevision, *, by: AbstractBaseUser, version: int) -> None:
    """Send a wording to the moderators; one that came back keeps its place in the queue."""
    check_author(revision.experience, by)
    with transaction.atomic():
        claim(revision.experience, version)
        move_revision(revision, "submit", submitted_at=revision.submitted_at or timezone.now())


def approve(revision: ExperienceRevision, *, by: AbstractBaseUser, version: int) -> Decision:
    """Make a wording the one that readers see, at once."""
    experience = revision.experience
    check_not_author(experience, by)
    now = timezone.now()
    first_time = experience.published_at is None
    with transaction.atomic():
        move_experience(
            experience,
            "approve",
            version,
            live_revision=revision,
            **({"published_at": now} if first_time else {"amended_at": now}),
        )
        experience.revisions.filter(state=Open.APPROVED).update(state=Open.SUPERSEDED)
        move_revision(revision, "approve")
        decision = record(Verb.APPROVE, experience, revision, by)
        count_topic(experience.topic_id)
    return decision


def request_changes(
    revision: ExperienceRevision,
    *,
    by: AbstractBaseUser,
    version: int,
    reason: Reason,
    message: str,
) -> Decision:
    return refuse(revision, Verb.REQUEST_CHANGES, by, version, reason, message)


def reject(
    revision: ExperienceRevision,
    *,
    by: AbstractBaseUser,
    version: int,
    reason: Reason,
    message: str,
) -> Decision:
    return refuse(revision, Verb.REJECT, by, version, reason, message)


def refuse(
    revision: ExperienceRevision,
    verb: Decision.Verb,
    by: AbstractBaseUser,
    version: int,
    reason: Reason,
    message: str,
) -> Decision:
    """What is public stays public: only the open wording is refused."""
    check_not_author(revision.experience, by)
    with transaction.atomic():
        claim(revision.experience, version)
        move_revision(revision, verb.value)
        return record(verb, revision.experience, revision, by, reason, message)


def hide(
    experience: Experience, *, by: AbstractBaseUser, version: int, reason: Reason, message: str
) -> Decision:
    return turn(experience, Verb.HIDE, by, version, reason, message)


def restore(
    experience: Experience, *, by: AbstractBaseUser, version: int, reason: Reason, message: str
) -> Decision:
    return turn(experience, Verb.RESTORE, by, version, reason, message)


def turn(
    experience: Experience,
    verb: Decision.Verb,
    by: AbstractBaseUser,
    version: int,
    reason: Reason,
    message: str,
) -> Decision:
    check_not_author(experience, by)
    with transaction.atomic():
        move_experience(experience, verb.value, version)
        decision = record(verb, experience, experience.live_revision, by, reason, message)
        count_topic(experience.topic_id)
    return decision


def withdraw(experience: Experience, *, by: AbstractBaseUser, version: int) -> None:
    """Take one's own text down, at once and without asking anybody."""
    author_turns(experience, "withdraw", by, version)


def put_back(experience: Experience, *, by: AbstractBaseUser, version: int) -> None:
    """Show again a text that was approved before and that its author took down."""
    author_turns(experience, "put_back", by, version)


def author_turns(experience: Experience, verb: str, by: AbstractBaseUser, version: int) -> None:
    check_author(experience, by)
    with transaction.atomic():
        move_experience(experience, verb, version)
        count_topic(experience.topic_id)


def move_experience(experience: Experience, verb: str, version: int, **fields: object) -> None:
    target = EXPERIENCE_MOVES.get((State(experience.state), verb))
    if target is None:
        raise AlreadyDecided(experience)
    claim(experience, version, state=target, **fields)


def claim(experience: Experience, version: int, **fields: object) -> None:
    """The conditional update that decides a race: of those who saw a version, one succeeds."""
    changed = Experience.objects.filter(
        pk=experience.pk, version=version, state=experience.state
    ).update(version=F("version") + 1, **fields)
    experience.refresh_from_db()
    if not changed:
        raise AlreadyDecided(experience)


def move_revision(revision: ExperienceRevision, verb: str, **fields: object) -> None:
    sources = [state for state, known in REVISION_MOVES if known == verb]
    target = REVISION_MOVES[sources[0], verb]
    changed = ExperienceRevision.objects.filter(pk=revision.pk, state__in=sources).update(
        state=target, **fields
    )
    revision.refresh_from_db()
    if not changed:
        raise AlreadyDecided(revision.experience)


def record(
    verb: Decision.Verb,
    experience: Experience,
    revision: ExperienceRevision | None,
    by: AbstractBaseUser,
    reason: Reason | None = None,
    message: str = "",
) -> Decision:
    return Decision.objects.create(
        experience=experience,
        revision=revision,
        moderator_id=by.pk,
        verb=verb,
        reason=reason,
        message=message,
    )


def check_author(experience: Experience, person: AbstractBaseUser) -> None:
    if experience.author_id != person.pk:
        raise NotYours(experience.public_id)


def check_not_author(experience: Experience, person: AbstractBaseUser) -> None:
    if experience.author_id == person.pk:
        raise OwnWork(experience.public_id)
