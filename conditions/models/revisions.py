import re
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions.models.catalogue import Condition

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from conditions.models.questions import Question
    from conditions.models.reviews import WordingStep
    from conditions.models.summaries import Summary
    from conditions.models.topics import Topic

EARLIEST_YEAR = 1500
DOI = re.compile(r"10\.\d{4,9}/\S+")
PMID = re.compile(r"[1-9]\d{0,11}")
SHORT_ANSWER_MAX = 900  # characters; about 60 words are aimed at
SHORT_ANSWER_WORDS = 60
BODY_MAX = 60_000  # characters; longer than any page of it could be read
SOURCES_MAX = 99  # of a revision


class Verdict(models.TextChoices):
    """What a reviewer says of a revision."""

    APPROVED = "approved", _("approved")
    CHANGES_REQUESTED = "changes_requested", _("changes requested")


class RevisionQuerySet(models.QuerySet["Revision"]):
    def published(self) -> "RevisionQuerySet":
        """Revisions that are, or once were, the public text."""
        return self.filter(state=Revision.State.APPROVED)

    def of(self, topic: "Topic", language: str) -> "RevisionQuerySet":
        """Revisions of a topic's summary in one language, newest first."""
        return self.filter(summary__topic=topic, summary__language=language).order_by("-number")

    def newer_live_than(self, revision: "Revision") -> "RevisionQuerySet":
        """The public text of the same summary, where it is newer than this revision."""
        return self.filter(live_for=revision.summary_id, number__gt=revision.number)

    def awaiting_review(self) -> "RevisionQuerySet":
        return self.filter(state=Revision.State.IN_REVIEW)

    def open(self) -> "RevisionQuerySet":
        """Texts whose words can be changed."""
        return self.filter(state__in=[Revision.State.DRAFT, Revision.State.CHANGES_REQUESTED])

    def never_handed_in(self) -> "RevisionQuerySet":
        """Drafts that only editors have had, and that nothing else hangs on."""
        return self.filter(
            reviews__isnull=True,
            error_reports__isnull=True,
            state=Revision.State.DRAFT,
            submitted_at__isnull=True,
            import_key="",
        )

    def unsigned(self) -> "RevisionQuerySet":
        """Texts of live conditions that nobody has signed."""
        return self.exclude(state=Revision.State.APPROVED).filter(
            summary__topic__condition__state=Condition.State.LIVE
        )

    def worked_on(self) -> "RevisionQuerySet":
        """Without imported texts that nobody here has saved."""
        return self.exclude(import_key__gt="", saved_at__isnull=True)

    def to_begin_with(self, condition: "Condition", question: "Question") -> "RevisionQuerySet":
        """Texts that a new draft on a topic may begin with, in all languages: public and
        unsigned."""
        wanted = Q(live_for__isnull=False) | ~Q(state=Revision.State.APPROVED)
        return self.filter(
            wanted, summary__topic__condition=condition, summary__topic__question=question
        ).order_by("-number")

    def live_of(
        self, condition: "Condition", question: "Question", language: str
    ) -> "RevisionQuerySet":
        """The public text of a pair in a language, if there is one."""
        return self.filter(
            live_for__topic__condition=condition,
            live_for__topic__question=question,
            live_for__language=language,
            state=Revision.State.APPROVED,
        )

    def with_topic(self) -> "RevisionQuerySet":
        return self.select_related(
            "summary__topic__condition", "summary__topic__question", "owner", "saved_by"
        )

    def of_live_conditions(self) -> "RevisionQuerySet":
        return self.filter(summary__topic__condition__state=Condition.State.LIVE)

    def changes_of_source(self, translation: "Summary") -> "RevisionQuerySet":
        """Revisions that changed more than the wording of the text behind a translation."""
        published = self.published().filter(
            summary__topic=translation.topic_id, summary__language=settings.LANGUAGE_CODE
        )
        first = published.order_by("number").values("number")[:1]
        return published.filter(number__gt=Subquery(first)).exclude(
            significance=Revision.Significance.TYPO
        )


