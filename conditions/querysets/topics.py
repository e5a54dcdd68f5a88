"""Which questions, and which of them as they are put of a condition."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Cast, Coalesce

if TYPE_CHECKING:
    from conditions.models import QuestionText, Topic  # noqa: F401


def counted(kind: str, topic: OuterRef, language: OuterRef | str, since: date) -> Coalesce:
    """How often something was done on a topic's page in a language since a day."""
    from conditions.models import DailyCount

    rows = DailyCount.objects.filter(topic=topic, kind=kind, language=language, day__gte=since)
    # Grouped by one value, so that there is one sum.
    total = rows.order_by().values("kind").annotate(total=Sum("number")).values("total")
    return Coalesce(Subquery(total), 0)


class WordingQuerySet(models.QuerySet["QuestionText"]):
    def in_order(self, *languages: str) -> "WordingQuerySet":
        """Wordings in these languages with their questions, in the questions' order."""
        return (
            self.filter(language__in=languages)
            .select_related("question")
            .defer("prompts")
            .order_by("question__position", "question__key")
        )


class TopicQuerySet(models.QuerySet["Topic"]):
    def with_something_on_them(self) -> "TopicQuerySet":
        """Topics with a public summary or a public experience, of live conditions."""
        from conditions.models import Summary

        return self.filter(condition__state="live").filter(
            Q(experience_count__gt=0)
            | Exists(Summary.objects.published().filter(topic=OuterRef("pk")))
        )

    def asked(self) -> "TopicQuerySet":
        """Topics whose page answers: an editor's word goes before the question's own, the site's
        before both."""
        return self.filter(
            Q(is_asked=True) | Q(is_asked__isnull=True, question__off_by_default=False),
            question__is_on=True,
        )

    def with_something_in(self, language: str) -> "TopicQuerySet":
        """Topics with a public summary or a public experience in a language, of live conditions."""
        from conditions.models import Summary

        summaries = Summary.objects.published().filter(topic=OuterRef("pk"), language=language)
        # A list of codes, which neither database can look into the way that the other can.
        told = Cast("experience_languages", models.TextField())
        return self.alias(told=told).filter(
            Q(told__contains=f'"{language}"') | Exists(summaries), condition__state="live"
        )

    def texts_by_condition(self) -> "models.QuerySet[Topic, dict[str, int]]":
        """How many public experiences each live condition has, the most first."""
        return (
            self.filter(experience_count__gt=0, condition__state="live")
            .order_by()
            .values("condition")
            .annotate(texts=Sum("experience_count"))
            .order_by("-texts", "condition")
        )

    def with_published_summary(self) -> "TopicQuerySet":
        """Topics that have a public summary, in whatever language."""
        from conditions.models import Summary

        return self.filter(Exists(Summary.objects.published().filter(topic=OuterRef("pk"))))

    def without_summary(self, language: str, since: date) -> "TopicQuerySet":
        """Topics that people shared on or asked about and that have no public summary in a
        language, with how often they were asked about since a day, ``requests``, and whether
        somebody is writing one, ``has_draft``."""
        from conditions.models import Revision, Summary

        published = Summary.objects.published().filter(topic=OuterRef("pk"), language=language)
        return (
            self.filter(condition__state="live", question__from_catalogue=False)
            .exclude(is_asked=False)
            .annotate(
                requests=counted("request", OuterRef("pk"), language, since),
                has_draft=Exists(
                    Revision.objects.unsigned()
                    .worked_on()
                    .filter(summary__topic=OuterRef("pk"), summary__language=language)
                ),
            )
            .filter(Q(experience_count__gt=0) | Q(requests__gt=0))
            .filter(~Exists(published))
            .select_related("condition", "question")
            .order_by("-requests", "-person_count", "-experience_count", "pk")
        )

    def of_address(self, slug: str, language: str) -> "TopicQuerySet":
        """All topics of the live condition at an address, each with it, with its public summary,
        ``live_summary``, and with the day until which the review of that one holds,
        ``review_due_on``: none where the signature was withdrawn.

        One query brings what the pages of a condition need of all its topics.
        """
        in_language = Q(summaries__language=language, summaries__live_revision__isnull=False)
        return (
            self.filter(condition__slug=slug, condition__state="live")
            .select_related("condition")
            .annotate(
                answer=FilteredRelation("summaries", condition=in_language),
                live_summary=F("answer__pk"),
                review_due_on=Case(
                    When(
                        answer__live_review__withdrawal__isnull=True,
                        then=F("answer__live_review__due_on"),
                    )
                ),
            )
        )
