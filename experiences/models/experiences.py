"""A member's text on a topic, and its wordings."""

import uuid
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from common.dates import day_in_words
from common.guards import Person
from conditions.models import Condition, Topic
from experiences.models.kinds import RELATION_KNOWN, Relation, kind_expression, random_place

TEXT_MIN = 40  # characters, when it is sent in
TEXT_MAX = 6_000  # characters
NO_ID = uuid.UUID(int=0)


@lru_cache(32)
def address_of_any(language: str, prefix: str) -> str:
    """The address of an experience, to put its own id in: one lookup for a page of twenty."""
    return reverse("experiences:experience-detail", args=[NO_ID])


class AgeBand(models.TextChoices):
    """The age of somebody else whom a text is about; under 16 is a child."""

    CHILD = "0-15", _("under 16")
    YOUTH = "16-17", _("16 or 17")
    YOUNG = "18-39", _("18 to 39")
    MIDDLE = "40-64", _("40 to 64")
    OLD = "65-", _("65 or older")


class Agreement(models.TextChoices):
    YES = "yes", _("They know of this text and agree.")
    GUARDIAN = "guardian", _("They are a child of mine, and I decide with them as far as they can.")
    DECEASED = "deceased", _("They have died.")


class ExperienceQuerySet(models.QuerySet["Experience"]):
    def public(self) -> "ExperienceQuerySet":
        return self.filter(state=Experience.State.PUBLIC)

    def for_reuse(self) -> "ExperienceQuerySet":
        """Public ones whose authors agreed that the public interface gives them out."""
        return self.public().filter(may_be_reused=True)

    def addressed(self) -> "ExperienceQuerySet":
        """Those whose own address answers: with the text, or that it was taken down."""
        return self.filter(
            state__in=[
                Experience.State.PUBLIC,
                Experience.State.WITHDRAWN,
                Experience.State.ERASED,
            ],
            topic__condition__state=Condition.State.LIVE,
        )

    def on(self, topic: Topic) -> "ExperienceQuerySet":
        return self.filter(topic=topic)

    def of(self, person: Person) -> "ExperienceQuerySet":
        """A person's own; before one that a merger of conditions put beside it, the first."""
        return self.filter(author=person.pk).order_by("is_second", "pk")

    def about(self, *condition_ids: int) -> "ExperienceQuerySet":
        return self.filter(topic__condition__in=condition_ids)

    def with_what_readers_see(self, *more: str) -> "ExperienceQuerySet":
        """Rows with their public text and their author's pen name, in one query."""
        return self.select_related("live_revision", "author").only(
            "public_id",
            "relation",
            "years_since_diagnosis",
            "language",
            "published_at",
            "amended_at",
            "signed_with_pen_name",
            "may_be_indexed",
            "topic_id",
            "live_revision__text",
            "author__pen_name",
            *more,
        )

    def newest_on_site(self) -> "ExperienceQuerySet":
        """What was shared of live conditions, the newest first, off an index of its own."""
        return (
            self.public()
            .filter(topic__condition__state=Condition.State.LIVE)
            .order_by("-published_at")
        )

    def newest_first(self) -> "ExperienceQuerySet":
        return self.order_by("-published_at", "-pk")


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
    # Whom it is about: the author, or somebody else, which is a stricter track, counted apart.
    about_other = models.BooleanField(_("about somebody else"), default=False)
    subject_age = models.CharField(_("their age"), max_length=8, choices=AgeBand, blank=True)
    subject_agreed = models.CharField(
        _("their agreement"), max_length=8, choices=Agreement, blank=True
    )
    # As they were when the text was sent in: a filter asks for them without a join.
    years_since_diagnosis = models.PositiveSmallIntegerField(null=True, blank=True)
    # What ``range_first`` orders by: the kind, and a place in a ring whose start changes daily.
    kind = models.GeneratedField(
        expression=kind_expression(),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    place = models.BigIntegerField(default=random_place, editable=False)
    country = CountryField(_("country"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    signed_with_pen_name = models.BooleanField(_("signed with the pen name"), default=True)
    # The author let search engines have it; else it is kept out of excerpts and JSON-LD.
    may_be_indexed = models.BooleanField(_("search engines may show it"), default=False)
    # The author let the public interface give it out; else it is in no answer of that.
    may_be_reused = models.BooleanField(_("others may reuse it"), default=False)
    # Its author has another one on the topic: this one came when two conditions became one.
    is_second = models.BooleanField(_("came by a merger"), default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    amended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ExperienceQuerySet.as_manager()

    class Meta:
        verbose_name = _("experience")
        verbose_name_plural = _("experiences")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "author"],
                condition=Q(is_second=False),
                name="experience_once_per_topic",
            ),
            models.CheckConstraint(
                name="experience_state_known",
                condition=Q(state__in=["unpublished", "public", "hidden", "withdrawn", "erased"]),
            ),
            models.CheckConstraint(name="experience_relation_known", condition=RELATION_KNOWN),
            models.CheckConstraint(
                name="experience_about_other_is_explained",
                condition=Q(about_other=False, subject_age="", subject_agreed="")
                | (Q(about_other=True) & ~Q(subject_age="") & ~Q(subject_agreed=""))
                | Q(state="erased"),
            ),
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
                fields=["topic", "language", "-published_at", "-id"],
                condition=Q(state="public"),
                name="experience_page_by_language",
            ),
            models.Index(
                fields=["topic", "country", "-published_at", "-id"],
                condition=Q(state="public"),
                name="experience_page_by_country",
            ),
            models.Index(
                fields=["topic", "kind", "place"],
                condition=Q(state="public"),
                name="experience_range",
            ),
            models.Index(
                fields=["-published_at"],
                condition=Q(state="public"),
                name="experience_newest",
            ),
            models.Index(
                fields=["topic", "-published_at", "-id"],
                condition=Q(state="public", may_be_reused=True),
                name="experience_page_reused",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def get_absolute_url(self) -> str:
        return self.address

    @cached_property
    def address(self) -> str:
        place = address_of_any(get_language() or "", get_script_prefix())
        return place.replace(str(NO_ID), str(self.public_id))

    @property
    def shared_on(self) -> str:
        return day_in_words(timezone.localdate(self.published_at)) if self.published_at else ""

    @property
    def open_revision(self) -> "ExperienceRevision | None":
        """The wording that is not decided yet, if there is one."""
        return self.revisions.open().first()

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLIC

    @property
    def is_about_child(self) -> bool:
        return self.subject_age == AgeBand.CHILD

    @property
    def relation_label(self) -> str:
        """Faster than ``get_relation_display``, which hashes every translated choice each time."""
        return str(Relation(self.relation).label)

    @cached_property
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


class ExperienceRevisionQuerySet(models.QuerySet["ExperienceRevision"]):
    def open(self) -> "ExperienceRevisionQuerySet":
        states = ExperienceRevision.State
        return self.filter(state__in=[states.DRAFT, states.PENDING, states.CHANGES_REQUESTED])

    def awaiting_decision(self) -> "ExperienceRevisionQuerySet":
        return self.filter(state=ExperienceRevision.State.PENDING)


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
    # Grows with every save of the draft; a form sends back the one it showed.
    version = models.PositiveIntegerField(default=1, editable=False)
    # Of the form that sent it in: the second click of two brings the same key.
    submit_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)
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
