"""Which reviews, reviewers and notes."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from conditions.querysets.topics import counted

if TYPE_CHECKING:
    from conditions.models import Review, ReviewerProfile, ReviewNote, Revision  # noqa: F401


class ReviewQuerySet(models.QuerySet["Review"]):
    def public(self) -> "ReviewQuerySet":
        """Approvals of texts that are, or once were, public, about live conditions and those
        that were merged into one: the receipt of a signature outlives the page."""
        return self.filter(
            verdict="approved",
            revision__state="approved",
            revision__summary__topic__condition__state__in=["live", "merged"],
        )

    def standing(self, on: date, language: str) -> "ReviewQuerySet":
        """Approvals on which a text rests that is public now in a language, neither overdue nor
        withdrawn."""
        return self.resting().filter(revision__summary__language=language, due_on__gte=on)

    def resting(self) -> "ReviewQuerySet":
        """Approvals on which a public text rests, and that were not withdrawn."""
        from conditions.models import Summary

        summaries = Summary.objects.published().filter(live_review=OuterRef("pk"))
        return self.public().filter(Exists(summaries), withdrawal__isnull=True)

    def live(self, since: date) -> "ReviewQuerySet":
        """The same, of all texts that are public now, with ``reads`` of their pages."""
        summary = "revision__summary__"
        reads = counted("read", OuterRef(f"{summary}topic"), OuterRef(f"{summary}language"), since)
        return (
            self.resting()
            .annotate(reads=reads)
            .select_related("revision__summary__topic__condition")
        )

    def of(self, revisions: "Iterable[Revision]") -> "ReviewQuerySet":
        return self.filter(revision__in=list(revisions))

    def with_standing(self) -> "ReviewQuerySet":
        """With what conditions.signing.badge asks of a review."""
        return self.select_related("reviewer", "withdrawal")

    def with_topic(self) -> "ReviewQuerySet":
        return self.with_standing().select_related(
            "revision__summary__topic__condition",
            "revision__summary__topic__question",
        )


class ReviewerQuerySet(models.QuerySet["ReviewerProfile"]):
    def may_sign(self, on: date) -> "ReviewerQuerySet":
        """Whose credentials were verified and still hold on a day."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on), verified_on__isnull=False
        )


class ReviewNoteQuerySet(models.QuerySet["ReviewNote"]):
    def by(self, person_id: int) -> "ReviewNoteQuerySet":
        """Written or settled by a person."""
        return self.filter(Q(written_by=person_id) | Q(resolved_by=person_id))

    def open(self) -> "ReviewNoteQuerySet":
        return self.filter(resolved_at__isnull=True)
