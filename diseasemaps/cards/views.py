"""Serves the card of a topic at an address that contains the digest of its content."""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import override
from django.views.decorators.http import require_safe

from common import limits
from conditions.asked import asked_questions
from conditions.display_names import condition_names
from conditions.models import Topic
from conditions.reading.answers import public_answer
from conditions.reading.cards import Card, card_path, topic_card
from diseasemaps.cards.drawing import draw
from experiences.reading.views import find_question

A_YEAR = 365 * 24 * 60 * 60  # seconds
A_MINUTE_MOST = 60  # pictures for one network address


@require_safe
def topic_card_view(
    request: HttpRequest, language: str, slug: str, key: str, digest: str
) -> HttpResponse:
    """An outdated digest redirects to the current one, so that nobody can have pictures drawn that
    no page shows."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    if not limits.in_a_minute(request, "card", times=A_MINUTE_MOST):
        later = {"Retry-After": str(limits.seconds_left())}
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers=later)
    card = current_card(language, slug, key)
    if digest != card.digest:
        answer: HttpResponse = HttpResponseRedirect(card_path(card, slug, key))
        answer.headers["Cache-Control"] = "no-cache"
        return answer
    etag = f'"{card.digest}"'
    found = get_conditional_response(request, etag=etag)
    answer = found or HttpResponse(draw(card), content_type="image/png")
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = f"public, max-age={seconds(card)}, immutable"
    return answer


def current_card(language: str, slug: str, key: str) -> Card:
    """The card of a topic with content; six queries."""
    with override(language):
        topics = list(Topic.objects.of_address(slug, language))
        if not topics:
            raise Http404
        condition = topics[0].condition
        names = condition_names(condition, language)
        asked = find_question(asked_questions(condition, topics, names.preferred, language), key)
        if asked.topic is None:
            raise Http404
        answers = public_answer(asked.topic, language, timezone.localdate())
        if not answers.languages and not asked.experience_count:
            raise Http404
        return topic_card(names, asked, answers.chosen)


def seconds(card: Card) -> int:
    """The max-age, which never exceeds the day on which the review is due."""
    if card.due_on is None:
        return A_YEAR
    return min(A_YEAR, (card.due_on - timezone.localdate()).days * 24 * 60 * 60)
