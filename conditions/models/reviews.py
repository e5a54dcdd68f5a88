import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions.models.summaries import Revision
from conditions.querysets import ReviewQuerySet

NAME_MAX = 120  # characters
CREDENTIALS_MAX = 200  # characters


class ReviewerProfile(models.Model):
    """A verified professional who signs summaries. Public, under their own name."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewer_profile",
    )
    name = models.CharField(_("name"), max_length=NAME_MAX)
    credentials = models.CharField(
        _("credentials"), max_length=CREDENTIALS_MAX, help_text=_("As they stand under a review.")
    )
    about = models.TextField(_("about"), blank=True)
    interests = models.TextField(
        _("interests"),
        blank=True,
        help_text=_("Payments, shares, posts: what a reader should know. Public."),
    )
    verified_how = models.CharField(
        _("how the credentials were verified"), max_length=200, blank=True
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("After it, no more signing.")
    )
    is_fictional = models.BooleanField(
        _("invented for the demo"), default=False, help_text=_("Said wherever the name stands.")
    )

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="reviewer_verification_has_date",
                condition=Q(verified_how="", verified_on__isnull=True)
                | (~Q(verified_how="") & Q(verified_on__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("conditions:reviewer-detail", args=[self.slug])


class Review(models.Model):
    """A signed decision on one revision. Never edited; a change of mind is another row.

    The name, the credentials and the interests are copied, as they stood when it was signed.
    The database refuses a reviewer who wrote any revision since the one signed before (migration
    ``review_four_eyes``).
    """

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("approved")
        CHANGES_REQUESTED = "changes_requested", _("changes requested")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(ReviewerProfile, on_delete=models.PROTECT, related_name="reviews")
    reviewer_name = models.CharField(_("name"), max_length=NAME_MAX)
    credentials = models.CharField(_("credentials"), max_length=CREDENTIALS_MAX)
    interests = models.TextField(_("interests declared for this topic"), blank=True)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    note = models.TextField(_("note"), blank=True)
    content_hash = models.CharField(
        _("SHA-256 of the text and its sources"), max_length=64, blank=True
    )
    # The site's own signature over all of the above and below: see conditions.badge.
    seal = models.CharField(max_length=64, blank=True, editable=False)
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
                | (Q(verdict="approved", due_on__isnull=False) & ~Q(content_hash="")),
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
        ]

    def __str__(self) -> str:
        return f"{self.revision}: {self.verdict} by {self.reviewer_name}"

    def get_absolute_url(self) -> str:
        return reverse("conditions:review-detail", args=[self.public_id])
