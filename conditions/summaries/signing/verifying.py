"""Checks every signature again, against the texts that are there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from conditions.markdown import seal
from conditions.models import Review, Revision, Summary, WordingStep
from conditions.models.reviews import ReviewQuerySet
from conditions.summaries.signing.badge import content_hash, is_sealed

CHUNK = 200  # reviews held in memory, with their texts


@dataclass(frozen=True)
class Mismatch:
    """Something that is not as it was signed."""

    what: str
    problem: str

    def __str__(self) -> str:
        return f"{self.what}: {self.problem}"


def mismatches() -> Iterator[Mismatch]:
    """Everything that differs from what was signed, one by one.

    Reads every review with its text and sources: some thousand a second.
    """
    for review in with_texts(Review.objects.all()).iterator(chunk_size=CHUNK):
        yield from in_review(review)
    steps = WordingStep.objects.select_related(
        "review__revision", *paths("revision__"), *paths("base__")
    ).prefetch_related("revision__sources", "base__sources")
    for step in steps.iterator(chunk_size=CHUNK):
        yield from in_step(step)
    newer = Revision.objects.published().filter(
        summary=OuterRef("pk"), number__gt=OuterRef("live_revision__number")
    )
    summaries = (
        Summary.objects.filter(live_revision__isnull=False)
        .select_related(
            "topic__condition", "topic__question", "live_revision__wording_step", "live_review"
        )
        .annotate(has_newer=Exists(newer))
    )
    for summary in summaries.iterator(chunk_size=CHUNK):
        yield from in_pointers(summary)


def with_texts(reviews: ReviewQuerySet) -> ReviewQuerySet:
    found = reviews.select_related("reviewer", "withdrawal", *paths("revision__"))
    return found.prefetch_related("revision__sources").order_by("pk")


def paths(revision: str) -> list[str]:
    return [f"{revision}summary__topic__condition", f"{revision}summary__topic__question"]


def in_review(review: Review) -> Iterator[Mismatch]:
    name = f"review {review.public_id} of {named(review.revision)}"
    if not is_sealed(review):
        yield Mismatch(
            name,
            "the reviewer, a date or something else in it is not what was signed "
            "(or SECRET_KEY has changed)",
        )
    if review.withdrawn and not is_sealed(review.withdrawn):
        yield Mismatch(name, "its withdrawal is not as it was written")
    if review.verdict != Review.Verdict.APPROVED:
        return
    yield from in_text(review.revision, review.statement_hash, name)
    if review.revision.state != Revision.State.APPROVED:
        yield Mismatch(name, "its text is not marked as approved")
    elif review.revision.approved_at != review.reviewed_at:
        yield Mismatch(name, "its text became public at another time than it was signed")


def in_step(step: WordingStep) -> Iterator[Mismatch]:
    """A step leads from the signed text, or from the step before it, to its own text."""
    name = f"wording of {named(step.revision)}"
    if not is_sealed(step):
        yield Mismatch(name, "who approved it, a date or a hash is not what was approved")
    yield from in_text(step.revision, step.content_hash, name)
    if content_hash(step.base, step.base.sources.all()) != step.base_hash:
        yield Mismatch(name, f"the text before it, number {step.base.number}, has changed")
    before = WordingStep.objects.filter(revision=step.base_id, review=step.review_id).first()
    if step.base_id != step.review.revision_id and before is None:
        yield Mismatch(name, "nothing leads to it from the text that was signed")
    if step.revision.approved_at != step.approved_at:
        yield Mismatch(name, "it became public at another time than it was approved")


def in_text(revision: Revision, signed: str, name: str) -> Iterator[Mismatch]:
    digest = content_hash(revision, revision.sources.all())
    if digest != signed:
        yield Mismatch(name, "the text or a source is not what was signed")
    elif revision.html_seal != seal(digest, revision.body_html):
        yield Mismatch(name, "the HTML is not the one made from the text")


def in_pointers(summary: Any) -> Iterator[Mismatch]:
    """The public text is the last one that was signed, or that small changes made of it."""
    live, review = summary.live_revision, summary.live_review
    step = getattr(live, "wording_step", None)
    rests_on = step.review_id if step else None
    if summary.has_newer:
        yield Mismatch(f"{named_summary(summary)}", "a newer text was signed than the public one")
    if live is None or review is None:
        yield Mismatch(f"{named_summary(summary)}", "its public text was never signed")
    elif review.revision_id != live.pk and rests_on != review.pk:
        yield Mismatch(f"{named_summary(summary)}", "its public text is not the one signed")


def named(revision: Revision) -> str:
    return f"{named_summary(revision.summary)}, text {revision.number}"


def named_summary(summary: Summary) -> str:
    topic = summary.topic
    return f"{topic.condition.slug}/{topic.question.key} ({summary.language})"
