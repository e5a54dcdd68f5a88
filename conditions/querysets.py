"""Which rows: the words that views, commands and tests use for them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Cast, Coalesce

if TYPE_CHECKING:
    from conditions.models import (  # noqa: F401
        CatalogueFlag,
        Condition,
        Notice,
        Question,
        QuestionText,
        Review,
        ReviewerProfile,
        ReviewNote,
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

    def named_in(self, language: str) -> "ConditionQuerySet":
        """With ``local_name``: the preferred one in a language, or else the catalogue's own."""
        from conditions.models import Name

        names = Name.objects.filter(
            condition=OuterRef("pk"), kind=Name.Kind.PREFERRED, language=language
        )
        return self.annotate(local_name=Coalesce(Subquery(names.values("text")[:1]), "name"))

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
        """Approvals on which a text rests that is public now in a language, neither overdue nor
        withdrawn."""
        return self.resting().filter(revision__summary__language=language, due_on__gte=on)

    def resting(self) -> "ReviewQuerySet":
        """Approvals on which a public text rests, and that were not withdrawn."""
        from conditions.models import Summary

        summaries = Summary.objects.published().filter(live_review=OuterRef("pk"))
        return self.public().filter(Exists(summaries), withdrawal__isnull=True)

    def live(self, since: date) -> "ReviewQuerySet":
        """The same, of all texts that are public now, with ``reads`` of their pages."""
        summary = "revision__summary__"
        reads = counted("read", OuterRef(f"{summary}topic"), OuterRef(f"{summary}language"), since)
        return (
            self.resting()
            .annotate(reads=reads)
            .select_related("revision__summary__topic__condition")
        )

    def of(self, revisions: "Iterable[Revision]") -> "ReviewQuerySet":
        return self.filter(revision__in=list(revisions))

    def with_standing(self) -> "ReviewQuerySet":
        """With what conditions.badge asks of a review."""
        return self.select_related("reviewer", "withdrawal")

    def with_topic(self) -> "ReviewQuerySet":
        return self.with_standing().select_related(
            "revision__summary__topic__condition",
            "revision__summary__topic__question",
        )


class ReviewerQuerySet(models.QuerySet["ReviewerProfile"]):
    def may_sign(self, on: date) -> "ReviewerQuerySet":
        """Whose credentials were verified and still hold on a day."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on), verified_on__isnull=False
        )


class ReviewNoteQuerySet(models.QuerySet["ReviewNote"]):
    def by(self, person_id: int) -> "ReviewNoteQuerySet":
        """Written or settled by a person."""
        return self.filter(Q(written_by=person_id) | Q(resolved_by=person_id))

    def open(self) -> "ReviewNoteQuerySet":
        return self.filter(resolved_at__isnull=True)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def in_force(self, condition: "Condition", on: date) -> "NoticeQuerySet":
        """Notices of a condition on a day: of all its pages, and of single questions."""
        return self.confirmed_of(condition.pk).filter(starts_on__lte=on, ends_on__gte=on)

    def confirmed_of(self, condition_id: int) -> "NoticeQuerySet":
        """Those that stand, or will, or stood until their time was over."""
        return self.filter(
            condition=condition_id, confirmed_at__isnull=False, ended_at__isnull=True
        )

    def by(self, person_id: int) -> "NoticeQuerySet":
        """Proposed, confirmed or ended by a person."""
        return self.filter(
            Q(proposed_by=person_id) | Q(confirmed_by=person_id) | Q(ended_by=person_id)
        )

    def standing(self, on: date) -> "NoticeQuerySet":
        """Confirmed, and in force on a day or later."""
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True, ends_on__gte=on)

    def over(self, on: date) -> "NoticeQuerySet":
        return self.filter(Q(ends_on__lt=on) | Q(ended_at__isnull=False))

    def waiting(self, on: date) -> "NoticeQuerySet":
        """Proposed, and not confirmed by a second person yet."""
        return self.filter(confirmed_at__isnull=True, ended_at__isnull=True, ends_on__gte=on)

    def running_out(self, days: int, on: date) -> "NoticeQuerySet":
        """In force, and not for long any more."""
        until = on + timedelta(days=days)
        return self.filter(
            confirmed_at__isnull=False, ended_at__isnull=True, ends_on__range=(on, until)
        )