class Revision(models.Model):
    """One text of a summary. What was signed never changes; the next wording is a new row."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        CHANGES_REQUESTED = "changes_requested", _("changes requested")
        APPROVED = "approved", _("approved")

    class Significance(models.TextChoices):
        TYPO = "typo", _("wording only: spelling, commas, no word that means something else")
        MEDIUM = "medium", _("medium: something is said differently, added or left out")
        MAJOR = "major", _("major: advice or facts have changed")

    summary = models.ForeignKey("Summary", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    # Grows with every save; a form sends back the version that it showed.
    version = models.PositiveIntegerField(default=1, editable=False)
    short_answer = models.TextField(
        _("short answer"),
        blank=True,
        max_length=SHORT_ANSWER_MAX,
        help_text=_("At most about 60 words, plain text."),
    )
    body = models.TextField(
        _("long answer"),
        blank=True,
        help_text=_("Markdown with ## headings; [1] cites the first source."),
    )
    change_note = models.CharField(
        _("what changed"), max_length=200, blank=True, help_text=_("Public, in the history.")
    )
    significance = models.CharField(
        _("how much has changed"),
        max_length=10,
        choices=Significance,
        default=Significance.MEDIUM,
        help_text=_("Wording only: a second editor can approve it, and the review stays."),
    )
    attribution = models.TextField(
        _("origin and licence"),
        blank=True,
        help_text=_("For a text taken from elsewhere; shown under it."),
    )
    # Names the record that an import made this from, so that a second run finds it.
    import_key = models.CharField(max_length=120, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # The person who began it, until somebody else takes it over.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("in the hands of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_revisions",
    )
    # The last save of its words; empty where nobody has changed them since it was made.
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("last saved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    saved_at = models.DateTimeField(_("last saved"), null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    contributors: "models.ManyToManyField[AbstractBaseUser, Contribution]" = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Contribution", related_name="+"
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["summary", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["summary", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["summary"],
                condition=Q(state="in_review"),
                name="revision_one_in_review",
            ),
            models.UniqueConstraint(
                fields=["summary", "import_key"],
                condition=~Q(import_key=""),
                name="revision_imported_once",
            ),
            models.CheckConstraint(
                name="revision_state_known",
                condition=Q(state__in=["draft", "in_review", "changes_requested", "approved"]),
            ),
            models.CheckConstraint(
                name="revision_significance_known",
                condition=Q(significance__in=["typo", "medium", "major"]),
            ),
            models.CheckConstraint(
                name="revision_approved_has_time",
                condition=Q(state="approved", approved_at__isnull=False)
                | (~Q(state="approved") & Q(approved_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="revision_whole_before_review",
                condition=Q(state__in=["draft", "changes_requested"])
                | (~Q(short_answer="") & ~Q(body="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.summary} #{self.number}"

    @property
    def is_live(self) -> bool:
        return self.summary.live_revision_id == self.pk

    @property
    def is_open(self) -> bool:
        """Whether its words can be changed."""
        return self.state in (self.State.DRAFT, self.State.CHANGES_REQUESTED)

    @property
    def last_saved_at(self) -> datetime:
        return self.saved_at or self.created_at

    @property
    def last_step(self) -> "WordingStep | None":
        """The small change of wording that made this text. A query, unless it was fetched."""
        return getattr(self, "wording_step", None)


class Contribution(models.Model):
    """Who wrote a word of a revision, and so may not sign it."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="contributions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contributions"
    )

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(fields=["revision", "person"], name="contribution_once")
        ]

    def __str__(self) -> str:
        return f"{self.revision}: {self.person}"


class Source(models.Model):
    """A numbered source of a revision, cited in its text as [1]."""

    class Kind(models.TextChoices):
        GUIDELINE = "guideline", _("guideline")
        REVIEW = "review", _("review article")
        STUDY = "study", _("study")
        BOOK = "book", _("book")
        WEBSITE = "website", _("website")

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="sources")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=400)
    publisher = models.CharField(_("publisher or journal"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)
    doi = models.CharField(_("DOI"), max_length=200, blank=True)
    pmid = models.CharField(_("PMID"), max_length=12, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.WEBSITE)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "number"], name="source_number_once"),
            models.CheckConstraint(name="source_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="source_kind_known",
                condition=Q(kind__in=["guideline", "review", "study", "book", "website"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def kind_label(self) -> str:
        return str(self.Kind(self.kind).label)

    @property
    def link(self) -> str:
        """Where a reader finds it: the DOI before the address, since it lasts longer."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.url:
            return self.url
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else ""
