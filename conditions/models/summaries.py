from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions.models.catalogue import LANGUAGE_MAX, Condition
from conditions.models.questions import QuestionText
from conditions.models.revisions import Revision, Verdict

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    ProvenSummary = WithAnnotations["Summary", "Proven"]


class Proven(TypedDict):
    """What ``with_proof`` adds to a summary."""

    proof: str | None
    log_size: int | None
    log_origin: str | None


class Lines(Aggregate):
    """Texts, one a line, in no order."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, CHR(10))"
    output_field = models.TextField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Any:
        template = "GROUP_CONCAT(%(expressions)s, CHAR(10))"
        return self.as_sql(compiler, connection, template=template, **extra)


class SummaryQuerySet(models.QuerySet["Summary"]):
    def published(self) -> "SummaryQuerySet":
        """Summaries with a public text: an approved revision of their own."""
        return self.filter(
            live_revision__state=Revision.State.APPROVED, live_revision__summary=F("pk")
        )

    def with_proof(self) -> "SummaryQuerySet":
        """With what ``summaries.signing.badge`` asks: the public text, its review with reviewer and
        key, and the lines of all entries of the signing log about the summary, ``proof``, each
        after its number."""
        head = apps.get_model("conditions", "SigningHead").objects.filter(pk=1)
        line = Concat(
            Cast("log_subjects__entry", models.TextField()),
            Value(" ", output_field=models.TextField()),
            "log_subjects__entry__line",
            output_field=models.TextField(),
        )
        lines = (
            Summary.objects.filter(pk=OuterRef("pk"), log_subjects__isnull=False)
            .order_by()
            .values("pk")
            .annotate(lines=Lines(line))
            .values("lines")
        )
        return self.select_related(
            "live_revision", "live_review__reviewer", "live_review__key", "live_review__withdrawal"
        ).annotate(
            proof=Subquery(lines, output_field=models.TextField()),
            log_size=Subquery(head.values("size")),
            log_origin=Subquery(head.values("origin")),
        )

    def with_topic(self) -> "SummaryQuerySet":
        return self.select_related("topic__condition", "topic__question")

    def reviewed(self) -> "SummaryQuerySet":
        """Public, and resting on a signature that was not withdrawn or suspended; their names may
        have changed since."""
        return self.published().filter(
            live_review__verdict=Verdict.APPROVED,
            live_review__withdrawal__isnull=True,
            live_review__suspended_at__isnull=True,
        )

    def renamed(self) -> "SummaryQuerySet":
        """Reviewed under another name than their pages have now."""
        return self.reviewed().filter(renamed_at__isnull=False)

    def suspended(self) -> "SummaryQuerySet":
        """Public, resting on a signature that its reviewer says is not theirs, or whose key was
        stolen before."""
        return self.published().filter(
            live_review__verdict=Verdict.APPROVED,
            live_review__withdrawal__isnull=True,
            live_review__suspended_at__isnull=False,
        )

    def under_wording(self, text: QuestionText) -> "SummaryQuerySet":
        """Whose pages ask the question in these words: those in its language, and for the site's
        own language those that have no wording in theirs."""
        shown = Q(language=text.language)
        if text.language == settings.LANGUAGE_CODE:
            own = QuestionText.objects.filter(
                question=OuterRef("topic__question"), language=OuterRef("language")
            )
            shown |= Q(~Exists(own))
        return self.filter(shown, topic__question=text.question_id)

    def overdue(self, on: date) -> "SummaryQuerySet":
        """Summaries whose review has run out."""
        return self.reviewed().filter(live_review__due_on__lt=on)

    def due_within(self, days: int, on: date) -> "SummaryQuerySet":
        """Summaries whose review runs out within so many days, and has not yet."""
        until = on + timedelta(days=days)
        return self.reviewed().filter(live_review__due_on__range=(on, until))

    def due_until(self, day: date) -> "SummaryQuerySet":
        """Summaries whose review runs out by a day, or has run out."""
        return self.reviewed().filter(live_review__due_on__lte=day)

    def without_review(self) -> "SummaryQuerySet":
        """Public, though no signature covers the text: the last one was withdrawn or suspended."""
        return self.published().exclude(
            live_review__verdict=Verdict.APPROVED,
            live_review__withdrawal__isnull=True,
            live_review__suspended_at__isnull=True,
        )

    def source_changed(self) -> "SummaryQuerySet":
        """Translations whose source has changed since."""
        return self.published().filter(source_changed_at__isnull=False)

    def signed_texts(self) -> models.QuerySet["Summary", tuple[int]]:
        """Ids of the revisions that were signed for the public texts."""
        text = Coalesce("live_review__revision", "live_revision")
        return self.filter(live_revision__isnull=False).values_list(text)

    def translations_of(self, summary: "Summary") -> "SummaryQuerySet":
        return self.published().filter(topic=summary.topic_id).exclude(pk=summary.pk)

    def of_live_conditions(self) -> "SummaryQuerySet":
        return self.filter(topic__condition__state=Condition.State.LIVE)


class Summary(models.Model):
    """The reviewed answer of a topic in one language. Its words are in its revisions."""

    topic = models.ForeignKey("Topic", on_delete=models.PROTECT, related_name="summaries")
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
    # changes of wording led here. ``summaries.signing.badge`` says whether it still holds.
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
    # When the text in the site's own language changed after this translation was reviewed.
    source_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # HMAC over the hashes of all entries of the signing log that are about it, in their order.
    log_seal = models.CharField(max_length=64, blank=True, editable=False)
    # For lists only: when a reader's page began to show another name than the one signed.
    renamed_at = models.DateTimeField(null=True, blank=True, editable=False)
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
        """Whether the summaries in other languages are translated from it."""
        return self.language == settings.LANGUAGE_CODE
