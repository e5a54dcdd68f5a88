"""The questions of many topics at once, for lists of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from conditions.models import Name, Review, Topic
from conditions.pages.asked import wordings


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
