"""The standard questions as they are put of a condition, and what there is on each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from conditions.models import Condition, Name, Question, QuestionText, Review, Topic

if TYPE_CHECKING:
    from conditions.models.topics import AnsweredTopic


def topic_title(topic: Topic, language: str) -> str:
    return topic_titles([topic], language)[topic.pk]


@dataclass(frozen=True)
class AskedQuestion:
    """A standard question as it is put of one condition, with what there is on it."""

    question: Question
    url: str
    title: str
    label: str
    topic: "AnsweredTopic | None"

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
        """The summary's standing in words, by its date alone; its own page checks the text, too."""
        due = self.topic.review_due_on if self.topic else None
        if self.topic and self.topic.renamed_at:
            return gettext("Summary reviewed under another name")
        if due is None:
            # A public summary was signed once: without a due day, its signature counts no more.
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


def wordings(language: str) -> dict[int, QuestionText]:
    """The standard questions in order, by their ids, in a language or else the site's own."""
    found: dict[int, QuestionText] = {}
    for wording in QuestionText.objects.in_order(language, settings.LANGUAGE_CODE):
        if wording.question_id not in found or wording.language == language:
            found[wording.question_id] = wording
    return found


def asked_questions(
    condition: Condition, topics: "Iterable[AnsweredTopic]", name: str, language: str
) -> list[AskedQuestion]:
    """All questions that apply to a condition, in order. ``topics`` come from ``of_address``."""
    by_question = {topic.question_id: topic for topic in topics}
    asked = wordings(language)
    for question_id, topic in by_question.items():
        if question_id in asked:
            topic.question = asked[question_id].question
    # One call of ``reverse`` instead of thirty.
    address = reverse("topic-detail", args=[condition.slug, "-"])
    return [
        AskedQuestion(
            question=wording.question,
            url=address.replace("/-/", f"/{wording.question.key}/"),
            title=wording.about(name),
            label=wording.label,
            topic=by_question.get(question_id),
        )
        for question_id, wording in asked.items()
        if is_asked(wording.question, by_question.get(question_id))
    ]


def is_asked(question: Question, topic: Topic | None) -> bool:
    """An editor's choice for this condition overrides the question's default; a question that is
    switched off for the site is asked of none."""
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


def preferred_names(topics: Iterable[Topic], language: str) -> dict[int, str]:
    """The name of each topic's condition in a language, or else the catalogue's own, by topic."""
    topics = list(topics)
    names = dict(
        Name.objects.filter(
            condition__in={topic.condition_id for topic in topics},
            kind=Name.Kind.PREFERRED,
            language=language,
        ).values_list("condition", "text")
    )
    return {topic.pk: names.get(topic.condition_id) or topic.condition.name for topic in topics}


def topic_titles(topics: Iterable[Topic], language: str) -> dict[int, str]:
    """The question of each topic as its page puts it, in two queries for all of them."""
    topics = list(topics)
    questions, names = wordings(language), preferred_names(topics, language)
    return {topic.pk: questions[topic.question_id].about(names[topic.pk]) for topic in topics}


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
