"""Which summaries, and which of their texts."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from conditions.models import Condition, Question, Revision, Summary, Topic


class SummaryQuerySet(models.QuerySet["Summary"]):
    def published(self) -> "SummaryQuerySet":
        """With a public text: an approved revision of their own."""
        return self.filter(live_revision__state="approved", live_revision__summary=F("pk"))

    def reviewed(self) -> "SummaryQuerySet":
        """Public, and resting on a signature that was not withdrawn."""
        return self.published().filter(
            live_review__verdict="approved", live_review__withdrawal__isnull=True
        )

    def overdue(self, on: date) -> "SummaryQuerySet":
        """Whose review has run out."""
        return self.reviewed().filter(live_review__due_on__lt=on)

    def due_within(self, days: int, on: date) -> "SummaryQuerySet":
        """Whose review runs out in the next so many days, and has not yet."""
        until = on + timedelta(days=days)
        return self.reviewed().filter(live_review__due_on__range=(on, until))

    def due_until(self, day: date) -> "SummaryQuerySet":
        """Whose review runs out by a day, or has."""
        return self.reviewed().filter(live_review__due_on__lte=day)

    def without_review(self) -> "SummaryQuerySet":
        """Public, though no signature covers the text: the last one was withdrawn."""
        return self.published().exclude(
            live_review__verdict="approved", live_review__withdrawal__isnull=True
        )

    def source_changed(self) -> "SummaryQuerySet":
        """Translations whose source has changed since."""
        return self.published().filter(source_changed_at__isnull=False)

    def signed_texts(self) -> models.QuerySet:
        """Ids of the revisions that were signed for the public texts."""
        text = Coalesce("live_review__revision", "live_revision")
        return self.filter(live_revision__isnull=False).values_list(text)

    def translations_of(self, summary: "Summary") -> "SummaryQuerySet":
        return self.published().filter(topic=summary.topic_id).exclude(pk=summary.pk)

    def of_live_conditions(self) -> "SummaryQuerySet":
        return self.filter(topic__condition__state="live")


class RevisionQuerySet(models.QuerySet["Revision"]):
    def published(self) -> "RevisionQuerySet":
        """Revisions that are, or once were, the public text."""
        return self.filter(state="approved")

    def of(self, topic: "Topic", language: str) -> "RevisionQuerySet":
        """Revisions of a topic's summary in one language, newest first."""
        return self.filter(summary__topic=topic, summary__language=language).order_by("-number")

    def newer_live_than(self, revision: "Revision") -> "RevisionQuerySet":
        """The public text of the same summary, where it is newer than this revision."""
        return self.filter(live_for=revision.summary_id, number__gt=revision.number)

    def awaiting_review(self) -> "RevisionQuerySet":
        return self.filter(state="in_review")

    def open(self) -> "RevisionQuerySet":
        """Texts whose words can be changed."""
        return self.filter(state__in=["draft", "changes_requested"])

    def never_handed_in(self) -> "RevisionQuerySet":
        """Drafts that only editors have had, and that nothing else hangs on."""
        from conditions.models import ErrorReport, Review

        return self.filter(
            ~Exists(Review.objects.filter(revision=OuterRef("pk"))),
            ~Exists(ErrorReport.objects.filter(revision=OuterRef("pk"))),
            state="draft",
            submitted_at__isnull=True,
            import_key="",
        )

    def unsigned(self) -> "RevisionQuerySet":
        """Texts at the desk, of live conditions."""
        return self.exclude(state="approved").filter(summary__topic__condition__state="live")

    def worked_on(self) -> "RevisionQuerySet":
        """Without those from elsewhere that nobody here has touched."""
        return self.exclude(import_key__gt="", saved_at__isnull=True)

    def to_begin_with(self, condition: "Condition", question: "Question") -> "RevisionQuerySet":
        """What a new draft on a topic may begin with, in all languages: public and unsigned."""
        wanted = Q(live_for__isnull=False) | ~Q(state="approved")
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
            state="approved",
        )

    def with_topic(self) -> "RevisionQuerySet":
        return self.select_related(
            "summary__topic__condition", "summary__topic__question", "owner", "saved_by"
        )

    def of_live_conditions(self) -> "RevisionQuerySet":
        return self.filter(summary__topic__condition__state="live")

    def changes_of_source(self, translation: "Summary") -> "RevisionQuerySet":
        """What changed more than the wording of the text that a translation was made from."""
        published = self.published().filter(
            summary__topic=translation.topic_id, summary__language=settings.LANGUAGE_CODE
        )
        first = published.order_by("number").values("number")[:1]
        return published.filter(number__gt=Subquery(first)).exclude(significance="typo")
