"""Which rows: the words that views, commands and tests use for them."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

if TYPE_CHECKING:
    from conditions.models import (  # noqa: F401
        CatalogueFlag,
        Condition,
        Notice,
        Question,
        QuestionText,
        Review,
        Revision,
        Summary,
        Topic,
    )


def counted(kind: str, topic: OuterRef, language: OuterRef | str, since: date) -> Coalesce:
    """How often something was done on a topic's page in a language since a day."""
    from conditions.models import DailyCount

    rows = DailyCount.objects.filter(topic=topic, kind=kind, language=language, day__gte=since)
    # Grouped by one value, so that there is one sum.
    total = rows.order_by().values("kind").annotate(total=Sum("number")).values("total")
    return Coalesce(Subquery(total), 0)


class ConditionQuerySet(models.QuerySet["Condition"]):
    def live(self) -> "ConditionQuerySet":
        return self.filter(state="live")

    def called(self, text: str) -> "ConditionQuerySet":
        """Of that address, or with the words in any of their names."""
        return self.filter(
            Q(slug=text) | Q(name__icontains=text) | Q(names__text__icontains=text)
        ).distinct()

    def under_letter(self, letter: str) -> "ConditionQuerySet":
        return self.filter(initial=letter)

    def roots(self) -> "ConditionQuerySet":
        """Live conditions at which the catalogue's graph begins: with something below, and
        nothing above."""
        return (
            self.live()
            .filter(group_size__is_root=True)
            .select_related("group_size")
            .order_by("sort_name", "pk")
        )

    def kinds_of(self, condition: "Condition") -> "ConditionQuerySet":
        """Live conditions right below one, each with the size of its own group, if it has one."""
        return (
            self.live()
            .filter(parent_edges__parent=condition)
            .select_related("group_size")
            .order_by("sort_name", "pk")
        )

    def with_something_on_them(self) -> "ConditionQuerySet":
        """Live conditions that have a public summary or a public experience."""
        from conditions.models import Topic

        return self.live().filter(
            Exists(Topic.objects.with_something_on_them().filter(condition=OuterRef("pk")))
        )

    def with_something_in(self, language: str) -> "ConditionQuerySet":
        """Live conditions with a public summary or a public experience in a language."""
        from conditions.models import Topic

        return self.live().filter(
            Exists(
                Topic.objects.asked().with_something_in(language).filter(condition=OuterRef("pk"))
            )
        )

    def named_like(self, text: str) -> "ConditionQuerySet":
        """With an address, name or other name that holds these letters; for whoever keeps the
        catalogue and knows what it is called. Reads every name."""
        return self.filter(
            Q(slug=text) | Q(name__icontains=text) | Q(names__text__icontains=text)
        ).distinct()

    def has_people_or_texts(self) -> bool:
        """Whether anything that people wrote or joined hangs on these conditions."""
        return self.filter(Q(topics__isnull=False) | Q(member_count__gt=0)).exists()


class CatalogueFlagQuerySet(models.QuerySet["CatalogueFlag"]):
    def open(self) -> "CatalogueFlagQuerySet":
        return self.filter(resolved_at__isnull=True)

    def open_first(self) -> "CatalogueFlagQuerySet":
        """What waits for an answer, then what was answered last."""
        return self.order_by(F("resolved_at").desc(nulls_first=True), "-raised_at", "-pk")


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
        language, with how often they were asked about since a day, ``requests``."""
        from conditions.models import Summary

        published = Summary.objects.published().filter(topic=OuterRef("pk"), language=language)
        return (
            self.filter(condition__state="live", question__from_catalogue=False)
            .exclude(is_asked=False)
            .annotate(requests=counted("request", OuterRef("pk"), language, since))
            .filter(Q(experience_count__gt=0) | Q(requests__gt=0))
            .filter(~Exists(published))
            .select_related("condition", "question")
            .order_by("-requests", "-person_count", "-experience_count", "pk")
        )

    def of_address(self, slug: str, language: str) -> "TopicQuerySet":
        """All topics of the live condition at an address, each with it and with the day until
        which the review of its public summary holds, ``review_due_on``, if it has one.

        One query brings what the pages of a condition need of all its topics.
        """
        from conditions.models import Review

        reviews = Review.objects.filter(
            verdict="approved",
            revision__live_for__topic=OuterRef("pk"),
            revision__live_for__language=language,
        )
        return (
            self.filter(condition__slug=slug, condition__state="live")
            .select_related("condition")
            .annotate(review_due_on=Subquery(reviews.values("due_on")[:1]))
        )


class SummaryQuerySet(models.QuerySet["Summary"]):
    def published(self) -> "SummaryQuerySet":
        """With a public text: an approved revision of their own."""
        return self.filter(live_revision__state="approved", live_revision__summary=F("pk"))


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


class ReviewQuerySet(models.QuerySet["Review"]):
    def public(self) -> "ReviewQuerySet":
        """Approvals of texts that are, or once were, public, about live conditions and those
        that were merged into one: the receipt of a signature outlives the page."""
        return self.filter(
            verdict="approved",
            revision__state="approved",
            revision__summary__topic__condition__state__in=["live", "merged"],
        )

    def standing(self, on: date, language: str) -> "ReviewQuerySet":
        """Approvals of texts that are public now in a language, and not overdue."""
        return self.public().filter(revision__live_for__language=language, due_on__gte=on)

    def live(self, since: date) -> "ReviewQuerySet":
        """The approvals of all texts that are public now, with ``reads`` of their pages."""
        summary = "revision__summary__"
        reads = counted("read", OuterRef(f"{summary}topic"), OuterRef(f"{summary}language"), since)
        return (
            self.public()
            .filter(revision__live_for__isnull=False)
            .annotate(reads=reads)
            .select_related("revision__summary__topic__condition")
        )

    def of(self, revisions: "Iterable[Revision]") -> "ReviewQuerySet":
        return self.filter(revision__in=list(revisions))

    def with_topic(self) -> "ReviewQuerySet":
        return self.select_related(
            "reviewer",
            "revision__summary__topic__condition",
            "revision__summary__topic__question",
        )


class NoticeQuerySet(models.QuerySet["Notice"]):
    def in_force(self, condition: "Condition", on: date) -> "NoticeQuerySet":
        """Notices of a condition on a day: of all its pages, and of single questions."""
        return self.filter(condition=condition, starts_on__lte=on, ends_on__gte=on)
