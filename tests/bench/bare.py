"""The yardstick: a topic's page as plain Django, with the same content and nothing around it.

The rows are read with ``select_related``, one template without include, translation, form or
custom tag writes them out, and no middleware runs. What it lacks of the real page is not what a
reader sees but what the site is for: the check of the badge, languages, filters, policy headers.
"""

import json
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from conditions.models import Name, Notice, Question, Review, Source, Summary, Topic
from conditions.summaries.rendering import html_of
from experiences.models import Experience

TEMPLATE = engines["django"].from_string(
    (Path(__file__).parent / "bare.html").read_text(encoding="utf-8")
)


def bare(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    topic = Topic.objects.select_related("condition", "question").get(
        condition__slug=slug, question__key=key
    )
    condition = topic.condition
    summary = Summary.objects.select_related("live_revision").get(topic=topic, language="en")
    revision = summary.live_revision
    review = Review.objects.select_related("reviewer").get(revision=revision)
    experiences = list(
        Experience.objects.filter(topic=topic, state="public")
        .select_related("author", "live_revision")
        .order_by("-published_at", "-pk")[:20]
    )
    title = f"What causes {condition.name}?"
    context = {
        "title": title,
        "topic": topic,
        "condition": condition,
        "revision": revision,
        "long_answer": html_of(revision.body),
        "review": review,
        "sources": list(Source.objects.filter(revision=revision)),
        "names": list(Name.objects.filter(condition=condition)),
        "notices": list(Notice.objects.filter(condition=condition)),
        "experiences": experiences,
        "questions": list(
            Question.objects.filter(texts__language="en").values_list(
                "key", "texts__title", "from_catalogue"
            )
        ),
        "data": json.dumps(
            {
                "@type": "MedicalWebPage",
                "name": title,
                "description": revision.short_answer,
                "lastReviewed": review.reviewed_at.date().isoformat(),
                "comment": [
                    {
                        "@type": "Comment",
                        "inLanguage": experience.language,
                        "text": experience.live_revision.text,
                        "url": request.build_absolute_uri(f"/experiences/{experience.public_id}/"),
                        "dateCreated": experience.published_at.date().isoformat(),
                        "author": {"@type": "Person", "name": experience.author.pen_name},
                    }
                    for experience in experiences
                ],
            }
        ),
    }
    return HttpResponse(TEMPLATE.render(context, request))


urlpatterns = [path("conditions/<slug:slug>/<slug:key>/", bare)]
