"""The preview card of a topic: what its image says on other sites that link to the page.

It shows the question, and that it has a reviewed summary while that is so; never a word of the
answer or of an experience. Its address has a hash of its content, so that no cache keeps an
outdated image under the present address.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from conditions.asked import AskedQuestion
from conditions.display_names import ConditionNames
from conditions.reading.answers import ReviewedAnswer

# The version of the drawing: raise it when that changes.
DRAWING = 2


@dataclass(frozen=True)
class Card:
    title: str
    language: str
    # While the badge stands: the day of the review, and until when it holds.
    reviewed_on: date | None
    due_on: date | None
    site: str
    is_demo: bool

    @property
    def digest(self) -> str:
        content = (DRAWING, self.title, self.language, self.reviewed_on, self.site, self.is_demo)
        return hashlib.sha256(repr(content).encode()).hexdigest()[:20]


def topic_card(names: ConditionNames, asked: AskedQuestion, answer: ReviewedAnswer | None) -> Card:
    """A question that opens only at the reader's choice is not shown to others either: the image
    then names the condition alone."""
    question = asked.question
    is_hard = question.behind_choice or question.help_links
    review = answer.badge.review if answer and answer.badge.stands else None
    return Card(
        title=names.preferred[:1].upper() + names.preferred[1:] if is_hard else asked.title,
        language=names.language,
        reviewed_on=review.reviewed_at.date() if review else None,
        due_on=review.due_on if review else None,
        site=settings.SITE_NAME,
        is_demo=settings.DEMO,
    )


def card_path(card: Card, slug: str, key: str) -> str:
    return reverse("topic-card", args=[card.language, slug, key, card.digest])
