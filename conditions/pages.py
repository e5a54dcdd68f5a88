"""What the pages about a condition are made of, read in as few queries as the page needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from conditions.badge import Badge, Standing, badge
from conditions.markdown import fill_tokens, render
from conditions.models import (
    Condition,
    Name,
    Notice,
    Question,
    QuestionText,
    Review,
    Revision,
    Source,
    Summary,
    Topic,
    WordingStep,
)
from conditions.prepared import Prepared

OTHER_NAMES_SHOWN = 4  # under a topic's heading; the condition's page has them all


@dataclass(frozen=True)
class AskedQuestion:
    """A standard question as it is put of one condition, with what there is on it."""

    question: Question
    url: str
    title: str
    label: str
    topic: Topic | None

    @property
    def person_count(self) -> int:
        return self.topic.person_count if self.topic else 0

    @property
    def experience_count(self) -> int:
        return self.topic.experience_count if self.topic else 0

    @property
    def has_summary(self) -> bool:
        return self.topic is not None and self.topic.live_summary is not None

    @property
    def has_something(self) -> bool:
        return self.has_summary or bool(self.experience_count)

    @property
    def standing(self) -> str:
        """Of the summary, in words, by its date; its own page checks the text, too."""
        due = self.topic.review_due_on if self.topic else None
        if due is None:
            # Once signed, since it is public; but the signature was taken back.
            return gettext("Summary without a review")
        if timezone.localdate() <= due:
            return gettext("Reviewed summary")
        return gettext("Summary, review overdue")

    @property
    def totals(self) -> str:
        """What there is on it, in words: the summary, and how many people shared."""
        if self.has_summary:
            words = self.standing
        elif self.question.from_catalogue:
            words = gettext("From the catalogue")
        else:
            words = gettext("No summary yet")
        if self.person_count:
            shared = ngettext(
                "%(count)d person shared", "%(count)d people shared", self.person_count
            ) % {"count": self.person_count}
        elif self.experience_count:
            shared = ngettext(
                "%(count)d experience", "%(count)d experiences", self.experience_count
            ) % {"count": self.experience_count}
        else:
            return words
        return f"{words} · {shared}"

    @property
    def key(self) -> str:
        return self.question.key


# Neither of them joins, so that they need not be put together at each request.
NAMES = Prepared(lambda condition: Name.objects.filter(condition=condition))
SOURCES = Prepared(lambda revision: Source.objects.filter(revision=revision))
NOTICES = Prepared(Notice.objects.confirmed_of)


@dataclass(frozen=True)
class ConditionNames:
    """The names of a condition in one language."""

    condition: Condition
    rows: Sequence[Name]
    language: str

    @cached_property
    def preferred(self) -> str:
        for name in self.rows:
            if name.kind == Name.Kind.PREFERRED and name.language == self.language:
                return name.text
        return self.condition.name

    @cached_property
    def others(self) -> list[Name]:
        """Without the preferred one, and without those that differ from another only in case."""
        seen = {self.preferred.casefold()}
        names = []
        for name in self.rows:
            if name.text.casefold() not in seen:
                seen.add(name.text.casefold())
                names.append(name)
        return names

    @property
    def in_short(self) -> list[str]:
        """Those of the page's own language, or where it has none, of any."""
        exact = [name for name in self.others if name.scope == Name.Scope.EXACT]
        own = [name for name in exact if name.language == self.language]
        return [name.text for name in (own or exact)[:OTHER_NAMES_SHOWN]]


def condition_names(condition: Condition, language: str) -> ConditionNames:
    return ConditionNames(condition, NAMES.of(condition.pk), language)


def wordings(language: str) -> dict[int, QuestionText]:
    """The standard questions in order, by their ids, in a language or else the site's own."""
    found: dict[int, QuestionText] = {}
    for wording in QuestionText.objects.in_order(language, settings.LANGUAGE_CODE):
        if wording.question_id not in found or wording.language == language:
            found[wording.question_id] = wording
    return found


def asked_questions(
    condition: Condition, topics: Iterable[Topic], name: str, language: str
) -> list[AskedQuestion]:
    """All questions that apply to a condition, in order. ``topics`` come from ``of_address``."""
    by_question = {topic.question_id: topic for topic in topics}
    # One reverse instead of thirty.
    address = reverse("topic-detail", args=[condition.slug, "-"])
    return [
        AskedQuestion(
            question=wording.question,
            url=address.replace("/-/", f"/{wording.question.key}/"),
            title=wording.about(name),
            label=wording.label,
            topic=by_question.get(question_id),
        )
        for question_id, wording in wordings(language).items()
        if is_asked(wording.question, by_question.get(question_id))
    ]


