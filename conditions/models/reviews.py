import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict, cast

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions.models.catalogue import Condition
from conditions.models.reviewers import (
    CREDENTIALS_MAX,
    NAME_MAX,
    ReviewerKey,
    ReviewerProfile,
)
from conditions.models.revisions import Revision, Verdict
from conditions.models.summaries import Summary
from conditions.models.topics import total_since

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    ReadReview = WithAnnotations["Review", "Read"]

REASON_MAX = 2_000  # characters
NOTE_MAX = 4_000  # characters
SECTION_MAX = 200  # characters of its heading


class Read(TypedDict):
    """What ``live`` adds to a review."""

    reads: int


class ReviewQuerySet(models.QuerySet["Review"]):
    def public(self) -> "ReviewQuerySet":
        """Approvals of texts that are, or once were, public, about live conditions and those
        that were merged into one: the receipt of a signature outlives the page."""
        return self.filter(
            verdict=Verdict.APPROVED,
            revision__state=Revision.State.APPROVED,
            revision__summary__topic__condition__state__in=[
                Condition.State.LIVE,
                Condition.State.MERGED,
            ],
        )

    def standing(self, on: date, language: str) -> "ReviewQuerySet":
        """Approvals on which a text rests that is public now in a language, neither overdue,
        withdrawn or suspended nor given under another name."""
        summaries = Summary.objects.reviewed().filter(renamed_at__isnull=True)
        resting = self.public().filter(Exists(summaries.filter(live_review=OuterRef("pk"))))
        return resting.filter(revision__summary__language=language, due_on__gte=on)

    def resting(self) -> "ReviewQuerySet":
        """Approvals on which a public text rests, and that were not withdrawn or suspended."""
        summaries = Summary.objects.reviewed().filter(live_review=OuterRef("pk"))
        return self.public().filter(Exists(summaries))

    def live(self, since: date) -> "models.QuerySet[ReadReview]":
        """Approvals on which a public text rests, with how often its page was opened, ``reads``."""
        summary = "revision__summary__"
        reads = total_since(
            "read", OuterRef(f"{summary}topic"), OuterRef(f"{summary}language"), since
        )
        reviews = self.resting().select_related("revision__summary__topic__condition")
        return cast("models.QuerySet[ReadReview]", reviews.annotate(reads=reads))

    def of(self, revisions: Iterable[Revision]) -> "ReviewQuerySet":
        return self.filter(revision__in=list(revisions))

    def by_key_since(self, key: ReviewerKey, since: datetime) -> "ReviewQuerySet":
        """Approvals that a key signed, or confirmed under another name, at a time or after it."""
        confirmed = ConfirmedTopic.objects.filter(
            confirmation__key=key, confirmation__confirmed_at__gte=since
        )
        return self.filter(
            Q(key=key, reviewed_at__gte=since) | Q(pk__in=confirmed.values("review")),
            verdict=Verdict.APPROVED,
        ).select_related("revision__summary__topic")

    def with_standing(self) -> "ReviewQuerySet":
        """With what conditions.summaries.signing.badge asks of a review."""
        return self.select_related("reviewer", "withdrawal", "key")

    def with_topic(self) -> "ReviewQuerySet":
        return self.with_standing().select_related(
            "revision__summary__topic__condition",
            "revision__summary__topic__question",
        )


