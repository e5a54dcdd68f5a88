"""What people say against a text, and against a decision on theirs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from experiences.models.decisions import MESSAGE_MAX, Decision
from experiences.models.experiences import Experience


class Outcome(models.TextChoices):
    OPEN = "open", _("open")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")
    MOOT = "moot", _("settled otherwise")


OUTCOME_KNOWN = Q(outcome__in=["open", "upheld", "dismissed", "moot"])


class Report(models.Model):
    """A reader's objection to a public text. Who reported is never shown to the author."""

    class Why(models.TextChoices):
        HARMFUL = "harmful", _("It could harm somebody who follows it")
        IDENTIFIES = "identifies", _("It tells who somebody is")
        ABUSE = "abuse", _("It attacks somebody")
        PROMOTION = "promotion", _("It advertises or sells")
        NOT_OWN = "not-own", _("It is not somebody’s own experience")
        CRISIS = "crisis", _("Its author may be in danger")
        OTHER = "other", _("Something else")
        # The site's own: no reader says so.
        CHILD = "child", _("Its author says since it became public that it is about a child")

    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reports"
    )
    why = models.CharField(_("why"), max_length=10, choices=Why)
    text = models.TextField(_("in your words"), blank=True, max_length=MESSAGE_MAX)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    reported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["reported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["experience", "reporter"],
                condition=Q(outcome="open"),
                name="report_one_open_per_person",
            ),
            models.CheckConstraint(name="report_outcome_known", condition=OUTCOME_KNOWN),
        ]

    def __str__(self) -> str:
        return f"{self.get_why_display()} ({self.get_outcome_display()})"


class Appeal(models.Model):
    """An author's objection to a decision: once, and decided by somebody else."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField(_("why it should be decided otherwise"), max_length=MESSAGE_MAX)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    appealed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["appealed_at"]
        constraints = [
            models.CheckConstraint(name="appeal_outcome_known", condition=OUTCOME_KNOWN),
        ]

    def __str__(self) -> str:
        return f"{self.decision} ({self.get_outcome_display()})"
