"""The moderators' queue: cases, notes about texts, and the signals that rules left."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.guards import Person
from conditions.models import Condition
from experiences.models.decisions import Decision, Outcome
from experiences.models.experiences import Experience, ExperienceRevision
from experiences.permissions import can_decide, can_decide_held

LEASE = timedelta(minutes=15)
NOTE_MAX = 2_000  # characters


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> "CaseQuerySet":
        return self.filter(closed_at__isnull=True)

    def free_for(self, person_id: int, now: datetime) -> "CaseQuerySet":
        """Open cases that nobody else holds a lease on."""
        return self.open().filter(
            Q(claimed_by__isnull=True) | Q(claimed_until__lte=now) | Q(claimed_by=person_id)
        )

    def not_by(self, person_id: int) -> "CaseQuerySet":
        """Without the person's own texts, and without appeals against their own decisions."""
        decided = Decision.objects.filter(
            experience=OuterRef("experience"), moderator=person_id, appeal__outcome=Outcome.OPEN
        )
        return self.exclude(experience__author=person_id).exclude(
            Q(kind=Case.Kind.APPEAL) & Exists(decided)
        )

    def visible_to(self, person: Person) -> "CaseQuerySet":
        """What this moderator may decide: held cases are for senior ones."""
        if not can_decide(person):
            return self.none()
        mine = self.open().not_by(person.pk or 0)
        return mine if can_decide_held(person) else mine.filter(is_held=False)


class Case(models.Model):
    """Something in the moderators' queue. One row for each time that a text asks for a decision."""

    class Kind(models.TextChoices):
        NEW = "new", _("new")
        EDIT = "edit", _("edit")
        REPORT = "report", _("report")
        APPEAL = "appeal", _("appeal")

    class Risk(models.IntegerChoices):
        NONE = 0, _("none")
        LOW = 1, _("low")
        RAISED = 2, _("raised")
        HIGH = 3, _("high")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="cases")
    revision = models.ForeignKey(
        ExperienceRevision, on_delete=models.SET_NULL, null=True, related_name="cases"
    )
    # Of the experience, so that the queue filters without a join.
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    risk = models.PositiveSmallIntegerField(_("risk"), choices=Risk, default=Risk.NONE)
    is_held = models.BooleanField(_("for a senior moderator"), default=False)
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="claimed_cases",
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-risk", "opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="case_kind_known",
                condition=Q(kind__in=["new", "edit", "report", "appeal"]),
            ),
            models.CheckConstraint(name="case_risk_known", condition=Q(risk__range=(0, 3))),
            models.UniqueConstraint(
                fields=["experience", "kind"],
                condition=Q(closed_at__isnull=True),
                name="case_one_open_of_a_kind",
            ),
            models.CheckConstraint(
                name="case_claim_is_whole",
                condition=Q(claimed_by__isnull=True) | Q(claimed_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-risk", "opened_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="case_queue",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def is_claimed_by_another(self, person_id: int) -> bool:
        return (
            self.claimed_by_id not in (None, person_id)
            and self.claimed_until is not None
            and self.claimed_until > timezone.now()
        )


class Note(models.Model):
    """What moderators tell each other about a text. Never shown to its author."""

    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("note"), max_length=NOTE_MAX)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("moderators' note")
        verbose_name_plural = _("moderators' notes")
        ordering = ["written_at"]

    def __str__(self) -> str:
        return f"{self.experience} {self.written_at:%Y-%m-%d}"


class SignalQuerySet(models.QuerySet["Signal"]):
    def current(self) -> "SignalQuerySet":
        """Signals of the words as they are now."""
        return self.filter(is_gone=False)


class Signal(models.Model):
    """What a rule noticed in a wording: the rule and where, never the words."""

    class Verdict(models.TextChoices):
        USEFUL = "useful", _("useful")
        FALSE = "false", _("false alarm")

    revision = models.ForeignKey(
        ExperienceRevision, on_delete=models.CASCADE, related_name="signals"
    )
    rule = models.CharField(_("rule"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version of the rule"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    noticed_at = models.DateTimeField(default=timezone.now)
    # Of words that were changed since: it is kept for what was said of its rule.
    is_gone = models.BooleanField(default=False)
    verdict = models.CharField(_("verdict"), max_length=6, choices=Verdict, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        ordering = ["start", "rule"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "rule", "start", "end"],
                condition=Q(is_gone=False),
                name="signal_once",
            ),
            models.CheckConstraint(
                name="signal_has_extent", condition=Q(end__gt=models.F("start"))
            ),
            models.CheckConstraint(
                name="signal_verdict_known", condition=Q(verdict__in=["", "useful", "false"])
            ),
        ]

    def __str__(self) -> str:
        return self.rule
