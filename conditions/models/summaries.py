from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions.models.catalogue import LANGUAGE_MAX
from conditions.models.topics import Topic
from conditions.querysets.summaries import RevisionQuerySet, SummaryQuerySet

if TYPE_CHECKING:
    from conditions.models.reviews import WordingStep

SHORT_ANSWER_MAX = 900  # characters; about 60 words are aimed at
SHORT_ANSWER_WORDS = 60
BODY_MAX = 60_000  # characters; longer than any page of it could be read
SOURCES_MAX = 99  # of a revision


class Summary(models.Model):
    """The reviewed answer of a topic in one language. Its words are in its revisions."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="summaries")
    language = models.CharField(_("language"), max_length=LANGUAGE_MAX)
    live_revision = models.OneToOneField(
        "Revision",
        verbose_name=_("public text"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="live_for",
        editable=False,
    )
    # The signature on which the public text rests: its own, or that of the text from which small
    # changes of wording led here. Whether it still holds is for conditions.signing.badge to say.
    live_review = models.ForeignKey(
        "Review",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("kept current by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="kept_summaries",
        help_text=_("Reminded of the next review. Empty: who wrote the public text."),
    )
    lead_reviewer = models.ForeignKey(
        "ReviewerProfile",
        verbose_name=_("lead reviewer"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="led_summaries",
        help_text=_("Reminded of the next review. Empty: who signed the public text."),
    )
    # When the site's own language changed under this translation; none once it was reviewed anew.
    source_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")
        constraints = [
            models.UniqueConstraint(fields=["topic", "language"], name="summary_once_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.topic} ({self.language})"

    @property
    def is_published(self) -> bool:
        return self.live_revision_id is not None

    @property
    def is_source(self) -> bool:
        """Whether those in other languages are translated from it."""
        return self.language == settings.LANGUAGE_CODE


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

    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    # Grows with every save; a form sends back the one it showed.
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
    # Rendered once, when the text is saved. The seal ties it to the text it was made from.
    body_html = models.TextField(editable=False, blank=True)
    renderer = models.CharField(max_length=20, editable=False, blank=True)
    html_seal = models.CharField(max_length=64, editable=False, blank=True)
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
    # Whose work it is: whoever began it, until somebody else takes it over.
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
    contributors: models.ManyToManyField = models.ManyToManyField(
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
        return self.Kind(self.kind).label

    @property
    def link(self) -> str:
        """Where a reader finds it: the DOI before the address, since it lasts longer."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.url:
            return self.url
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else ""
