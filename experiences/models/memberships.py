"""Memberships of communities, and what people follow by mail."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from conditions.models import Condition, Question
from experiences.models.kinds import RELATION_KNOWN, Relation

EARLIEST_YEAR = 1900


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, condition: "Condition") -> "MembershipQuerySet":
        return self.filter(condition=condition)

    def on_map(self) -> "MembershipQuerySet":
        """Memberships of those who chose to appear on the map."""
        return self.filter(on_map=True).exclude(country="")


class Membership(models.Model):
    """A person in a condition's community."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    diagnosed_year = models.PositiveSmallIntegerField(
        _("year of the diagnosis"),
        null=True,
        blank=True,
        validators=[MinValueValidator(EARLIEST_YEAR), MaxValueValidator(2100)],
    )
    country = CountryField(_("country"), blank=True)
    on_map = models.BooleanField(
        _("show me on the map"), default=False, help_text=_("Only the country, never alone.")
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["member", "condition"], name="membership_once"),
            models.CheckConstraint(name="membership_relation_known", condition=RELATION_KNOWN),
            models.CheckConstraint(
                name="membership_year_sane",
                condition=Q(diagnosed_year__isnull=True)
                | Q(diagnosed_year__range=(EARLIEST_YEAR, 2100)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_relation_display()}"

    def years_since_diagnosis(self, on: date) -> int | None:
        """Whole years, as far as a year alone tells; never below nought."""
        return None if self.diagnosed_year is None else max(on.year - self.diagnosed_year, 0)


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
