"""Which rows: the words that views, commands and tests use for them."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from conditions.models import Condition, Question, Revision


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
    def in_language(self, language: str, fallback: str) -> "QuestionQuerySet":
        """Each with ``title`` template, ``label`` and ``prompts``, in a language or the other."""
        return (
            self.annotate(
                own=FilteredRelation("texts", condition=Q(texts__language=language)),
                other=FilteredRelation("texts", condition=Q(texts__language=fallback)),
            )
            .annotate(
                title=Coalesce("own__title", "other__title"),
                label=Coalesce("own__label", "other__label"),
                prompts=Coalesce("own__prompts", "other__prompts"),
            )
            .exclude(title=None)
        )

    def asked_of(self, condition: "Condition") -> "QuestionQuerySet":
        """Questions that apply to a condition, each with its topic's totals there, if any."""
        from conditions.models import Summary

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
                has_summary=Exists(Summary.objects.published().filter(topic=OuterRef("topic__pk"))),
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

    def of(self, condition: "Condition", key: str, language: str) -> "RevisionQuerySet":
        """Revisions of one question about a condition in one language, newest first."""
        return self.filter(
            summary__topic__condition=condition,
            summary__topic__question__key=key,
            summary__language=language,
        ).order_by("-number")

    def awaiting_review(self) -> "RevisionQuerySet":
        return self.filter(state="in_review")


class ReviewQuerySet(models.QuerySet["Review"]):
    def public(self) -> "ReviewQuerySet":
        """Approvals of texts that are, or once were, public, about live conditions."""
        return self.filter(
            verdict="approved",
            revision__state="approved",
            revision__summary__topic__condition__state="live",
        )

    def standing(self, on: date, language: str) -> "ReviewQuerySet":
        """Approvals of texts that are public now in a language, and not overdue."""
        return self.public().filter(revision__live_for__language=language, due_on__gte=on)

    def of(self, revisions: "Iterable[Revision]") -> "ReviewQuerySet":
        return self.filter(revision__in=list(revisions))

    def with_topic(self) -> "ReviewQuerySet":
        return self.select_related(
            "reviewer",
            "revision__summary__topic__condition",
            "revision__summary__topic__question",
        )


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
