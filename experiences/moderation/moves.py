"""What every transition uses: the tables of allowed moves, conditional updates, locks, errors.

Of two who act on the same version of a text one wins and the other gets ``AlreadyDecided``, on
SQLite and PostgreSQL alike. All functions run inside the transition's transaction. Rows are locked
in one order, so that no deadlock can arise: experience, revision, case, topic, condition.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F

from conditions.freshness import touch
from experiences.counts import count_topic
from experiences.models import Case, Experience, ExperienceRevision

ExperienceState = Experience.State
RevisionState = ExperienceRevision.State

# What readers see, before and after. A pair that is not here is refused.
EXPERIENCE_MOVES = {
    (ExperienceState.UNPUBLISHED, "approve"): ExperienceState.PUBLIC,
    (ExperienceState.PUBLIC, "approve"): ExperienceState.PUBLIC,
    (ExperienceState.WITHDRAWN, "approve"): ExperienceState.WITHDRAWN,
    (ExperienceState.HIDDEN, "approve"): ExperienceState.HIDDEN,
    (ExperienceState.PUBLIC, "hide"): ExperienceState.HIDDEN,
    (ExperienceState.HIDDEN, "restore"): ExperienceState.PUBLIC,
    (ExperienceState.PUBLIC, "withdraw"): ExperienceState.WITHDRAWN,
    (ExperienceState.WITHDRAWN, "put_back"): ExperienceState.PUBLIC,
}
# What is under review, before and after.
REVISION_MOVES = {
    (RevisionState.DRAFT, "submit"): RevisionState.PENDING,
    (RevisionState.CHANGES_REQUESTED, "submit"): RevisionState.PENDING,
    (RevisionState.PENDING, "recall"): RevisionState.DRAFT,
    (RevisionState.PENDING, "approve"): RevisionState.APPROVED,
    (RevisionState.PENDING, "request_changes"): RevisionState.CHANGES_REQUESTED,
    (RevisionState.PENDING, "reject"): RevisionState.REJECTED,
    (RevisionState.REJECTED, "uphold_appeal"): RevisionState.APPROVED,
    (RevisionState.DRAFT, "discard"): RevisionState.SUPERSEDED,
    (RevisionState.CHANGES_REQUESTED, "discard"): RevisionState.SUPERSEDED,
}


class AlreadyDecided(Exception):
    """The experience has changed since it was shown; ``decision`` is the last one, if any."""

    def __init__(self, experience: Experience) -> None:
        super().__init__(experience.public_id)
        self.experience = experience
        self.decision = experience.decisions.select_related("moderator", "reason").first()


class DraftChanged(Exception):
    """The draft was saved from elsewhere since it was shown; ``revision`` is what is stored."""

    def __init__(self, revision: ExperienceRevision) -> None:
        super().__init__(revision.pk)
        self.revision = revision


class AlreadyClaimed(Exception):
    """Somebody else has the case open."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.pk)
        self.case = case


class OwnWork(Exception):
    """A moderator may not decide their own text, nor an appeal against their own decision."""


class NotYours(Exception):
    """Only the author may do this."""


class NotReady(Exception):
    """The text cannot be sent in as it is; ``problems`` are codes of what is missing."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems)
        self.problems = problems


def move_experience(experience: Experience, verb: str, version: int, **fields: object) -> None:
    target = EXPERIENCE_MOVES.get((ExperienceState(experience.state), verb))
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
    """Lock a text's row, so that nothing is added to it while it is erased."""
    there = Experience.objects.select_for_update().exclude(state=ExperienceState.ERASED)
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
