"""The conditional updates under every verb, and the tables of what leads where.

Of two who act on the same version of a text one wins and the other gets ``AlreadyDecided``, on
SQLite and PostgreSQL alike. All of this runs in the verb's transaction. Rows are locked in one
order, so that nobody waits in a ring: experience, revision, case, topic, condition.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F

from conditions.freshness import touch
from experiences.counts import count_topic
from experiences.models import Experience, ExperienceRevision
from experiences.moderation.errors import AlreadyDecided, NotYours, OwnWork

State = Experience.State
Open = ExperienceRevision.State

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
    (Open.PENDING, "recall"): Open.DRAFT,
    (Open.PENDING, "approve"): Open.APPROVED,
    (Open.PENDING, "request_changes"): Open.CHANGES_REQUESTED,
    (Open.PENDING, "reject"): Open.REJECTED,
    (Open.REJECTED, "uphold_appeal"): Open.APPROVED,
    (Open.DRAFT, "discard"): Open.SUPERSEDED,
    (Open.CHANGES_REQUESTED, "discard"): Open.SUPERSEDED,
}


def move_experience(experience: Experience, verb: str, version: int, **fields: object) -> None:
    target = EXPERIENCE_MOVES.get((State(experience.state), verb))
    if target is None:
        raise AlreadyDecided(experience)
    claim_version(experience, version, state=target, **fields)


def claim_version(experience: Experience, version: int, **fields: object) -> None:
    """The update that decides a race: of those who saw a version, one succeeds."""
    changed = Experience.objects.filter(
        pk=experience.pk, version=version, state=experience.state
    ).update(version=F("version") + 1, **fields)
    experience.refresh_from_db()
    if not changed:
        raise AlreadyDecided(experience)


def lock(experience: Experience) -> None:
    """Hold a text's row, so that nothing is hung on it while it is erased."""
    there = Experience.objects.select_for_update().exclude(state=State.ERASED)
    if not there.filter(pk=experience.pk).exists():
        experience.refresh_from_db()
        raise AlreadyDecided(experience)


def move_revision(revision: ExperienceRevision, verb: str, **fields: object) -> None:
    sources = [state for state, known in REVISION_MOVES if known == verb]
    target = REVISION_MOVES[sources[0], verb]
    changed = ExperienceRevision.objects.filter(pk=revision.pk, state__in=sources).update(
        state=target, version=F("version") + 1, **fields
    )
    revision.refresh_from_db()
    if not changed:
        raise AlreadyDecided(revision.experience)


def check_author(experience: Experience, person: AbstractBaseUser) -> None:
    if experience.author_id != person.pk:
        raise NotYours(experience.public_id)


def check_not_author(experience: Experience, person: AbstractBaseUser) -> None:
    if experience.author_id == person.pk:
        raise OwnWork(experience.public_id)


def show_change(experience: Experience) -> None:
    """What readers see has changed: totals at once, and their copies end."""
    if not count_topic(experience.topic_id):
        touch(experience.topic.condition_id, experience.topic_id)
