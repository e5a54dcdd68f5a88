"""Small changes of wording, which a second editor approves and which keep the review."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from conditions.authorship import wrote_since_public
from conditions.freshness import touch
from conditions.models import Review, Revision, Summary, WordingStep
from conditions.summaries.signing.badge import Badge, Standing, badge, content_hash, step_seal
from conditions.summaries.signing.passages import Finding
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
        move(revision, (State.IN_REVIEW,), State.APPROVED, version, approved_at=at)
        # ``move`` has proved that this version has the text that was read above.
        step = WordingStep(
            revision=revision,
            base=base,
            review=review,
            approved_by_id=by.pk,
            approved_at=at,
            base_hash=content_hash(base, base.sources.all()),
            content_hash=content_hash(revision, revision.sources.all()),
        )
        check_wording(revision, base)
        step.seal = step_seal(step)
        step.save()
        live = Summary.objects.filter(
            pk=revision.summary_id, live_revision=base, live_review=review
        )
        if not live.update(live_revision=revision) or review_was_withdrawn(review):
            raise AlreadyDecided(revision)
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
    base = revision.summary.live_revision
    if base is None or found.review is None or base.number >= revision.number:
        revision.refresh_from_db()
        # The revision may be the public text itself by now.
        raise (NothingSigned if revision.state == State.IN_REVIEW else AlreadyDecided)(revision)
    return base, found.review


def live_badge(summary: Summary) -> Badge:
    """What the public text of a summary can claim today."""
    summary.refresh_from_db(fields=["live_revision", "live_review"])
    live = summary.live_revision
    if live is None:
        return Badge(Standing.NONE)
    review = Review.objects.with_standing().filter(pk=summary.live_review_id or 0).first()
    step = WordingStep.objects.filter(revision=live).select_related("review").first()
    return badge(live, live.sources.all(), review, timezone.localdate(), step)


def review_was_withdrawn(review: Review) -> bool:
    return Review.objects.filter(pk=review.pk, withdrawal__isnull=False).exists()
