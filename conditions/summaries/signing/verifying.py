"""Checks every signature again, against the texts that are there and the entries of the log."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from conditions.models import Review, Revision, Summary
from conditions.summaries.signing.badge import badge, receipt_badge, state_of
from conditions.summaries.signing.shown import shown_of

CHUNK = 200  # summaries held in memory, with their texts


@dataclass(frozen=True)
class Mismatch:
    """Something that is not as it was signed."""

    what: str
    problem: str

    def __str__(self) -> str:
        return f"{self.what}: {self.problem}"


def mismatches() -> Iterator[Mismatch]:
    """Everything that differs from what was signed, one by one."""
    today = timezone.localdate()
    reviews = Review.objects.with_topic().filter(verdict=Review.Verdict.APPROVED)
    for review in reviews.prefetch_related("revision__sources").order_by("pk"):
        claim = receipt_badge(review, today)
        if claim.review is None and claim.taken_back is None:
            name = f"review {review.public_id} of {named(review.revision)}"
            yield Mismatch(name, "it is not what was signed, or the signing log has it not")
    summaries = Summary.objects.published().with_proof().with_topic().order_by("pk")
    for summary in summaries.prefetch_related("live_revision__sources"):
        yield from in_public_text(summary)


def in_public_text(summary: Summary) -> Iterator[Mismatch]:
    live, state = summary.live_revision, state_of(summary)
    if live is None:
        return
    place = (summary.topic, summary.language)
    shown = shown_of([place])[summary.topic_id, summary.language]
    claim = badge(summary, live, live.sources.all(), shown, timezone.localdate())
    if state is None:
        yield Mismatch(named_summary(summary), "its entries in the signing log are not as written")
    elif claim.review is None and claim.taken_back is None:
        yield Mismatch(named_summary(summary), "its public text is not the one signed")


def named(revision: Revision) -> str:
    return f"{named_summary(revision.summary)}, text {revision.number}"


def named_summary(summary: Summary) -> str:
    topic = summary.topic
    return f"{topic.condition.slug}/{topic.question.key} ({summary.language})"
