"""Small changes of wording, which a second editor approves and which keep the review."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from conditions.authorship import wrote_since_public
from conditions.freshness import touch
from conditions.models import Review, Revision, Summary, WordingStep
from conditions.summaries.signing import events, log
from conditions.summaries.signing.badge import live_badge
from conditions.summaries.signing.passages import Finding
from conditions.summaries.signing.statement import text_hash
from conditions.summaries.signing.wording_guard import needs_signature
from conditions.summaries.workflow.moves import AlreadyDecided, State, move
from conditions.summaries.workflow.reviewing import OpenNotes, OwnWork


class NeedsSignature(Exception):
    """More than wording has changed; ``findings`` says what."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(findings)
        self.findings = findings


class NothingSigned(Exception):
    """There is no public text whose review holds, to which the change could be small."""


def approve_wording(revision: Revision, *, by: AbstractBaseUser, version: int) -> WordingStep:
    """Publish a change of wording upon the review of the public text.

    The guard decides, not the significance that its writer gave it: both have to say "wording".
    The database refuses an approver who wrote some of it.
    """
    base, review = signed_base(revision)
    check_wording(revision, base)
    if wrote_since_public(by.pk, revision):
        raise OwnWork(by)
    if revision.notes.open().exists():
        raise OpenNotes(revision)
    at = timezone.now()
    with transaction.atomic():
        log.lock()
        move(revision, (State.IN_REVIEW,), State.APPROVED, version, approved_at=at)
        # ``move`` has proved that this version has the text that was read above.
        check_wording(revision, base)
        # Nobody can sign, withdraw or suspend meanwhile: the log is locked.
        if signed_base(revision) != (base, review):
            raise AlreadyDecided(revision)
        step = WordingStep.objects.create(
            revision=revision, base=base, review=review, approved_by_id=by.pk, approved_at=at
        )
        Summary.objects.filter(pk=revision.summary_id).update(live_revision=revision)
        before, after = (text_hash(each, each.sources.all()) for each in (base, revision))
        log.append(events.wording_changed(step, before, after, revision.summary))
        topic = revision.summary.topic
        touch(topic.condition_id, topic.pk)
    return step


def check_wording(revision: Revision, base: Revision) -> None:
    if revision.significance != Revision.Significance.TYPO:
        raise NeedsSignature([Finding.SIGNIFICANCE])
    if findings := needs_signature(base, revision):
        raise NeedsSignature(findings)


def signed_base(revision: Revision) -> tuple[Revision, Review]:
    """The public text beneath a revision, and the review that it rests on, which must hold."""
    found = live_badge(revision.summary)
    revision.summary.refresh_from_db(fields=["live_revision", "live_review"])
    base = revision.summary.live_revision
    holds = found.stands or found.is_overdue
    if base is None or found.review is None or not holds or base.number >= revision.number:
        revision.refresh_from_db()
        # The revision may be the public text itself by now.
        raise (NothingSigned if revision.state == State.IN_REVIEW else AlreadyDecided)(revision)
    return base, found.review
