import uuid
from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from conditions.models import Condition, Topic
from experiences.querysets import (
    ExperienceQuerySet,
    ExperienceRevisionQuerySet,
    MembershipQuerySet,
)

TEXT_MAX = 6_000  # characters
MESSAGE_MAX = 2_000  # characters
EARLIEST_YEAR = 1900


class Relation(models.TextChoices):
    """What a person is to a condition."""

    PATIENT = "patient", _("has it")
    RELATIVE = "relative", _("relative or carer")
    BEREAVED = "bereaved", _("bereaved")
    CLINICIAN = "clinician", _("clinician")


RELATION_KNOWN = Q(relation__in=["patient", "relative", "bereaved", "clinician"])


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


class Experience(models.Model):
    """What one member tells on one topic. What readers see of it is ``state``; what is under
    review is its open revision."""

    class State(models.TextChoices):
        UNPUBLISHED = "unpublished", _("not public yet")
        PUBLIC = "public", _("public")
        HIDDEN = "hidden", _("hidden by a moderator")
        WITHDRAWN = "withdrawn", _("withdrawn by its author")
        ERASED = "erased", _("erased by its author")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="experiences")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="experiences",
    )
    state = models.CharField(
        _("readers see"), max_length=12, choices=State, default=State.UNPUBLISHED
    )
    # Grows with every transition; a form sends back the one it showed.
    version = models.PositiveIntegerField(default=1, editable=False)
    live_revision = models.OneToOneField(
        "ExperienceRevision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="live_for",
        editable=False,
    )
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    # As they were when the text was sent in: a filter asks for them without a join.
    years_since_diagnosis = models.PositiveSmallIntegerField(null=True, blank=True)
    country = CountryField(_("country"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    signed_with_pen_name = models.BooleanField(_("signed with the pen name"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    amended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ExperienceQuerySet.as_manager()

    class Meta:
        verbose_name = _("experience")
        verbose_name_plural = _("experiences")
        constraints = [
            models.UniqueConstraint(fields=["topic", "author"], name="experience_once_per_topic"),
            models.CheckConstraint(
                name="experience_state_known",
                condition=Q(state__in=["unpublished", "public", "hidden", "withdrawn", "erased"]),
            ),
            models.CheckConstraint(name="experience_relation_known", condition=RELATION_KNOWN),
            models.CheckConstraint(
                name="experience_public_has_approved_text",
                condition=~Q(state="public")
                | Q(live_revision__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="experience_erased_is_empty",
                condition=~Q(state="erased")
                | Q(
                    live_revision__isnull=True,
                    author__isnull=True,
                    years_since_diagnosis__isnull=True,
                    country="",
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["topic", "-published_at", "-id"],
                condition=Q(state="public"),
                name="experience_page",
            ),
            models.Index(
                fields=["topic", "relation", "-published_at", "-id"],
                condition=Q(state="public"),
                name="experience_page_by_relation",
            ),
            models.Index(
                fields=["topic", "country", "-published_at", "-id"],
                condition=Q(state="public"),
                name="experience_page_by_country",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def get_absolute_url(self) -> str:
        return self.address

    @cached_property
    def address(self) -> str:
        return reverse("experiences:experience-detail", args=[self.public_id])

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLIC

    @property
    def relation_label(self) -> str:
        """As ``get_relation_display``, which hashes every translated choice at each call."""
        return Relation(self.relation).label

    @property
    def since_diagnosis(self) -> str:
        """How long after the diagnosis it was written, in words; empty where that is unknown."""
        years = self.years_since_diagnosis
        if years is None:
            return ""
        if years == 0:
            return gettext("in the year of the diagnosis")
        return ngettext(
            "%(years)d year after the diagnosis", "%(years)d years after the diagnosis", years
        ) % {"years": years}

    @property
    def signature(self) -> str:
        """The name over the text: the pen name, or "A member" where the author wants none."""
        if self.signed_with_pen_name and self.author:
            return self.author.pen_name
        return gettext("A member")


class ExperienceRevision(models.Model):
    """One wording by the author. At most one is open; moderators never change a word."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PENDING = "pending", _("waiting for a moderator")
        CHANGES_REQUESTED = "changes_requested", _("changes requested")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        SUPERSEDED = "superseded", _("superseded")

    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField(_("text"), max_length=TEXT_MAX)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # When it first entered the queue: it keeps its place when it comes back amended.
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ExperienceRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording of an experience")
        verbose_name_plural = _("wordings of experiences")
        ordering = ["experience", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["experience", "number"], name="experience_revision_number_once"
            ),
            models.UniqueConstraint(
                fields=["experience"],
                condition=Q(state__in=["draft", "pending", "changes_requested"]),
                name="experience_one_open_revision",
            ),
            models.CheckConstraint(
                name="experience_revision_state_known",
                condition=Q(
                    state__in=[
                        "draft",
                        "pending",
                        "changes_requested",
                        "approved",
                        "rejected",
                        "superseded",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="experience_revision_waits_since",
                condition=Q(state__in=["draft", "superseded"]) | Q(submitted_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at"],
                condition=Q(state="pending"),
                name="experience_revision_queue",
            )
        ]

    def __str__(self) -> str:
        return f"{self.experience} #{self.number}"


class Reason(models.Model):
    """Why a moderator decided so: a code, and words for the author to start from."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=80)
    message = models.TextField(
        _("message"), max_length=MESSAGE_MAX, help_text=_("To the author. Can be edited each time.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.label


class Decision(models.Model):
    """What a moderator did with a text, and why. Appended, never edited."""

    class Verb(models.TextChoices):
        APPROVE = "approve", _("approved")
        REQUEST_CHANGES = "request_changes", _("changes requested")
        REJECT = "reject", _("rejected")
        HIDE = "hide", _("hidden")
        RESTORE = "restore", _("restored")

    experience = models.ForeignKey(Experience, on_delete=models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(
        ExperienceRevision, on_delete=models.SET_NULL, null=True, related_name="decisions"
    )
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    verb = models.CharField(_("decision"), max_length=16, choices=Verb)
    reason = models.ForeignKey(
        Reason, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    message = models.TextField(_("message to the author"), blank=True, max_length=MESSAGE_MAX)
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_verb_known",
                condition=Q(verb__in=["approve", "request_changes", "reject", "hide", "restore"]),
            ),
            models.CheckConstraint(
                name="decision_refusal_is_explained",
                condition=Q(verb="approve") | (Q(reason__isnull=False) & ~Q(message="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.decided_at:%Y-%m-%d}"
