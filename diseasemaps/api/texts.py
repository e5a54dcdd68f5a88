"""Topics, their reviewed summaries, and the experiences whose authors agreed to reuse."""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from conditions.finding import find_condition
from conditions.models import Summary, Topic
from conditions.models.summaries import SummaryQuerySet
from diseasemaps.api import shapes
from diseasemaps.api.answers import (
    Titles,
    experience_answer,
    summary_answer,
    summary_languages,
    topic_row,
    with_all,
)
from diseasemaps.api.parameters import (
    PAGE,
    SPOKEN,
    AfterKey,
    AfterRow,
    KeyInPath,
    Language,
    Limit,
    SlugInPath,
    Speak,
    cut,
    next_page,
)
from diseasemaps.api.protocol import digest, fresh
from experiences.models import Experience
from experiences.reading.listing import Key

router = Router(tags=["texts"])


@router.get("/topics", response=shapes.TopicPage, url_name="topic-list")
def list_topics(
    request: HttpRequest,
    response: HttpResponse,
    language: Speak = SPOKEN,
    after: AfterRow = 0,
    limit: Limit = PAGE,
) -> Any:
    """Topics with something on them: a public summary or a public experience."""
    found = Topic.objects.asked().with_something_on_them().filter(pk__gt=after)
    found = found.select_related("condition").order_by("pk")
    rows, has_more = cut(list(found[: limit + 1]), limit)
    stamps = ((row.pk, row.changed_at, row.condition.changed_at) for row in rows)
    fresh(request, response, digest(stamps), has_more)
    titles = Titles(language, [row.condition for row in rows])
    languages = summary_languages(rows)
    return {
        "items": [topic_row(row, languages.get(row.pk, []), titles) for row in rows],
        "next": next_page(request, rows[-1].pk) if has_more else None,
    }


def find_topic(slug: str, key: str) -> Topic:
    """A topic of a live condition that is asked of it; raises what ``find_condition`` does."""
    topic = (
        Topic.objects.asked()
        .with_something_on_them()
        .select_related("condition")
        .filter(condition__slug=slug, question__key=key)
        .first()
    )
    if topic is None:
        find_condition(slug)
        raise Http404
    return topic


@router.get("/conditions/{slug}/{key}", response=shapes.TopicRow, url_name="topic-detail")
def get_topic(
    request: HttpRequest,
    response: HttpResponse,
    slug: SlugInPath,
    key: KeyInPath,
    language: Speak = SPOKEN,
) -> Any:
    """One question about one condition: how much there is on it, and in which languages."""
    topic = find_topic(slug, key)
    fresh(request, response, topic.condition.changed_at)
    languages = summary_languages([topic])
    return topic_row(topic, languages.get(topic.pk, []), Titles(language, [topic.condition]))


@router.get("/conditions/{slug}/{key}/summary", response=shapes.Summary, url_name="summary-detail")
def get_summary(
    request: HttpRequest,
    response: HttpResponse,
    slug: SlugInPath,
    key: KeyInPath,
    language: Speak = SPOKEN,
) -> Any:
    """The public summary of a topic in one language, with where its review stands today."""
    topic = find_topic(slug, key)
    fresh(request, response, topic.condition.changed_at)
    found = with_all(Summary.objects.published().filter(topic=topic, language=language))
    summary = get_object_or_404(found)
    return summary_answer(summary, Titles(language, [topic.condition]), timezone.localdate())


@router.get("/summaries", response=shapes.SummaryPage, url_name="summary-list")
def list_summaries(
    request: HttpRequest,
    response: HttpResponse,
    language: Annotated[Language, Query(description="Only summaries in it.")] = SPOKEN,
    after: AfterRow = 0,
    limit: Limit = PAGE,
) -> Any:
    """All public summaries in one language, each with where its review stands today."""
    found = public_summaries().filter(language=language, pk__gt=after).order_by("pk")
    stamps = found.values_list("pk", "live_revision", "topic__condition__changed_at")
    listed, has_more = cut(list(stamps[: limit + 1]), limit)
    fresh(request, response, digest(listed), has_more)
    rows = list(with_all(found.filter(pk__in=[stamp[0] for stamp in listed])))
    titles = Titles(language, [row.topic.condition for row in rows])
    today = timezone.localdate()
    return {
        "items": [summary_answer(row, titles, today) for row in rows],
        "next": next_page(request, listed[-1][0]) if has_more else None,
    }


def public_summaries() -> SummaryQuerySet:
    """Published summaries of topics whose page answers."""
    topics = Topic.objects.asked().filter(condition__state="live")
    return Summary.objects.published().filter(topic__in=topics)


@router.get(
    "/conditions/{slug}/{key}/experiences",
    response=shapes.ExperiencePage,
    url_name="experience-list",
)
def list_experiences(
    request: HttpRequest,
    response: HttpResponse,
    slug: SlugInPath,
    key: KeyInPath,
    language: Speak = SPOKEN,
    after: AfterKey = "",
    limit: Limit = PAGE,
) -> Any:
    """Public experiences on a topic whose authors agreed to reuse, newest first.

    Fewer than the topic's total: most authors agree to publishing here alone. There is no choice
    by country, relation or years.
    """
    topic = find_topic(slug, key)
    fresh(request, response, topic.condition.changed_at)
    found = Experience.objects.for_reuse().on(topic)
    if after:
        found = found.filter(Key.parse(after).older())
    found = found.select_related("live_revision", "author").newest_first()
    rows, has_more = cut(list(found[: limit + 1]), limit)
    titles = Titles(language, [topic.condition])
    for row in rows:
        row.topic = topic
    return {
        "items": [experience_answer(row, titles) for row in rows],
        "next": next_page(request, Key.of(rows[-1])) if has_more else None,
    }


@router.get(
    "/experiences/{uuid:public_id}", response=shapes.Experience, url_name="experience-detail"
)
def get_experience(
    request: HttpRequest, response: HttpResponse, public_id: UUID, language: Speak = SPOKEN
) -> Any:
    """One experience. 404 once its author took it down, or took the consent to reuse back: whoever
    keeps a copy asks here, at least once a day, and deletes it then."""
    experience = get_object_or_404(
        Experience.objects.for_reuse()
        .filter(topic__in=Topic.objects.asked().filter(condition__state="live"))
        .select_related("topic__condition", "live_revision", "author"),
        public_id=public_id,
    )
    fresh(request, response, experience.topic.condition.changed_at)
    return experience_answer(experience, Titles(language, [experience.topic.condition]))
