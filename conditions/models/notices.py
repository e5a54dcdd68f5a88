from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from conditions.models.catalogue import LANGUAGE_MAX, Condition
from conditions.models.questions import Question
from conditions.querysets import NoticeQuerySet

NOTICE_MAX = 600  # characters


class Notice(models.Model):
    """A dated safety notice that stands above the pages of a condition, or of one question."""

    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="notices")
    question = models.ForeignKey(
        Question,
        verbose_name=_("question"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: above all pages of the condition."),
    )
    language = models.CharField(_("language"), max_length=LANGUAGE_MAX, default="en")
    text = models.TextField(_("text"), max_length=NOTICE_MAX)
    link = models.URLField(_("link to its source"), blank=True, max_length=500)
    starts_on = models.DateField(_("in force from"))
    ends_on = models.DateField(_("in force until"))

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("safety notice")
        verbose_name_plural = _("safety notices")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="notice_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The notice ends before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