class Review(models.Model):
    """A signed decision on one revision. Never edited; a change of mind is another row.

    The name, the credentials and the interests are copied, as they stood when it was signed.
    Taking it back is a row of its own, ``Withdrawal``. The database refuses a reviewer who wrote
    any revision since the one signed before (migration ``review_says_more``).
    """

    Verdict = Verdict

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(ReviewerProfile, on_delete=models.PROTECT, related_name="reviews")
    reviewer_name = models.CharField(_("name"), max_length=NAME_MAX)
    credentials = models.CharField(_("credentials"), max_length=CREDENTIALS_MAX)
    interests = models.TextField(_("interests declared for this topic"), blank=True)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    note = models.TextField(_("note"), blank=True)
    # What the reviewer confirmed: {"version": …, "items": [[key, sentence], …]}; see
    # ``summaries.signing.checklist``. Empty for a review that was given elsewhere and imported.
    checklist = models.JSONField(_("checklist"), default=dict, blank=True)
    not_checked = models.TextField(_("what was not checked"), blank=True)
    # The notes that were settled before signing: [[section, note, answer], …].
    points = models.JSONField(_("points raised and settled"), default=list, blank=True)
    statement_hash = models.CharField(_("SHA-256 of the statement"), max_length=64, blank=True)
    # Canonical JSON of all that the reviewer signed; its SHA-256 is what the key signs.
    statement = models.TextField(_("statement"), blank=True, editable=False)
    # The reviewer's own key; none where the site's key signed.
    key = models.ForeignKey(
        ReviewerKey,
        verbose_name=_("signing key"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="reviews",
    )
    # {"type": "webauthn", …} or {"type": "site", …}; see docs/verify.md.
    assertion = models.JSONField(default=dict, blank=True, editable=False)
    # For lists only: the signing log says whether a review is suspended.
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True, editable=False)
    reviewed_at = models.DateTimeField(_("signed"), default=timezone.now)
    due_on = models.DateField(_("next review due"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-reviewed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="review_verdict_known",
                condition=Q(verdict__in=["approved", "changes_requested"]),
            ),
            models.CheckConstraint(
                name="review_approval_is_signed",
                condition=Q(verdict="changes_requested")
                | (Q(verdict="approved", due_on__isnull=False) & ~Q(statement_hash="")),
            ),
            models.CheckConstraint(
                name="review_refusal_has_note",
                condition=Q(verdict="approved") | ~Q(note=""),
            ),
            models.UniqueConstraint(
                fields=["revision"],
                condition=Q(verdict="approved"),
                name="review_one_approval_per_revision",
            ),
            models.UniqueConstraint(
                fields=["statement_hash"],
                condition=~Q(statement=""),
                name="review_statement_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision}: {self.verdict} by {self.reviewer_name}"

    def get_absolute_url(self) -> str:
        return reverse("conditions:review-detail", args=[self.public_id])

    @property
    def withdrawn(self) -> "Withdrawal | None":
        """A query, unless it was fetched ``with_standing``."""
        return getattr(self, "withdrawal", None)


class Withdrawal(models.Model):
    """A reviewer takes a signature back. Never edited, and never taken back itself."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField(_("reason"), max_length=REASON_MAX, help_text=_("Public."))
    withdrawn_at = models.DateTimeField(_("withdrawn"), default=timezone.now)

    class Meta:
        verbose_name = _("withdrawn signature")
        verbose_name_plural = _("withdrawn signatures")
        constraints = [
            models.CheckConstraint(name="withdrawal_has_reason", condition=~Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.withdrawn_at}"


class ReviewNoteQuerySet(models.QuerySet["ReviewNote"]):
    def by(self, person_id: int) -> "ReviewNoteQuerySet":
        """Written or settled by a person."""
        return self.filter(Q(written_by=person_id) | Q(resolved_by=person_id))

    def open(self) -> "ReviewNoteQuerySet":
        return self.filter(resolved_at__isnull=True)


class ReviewNote(models.Model):
    """A note on one section of a revision in review; all are settled before it is signed."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="notes")
    section = models.CharField(_("section"), max_length=SECTION_MAX)
    text = models.TextField(_("note"), max_length=NOTE_MAX)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("how it was settled"), max_length=NOTE_MAX, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note on a section")
        verbose_name_plural = _("notes on sections")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="review_note_settled_by_somebody",
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True, answer="")
                | (Q(resolved_at__isnull=False, resolved_by__isnull=False) & ~Q(answer="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.section}"

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None


class WordingStep(models.Model):
    """A small change of wording that a second editor approved, from one public text to the next.

    It keeps the review of the text that was signed. Its entry in the signing log has the hashes of
    both texts; ``summaries.signing.wording_guard`` says what such a change may touch. The database
    refuses an approver who wrote it (migration ``wording_step``).
    """

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="wording_step")
    base = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="wording_steps")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), default=timezone.now)

    class Meta:
        verbose_name = _("small wording change")
        verbose_name_plural = _("small wording changes")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="wording_step_leads_on", condition=~Q(revision=models.F("base"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} after {self.base_id}"


class Reminder(models.Model):
    """That a person was reminded of a review's date, once for each step of ``reminders``."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_reminders"
    )
    # Days that were left: 60, 14, and then -1, -8, -15, … for the weeks after.
    step = models.SmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reminder of a review")
        verbose_name_plural = _("reminders of reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["review", "person", "step"], name="reminder_once_per_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.step}"


class Confirmation(models.Model):
    """A reviewer's statement that reviews hold under the names that their pages bear now.

    Signed like a review and never edited. Any verified reviewer may give it who wrote none of the
    texts; it moves no date.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reviewer = models.ForeignKey(
        ReviewerProfile, on_delete=models.PROTECT, related_name="confirmations"
    )
    key = models.ForeignKey(
        ReviewerKey,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmations",
    )
    statement = models.TextField(_("statement"))
    statement_hash = models.CharField(_("SHA-256 of the statement"), max_length=64, unique=True)
    assertion = models.JSONField(default=dict)
    confirmed_at = models.DateTimeField(_("confirmed"), default=timezone.now)

    class Meta:
        verbose_name = _("confirmation of names")
        verbose_name_plural = _("confirmations of names")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.confirmed_at}"


class ConfirmedTopic(models.Model):
    """One of the reviews that a confirmation names. The database refuses a reviewer who wrote any
    of the text (trigger ``confirmation_four_eyes``)."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="topics")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="confirmations")

    class Meta:
        verbose_name = _("confirmed topic")
        verbose_name_plural = _("confirmed topics")
        constraints = [
            models.UniqueConstraint(fields=["confirmation", "review"], name="confirmed_topic_once")
        ]

    def __str__(self) -> str:
        return f"{self.review_id} by {self.confirmation_id}"
