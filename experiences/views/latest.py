"""Where something happens: the most told-of conditions, and what is new."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.views.generic import TemplateView

from conditions.models import Condition, Review, Topic
from conditions.pages.titles import review_cards, topic_titles
from experiences.models import Experience

SHOWN = 20  # of each
LOOKED_AT = 100  # newest experiences, out of which the topics come


class LatestView(TemplateView):
    """The same number of queries whatever there is."""

    template_name = "experiences/latest.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = get_language()
        reviews = Review.objects.standing(timezone.localdate(), language)
        return super().get_context_data(
            active=most_told_of(),
            reviewed=review_cards(reviews.with_topic()[:SHOWN], language),
            shared=newly_shared(language),
            **kwargs,
        )


def most_told_of() -> list[tuple[Condition, int]]:
    """Conditions with how many public experiences they have."""
    texts = {row["condition"]: row["texts"] for row in Topic.objects.texts_by_condition()[:SHOWN]}
    conditions = Condition.objects.only("slug", "name").in_bulk(texts)
    return [(conditions[pk], number) for pk, number in texts.items()]


def newly_shared(language: str) -> list[dict[str, Any]]:
    """The topics with the newest experiences, each once, with the day of its newest."""
    looked_at = Experience.objects.newest_on_site().values_list("topic", "published_at")[:LOOKED_AT]
    # Of a topic that comes twice the later in the dict stays: the newest.
    newest = dict(reversed(looked_at))
    days = dict(sorted(newest.items(), key=lambda pair: pair[1], reverse=True)[:SHOWN])
    topics = Topic.objects.filter(pk__in=days).select_related("condition", "question")
    titles = topic_titles(topics, language)
    rows = [
        {"topic": topic, "title": titles[topic.pk], "shared_at": days[topic.pk]} for topic in topics
    ]
    return sorted(rows, key=lambda row: row["shared_at"], reverse=True)