def is_asked(question: Question, topic: Topic | None) -> bool:
    """An editor's word for this condition goes before the question's own; one that the site
    does not ask is asked of none."""
    if not question.is_on:
        return False
    if topic is not None and topic.is_asked is not None:
        return topic.is_asked
    return not question.off_by_default


def grouped(questions: Sequence[AskedQuestion]) -> list[tuple[str, list[AskedQuestion]]]:
    """Questions under the headings of their groups, in the order of the groups."""
    order = Question.Group.values
    ranked = sorted(questions, key=lambda asked: order.index(asked.question.group))
    return [
        (str(Question.Group(group).label), list(asked))
        for group, asked in groupby(ranked, key=lambda asked: asked.question.group)
    ]


@dataclass(frozen=True)
class ReviewedAnswer:
    """The public text of a summary with its sources and the claim it can make today."""

    summary: Summary
    revision: Revision
    sources: Sequence[Source]
    badge: Badge

    @property
    def updated_on(self) -> date | None:
        return self.revision.approved_at.date() if self.revision.approved_at else None

    def long_answer(self, totals: dict[str, int]) -> SafeString:
        """The body as HTML. It went through the allow-list when it was saved, and is shown only
        as it was sealed then: HTML that changed since is made anew from the text."""
        html = self.revision.body_html
        if self.badge.standing is Standing.NONE:
            html = render(self.revision.body)
        return SafeString(fill_tokens(html, totals))


@dataclass(frozen=True)
class Answers:
    """A topic's public summaries in all languages; one of them is read."""

    chosen: ReviewedAnswer | None = None
    languages: Sequence[str] = field(default_factory=tuple)


def public_answer(topic: Topic, language: str, today: date) -> Answers:
    """The live summary in a language, or, where there is none, only what languages there are.

    Two queries: summaries with their reviews, and sources; one more where small changes of wording
    were made since the review, and one in all where nothing is published.
    """
    summaries = {
        summary.language: summary
        for summary in Summary.objects.published()
        .filter(topic=topic)
        .select_related("live_revision", "live_review__reviewer", "live_review__withdrawal")
    }
    summary = summaries.get(language)
    if summary is None or summary.live_revision is None:
        return Answers(languages=tuple(summaries))
    revision, review = summary.live_revision, summary.live_review
    revision.summary = summary
    summary.topic = topic
    sources = SOURCES.of(revision.pk)
    step = None
    if review and review.revision_id != revision.pk:
        step = WordingStep.objects.select_related("review").filter(revision=revision).first()
    return Answers(
        ReviewedAnswer(summary, revision, sources, badge(revision, sources, review, today, step)),
        tuple(summaries),
    )


def spoken_on(topics: Sequence[Topic]) -> set[str]:
    """The languages of public summaries and experiences on any of these topics, in one query."""
    summaries = Summary.objects.published().filter(topic__in=topics)
    spoken = set(summaries.values_list("language", flat=True).distinct())
    return spoken.union(*(topic.experience_languages for topic in topics))


def topic_titles(topics: Iterable[Topic], language: str) -> dict[int, str]:
    """The question of each topic as its page puts it, in two queries for all of them."""
    topics = list(topics)
    questions = wordings(language)
    names = dict(
        Name.objects.filter(
            condition__in={topic.condition_id for topic in topics},
            kind=Name.Kind.PREFERRED,
            language=language,
        ).values_list("condition", "text")
    )
    return {
        topic.pk: questions[topic.question_id].about(
            names.get(topic.condition_id, topic.condition.name)
        )
        for topic in topics
    }


@dataclass(frozen=True)
class ReviewCard:
    """A review in a list, under the question that it answers."""

    review: Review
    title: str


def review_cards(reviews: Iterable[Review], language: str) -> list[ReviewCard]:
    """``reviews`` come with their topics (``with_topic``)."""
    reviews = list(reviews)
    titles = topic_titles((review.revision.summary.topic for review in reviews), language)
    return [ReviewCard(review, titles[review.revision.summary.topic_id]) for review in reviews]


def notices_above(
    condition: Condition, today: date, question: Question | None = None
) -> list[Notice]:
    """The safety notices that stand above a page of a condition today."""
    wanted = {None, question.pk if question else None}
    return [
        notice
        for notice in NOTICES.of(condition.pk)
        if notice.question_id in wanted and notice.starts_on <= today <= notice.ends_on
    ]
