from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions.models.catalogue import LANGUAGE_MAX, Condition
from conditions.models.questions import Question

NOTICE_MAX = 600  # characters


class NoticeQuerySet(models.QuerySet["Notice"]):
    def confirmed_of(self, condition_id: int) -> "NoticeQuerySet":
        """Confirmed notices that nobody ended early, past and future ones among them."""
        return self.filter(
            condition=condition_id, confirmed_at__isnull=False, ended_at__isnull=True
        )

    def by(self, person_id: int) -> "NoticeQuerySet":
        """Proposed, confirmed or ended by a person."""
        return self.filter(
            Q(proposed_by=person_id) | Q(confirmed_by=person_id) | Q(ended_by=person_id)
        )

    def standing(self, on: date) -> "NoticeQuerySet":
        """Confirmed, and in force on a day or later."""
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True, ends_on__gte=on)

    def over(self, on: date) -> "NoticeQuerySet":
        return self.filter(Q(ends_on__lt=on) | Q(ended_at__isnull=False))

    def waiting(self, on: date) -> "NoticeQuerySet":
        """Proposed, and not confirmed by a second person yet."""
        return self.filter(confirmed_at__isnull=True, ended_at__isnull=True, ends_on__gte=on)

    def running_out(self, days: int, on: date) -> "NoticeQuerySet":
        """Notices in force that end within so many days."""
        until = on + timedelta(days=days)
        return self.filter(
            confirmed_at__isnull=False, ended_at__isnull=True, ends_on__range=(on, until)
        )


class Notice(models.Model):
    """A dated safety notice that stands above the pages of a condition, or of one question.

    It is never edited: who wants other words proposes another one and ends this one.
    """

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
    # One person proposes, another confirms; readers see it only then.
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended early"), null=True, blank=True)

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
            ),
            models.CheckConstraint(
                name="notice_four_eyes",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(
                    confirmed_at__isnull=False,
                    confirmed_by__isnull=False,
                    proposed_by__isnull=False,
                )
                & ~Q(confirmed_by=F("proposed_by")),
                violation_error_message=_("Somebody else has to confirm it."),
            ),
            models.CheckConstraint(
                name="notice_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None
