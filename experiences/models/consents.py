"""Consents to each use of a text, and the log of erasures."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from experiences.models.experiences import Experience

# Raise it when the words that people agree to change; old consents keep theirs.
CONSENT_VERSION = 1


class Consent(models.Model):
    """A person's explicit yes to one purpose for one text, with the version of what they read."""

    class Purpose(models.TextChoices):
        PUBLISH = "publish", _("Publish this text here")
        INDEX = "index", _("Let search engines show it")
        REUSE = "reuse", _("Let other sites and researchers reuse it")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents"
    )
    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    version = models.PositiveSmallIntegerField(_("version"), default=CONSENT_VERSION)
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["experience", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_one_in_force",
            ),
            models.CheckConstraint(
                name="consent_purpose_known",
                condition=Q(purpose__in=["publish", "index", "reuse"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.given_at:%Y-%m-%d}"


class Erasure(models.Model):
    """That something was erased: an id that says nothing, and when. A restore applies it again."""

    class Kind(models.TextChoices):
        EXPERIENCE = "experience", _("experience")
        ACCOUNT = "account", _("account")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # The experience's public id, or the account's number.
    erased_id = models.CharField(max_length=40)
    erased_at = models.DateTimeField(default=timezone.now)
    # When its line went into the ledger's file; nothing while it still has to.
    written_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["erased_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "erased_id"], name="erasure_once"),
            models.CheckConstraint(
                name="erasure_kind_known",
                condition=models.Q(kind__in=["experience", "account"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.erased_id}"
