"""Which rows: the words that views, commands and tests use for them."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, FilteredRelation, OuterRef, Q

if TYPE_CHECKING:
    from conditions.models import Condition, Notice, Question, Revision, Summary, Topic  # noqa: F401


class ConditionQuerySet(models.QuerySet["Condition"]):
    def live(self) -> "ConditionQuerySet":
        return self.filter(state="live")

    def under_letter(self, letter: str) -> "ConditionQuerySet":
        return self.filter(initial=letter)

    def with_something_on_them(self) -> "ConditionQuerySet":
        """Live conditions that have a public summary or a public experience."""
        from conditions.models import Topic

        return self.live().filter(
            Exists(Topic.objects.with_something_on_them().filter(condition=OuterRef("pk")))
        )

    def has_people_or_texts(self) -> bool:
        """Whether anything that people wrote or joined hangs on these conditions."""
        return self.filter(Q(topics__isnull=False) | Q(member_count__gt=0)).exists()


class QuestionQuerySet(models.QuerySet["Question"]):
    def in_language(self, language: str) -> "QuestionQuerySet":
        """Questions worded in a language, as ``title`` template, ``label`` and ``prompts``."""
        return self.filter(texts__language=language).annotate(
            title=models.F("texts__title"),
            label=models.F("texts__label"),
            prompts=models.F("texts__prompts"),
        )

    def asked_of(self, condition: "Condition") -> "QuestionQuerySet":
        """Questions that apply to a condition, each with its topic's totals there, if any."""
        return (
            self.alias(
                chosen=FilteredRelation(
                    "applicability", condition=Q(applicability__condition=condition)
                )
            )
            .filter(Q(chosen__applies=True) | Q(chosen__isnull=True, off_by_default=False))
            .annotate(
                topic=FilteredRelation("topics", condition=Q(topics__condition=condition)),
                person_count=models.F("topic__person_count"),
                experience_count=models.F("topic__experience_count"),
            )
        )


class TopicQuerySet(models.QuerySet["Topic"]):
    def with_something_on_them(self) -> "TopicQuerySet":
        """Topics with a public summary or a public experience, of live conditions."""
        from conditions.models import Summary

        return self.filter(condition__state="live").filter(
            Q(experience_count__gt=0)
            | Exists(Summary.objects.published().filter(topic=OuterRef("pk")))
        )


class SummaryQuerySet(models.QuerySet["Summary"]):
    def published(self) -> "SummaryQuerySet":
        return self.filter(live_revision__isnull=False)


class RevisionQuerySet(models.QuerySet["Revision"]):
    def published(self) -> "RevisionQuerySet":
        """Revisions that are, or once were, the public text."""
        return self.filter(state="approved")

    def awaiting_review(self) -> "RevisionQuerySet":
        return self.filter(state="in_review")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def in_force(self, on: date) -> "NoticeQuerySet":
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def above(self, condition: "Condition", question: "Question | None" = None) -> "NoticeQuerySet":
        """Notices of a condition: those of all its pages and those of one question's."""
        return self.filter(condition=condition).filter(
            Q(question__isnull=True) | Q(question=question)
            if question
            else Q(question__isnull=True)
        )
