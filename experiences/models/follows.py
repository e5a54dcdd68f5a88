from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions.models import Condition, Question


class Follow(models.Model):
    """A person who wants to hear what is new about a condition, or on one question about it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows"
    )
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="follows")
    # Empty: everything about the condition. Not a topic, which may not be there yet.
    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "condition", "question"],
                name="follow_question_once",
            ),
            models.UniqueConstraint(
                fields=["person", "condition"],
                condition=Q(question__isnull=True),
                name="follow_condition_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Digest(models.Model):
    """How often a person gets the mail about what they follow, and up to when it was told."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week, on Monday")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest"
    )
    rhythm = models.CharField(_("how often"), max_length=6, choices=Rhythm, default=Rhythm.WEEKLY)
    told_until = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [
            models.CheckConstraint(
                name="digest_rhythm_known", condition=Q(rhythm__in=["daily", "weekly"])
            )
        ]
        indexes = [models.Index(fields=["rhythm", "told_until"], name="digest_due")]

    def __str__(self) -> str:
        return f"{self.pk}"
