from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict, cast

from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions.models.catalogue import LANGUAGE_MAX, Condition, ConditionQuerySet
from conditions.models.questions import Question
from conditions.models.revisions import Revision
from conditions.models.summaries import Summary


class DailyCount(models.Model):
    """How often something was done on a topic's page in one day. Nothing says by whom."""

    class Kind(models.TextChoices):
        READ = "read", _("opened")
        REQUEST = "request", _("asked for an answer")

    topic = models.ForeignKey("Topic", on_delete=models.CASCADE, related_name="daily_counts")
    language = models.CharField(_("language"), max_length=LANGUAGE_MAX)
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    day = models.DateField(_("day"))
    number = models.PositiveIntegerField(_("how often"))

    class Meta:
        verbose_name = _("count of a day")
        verbose_name_plural = _("counts of days")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "kind", "language", "day"], name="daily_count_once"
            ),
            models.CheckConstraint(
                name="daily_count_kind_known", condition=Q(kind__in=["read", "request"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}, {self.day}: {self.kind} {self.number}"


def total_since(kind: str, topic: OuterRef, language: OuterRef | str, since: date) -> Coalesce:
    """How often something was done on a topic's page in a language since a day."""
    rows = DailyCount.objects.filter(topic=topic, kind=kind, language=language, day__gte=since)
    # Grouped by a constant, so that there is one sum.
    total = rows.order_by().values("kind").annotate(total=Sum("number")).values("total")
    return Coalesce(Subquery(total), 0)


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    AnsweredTopic = WithAnnotations["Topic", "Answered"]
    UnansweredTopic = WithAnnotations["Topic", "Unanswered"]


class TextsOfCondition(TypedDict):
    condition: int
    texts: int


class Answered(TypedDict):
    """What ``of_address`` adds to a topic."""

    live_summary: int | None
    renamed_at: datetime | None
    review_due_on: date | None


class Unanswered(TypedDict):
    """What ``without_summary`` adds to a topic."""

    requests: int
    has_draft: bool


class TopicQuerySet(models.QuerySet["Topic"]):
    def with_something_on_them(self) -> "TopicQuerySet":
        """Topics with a public summary or a public experience, of live conditions."""
        return self.filter(condition__state=Condition.State.LIVE).filter(
            Q(experience_count__gt=0)
            | Exists(Summary.objects.published().filter(topic=OuterRef("pk")))
        )

    def asked(self) -> "TopicQuerySet":
        """Topics with a page: an editor's choice overrides the question's default, the site's
        both."""
        return self.filter(
            Q(is_asked=True) | Q(is_asked__isnull=True, question__off_by_default=False),
            question__is_on=True,
        )

    def with_something_in(self, language: str) -> "TopicQuerySet":
        """Topics with a public summary or a public experience in a language, of live conditions."""
        summaries = Summary.objects.published().filter(topic=OuterRef("pk"), language=language)
        # A JSON list: the two databases share no operator that searches it.
        languages = Cast("experience_languages", models.TextField())
        return self.alias(languages_text=languages).filter(
            Q(languages_text__contains=f'"{language}"') | Exists(summaries),
            condition__state=Condition.State.LIVE,
        )

    def conditions(self) -> ConditionQuerySet:
        """The live conditions of these topics."""
        return Condition.objects.live().filter(Exists(self.filter(condition=OuterRef("pk"))))

    def texts_by_condition(self) -> "models.QuerySet[Topic, TextsOfCondition]":
        """How many public experiences each live condition has, the most first."""
        return (
            self.filter(experience_count__gt=0, condition__state=Condition.State.LIVE)
            .order_by()
            .values("condition")
            .annotate(texts=Sum("experience_count"))
            .order_by("-texts", "condition")
        )

    def with_published_summary(self) -> "TopicQuerySet":
        """Topics that have a public summary, in whatever language."""
        return self.filter(Exists(Summary.objects.published().filter(topic=OuterRef("pk"))))

    def without_summary(self, language: str, since: date) -> "models.QuerySet[UnansweredTopic]":
        """Topics that people shared on or asked about and that have no public summary in a
        language, with how often they were asked about since a day, ``requests``, and whether
        somebody is writing one, ``has_draft``."""
        published = Summary.objects.published().filter(topic=OuterRef("pk"), language=language)
        topics = (
            self.filter(condition__state=Condition.State.LIVE, question__from_catalogue=False)
            .exclude(is_asked=False)
            .annotate(
                requests=total_since("request", OuterRef("pk"), language, since),
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
        return cast("models.QuerySet[UnansweredTopic]", topics)

    def of_address(self, slug: str, language: str) -> "models.QuerySet[AnsweredTopic]":
        """All topics of the live condition at an address, each with it, with its public summary,
        ``live_summary``, and with the day until which the review of that one holds,
        ``review_due_on``: none where the signature was withdrawn or suspended, or was given under
        another name, ``renamed_at``.

        One query brings what the pages of a condition need of all its topics.
        """
        in_language = Q(summaries__language=language, summaries__live_revision__isnull=False)
        topics = (
            self.filter(condition__slug=slug, condition__state=Condition.State.LIVE)
            .select_related("condition")
            .annotate(
                answer=FilteredRelation("summaries", condition=in_language),
                live_summary=F("answer__pk"),
                renamed_at=F("answer__renamed_at"),
                review_due_on=Case(
                    When(
                        answer__live_review__withdrawal__isnull=True,
                        answer__live_review__suspended_at__isnull=True,
                        answer__renamed_at__isnull=True,
                        then=F("answer__live_review__due_on"),
                    )
                ),
            )
        )
        return cast("models.QuerySet[AnsweredTopic]", topics)


class Topic(models.Model):
    """One question about one condition: summaries and experiences hang on it.

    A row is made when something first hangs on it. The totals are stored by ``experiences.counts``
    in the transaction that changes the rows under them.
    """

    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="topics")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="topics")
    is_asked = models.BooleanField(
        _("asked of this condition"),
        null=True,
        blank=True,
        help_text=_(
            "Empty: as the question says. No: it does not apply. Yes: though off by default."
        ),
    )
    # Distinct authors with a public experience: people who have the condition, and all others.
    person_count = models.PositiveIntegerField(_("people"), default=0, editable=False)
    relative_count = models.PositiveIntegerField(
        _("relatives and carers"), default=0, editable=False
    )
    experience_count = models.PositiveIntegerField(
        _("public experiences"), default=0, editable=False
    )
    # ISO codes of the countries that enough people here share to be offered as a filter.
    shared_countries = models.JSONField(default=list, editable=False)
    # ISO codes of the languages in which public experiences are written.
    experience_languages = models.JSONField(default=list, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.UniqueConstraint(fields=["condition", "question"], name="topic_once"),
            models.CheckConstraint(
                name="topic_people_not_above_texts",
                condition=Q(experience_count__gte=F("person_count"))
                & Q(experience_count__gte=F("relative_count")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition}: {self.question}"

    def get_absolute_url(self) -> str:
        return reverse("topic-detail", args=[self.condition.slug, self.question.key])

    @property
    def totals(self) -> dict[str, int]:
        """What the tokens in a summary's text stand for."""
        return {"member_count": self.condition.member_count, "person_count": self.person_count}
