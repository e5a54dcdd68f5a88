from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions.models.revisions import Revision

REPORT_MAX = 2_000  # characters
CONTACT_MAX = 200  # characters
NOTE_MAX = 1_000  # characters


class ErrorReport(models.Model):
    """What a reader says is wrong in a public text. Nobody needs an account for it."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        MENDED = "mended", _("will be, or was, mended")
        NO_ERROR = "no_error", _("the text is right")
        NOTHING = "nothing", _("not about an error in the text")

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="error_reports")
    text = models.TextField(_("what is wrong"), max_length=REPORT_MAX)
    # Emptied when the report is closed.
    contact = models.CharField(_("where to answer"), max_length=CONTACT_MAX, blank=True)
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    note = models.TextField(_("note"), max_length=NOTE_MAX, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("reported error")
        verbose_name_plural = _("reported errors")
        constraints = [
            models.CheckConstraint(
                name="error_report_outcome_known",
                condition=Q(outcome__in=["open", "mended", "no_error", "nothing"]),
            ),
            models.CheckConstraint(
                name="error_report_closed_is_explained",
                condition=Q(outcome="open", closed_at__isnull=True)
                | (~Q(outcome="open") & Q(closed_at__isnull=False, contact="") & ~Q(note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision}: {self.reported_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN
