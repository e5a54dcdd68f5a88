from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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
