"""What a topic's page says to machines: schema.org, never more than the page shows people."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

from conditions.models import Topic
from conditions.pages import AskedQuestion, ConditionNames, ReviewedAnswer
from experiences.models import Experience

# Inside a script element only these can end it or begin a comment.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def topic_data(
    request: HttpRequest,
    names: ConditionNames,
    asked: AskedQuestion,
    topic: Topic | None,
    answer: ReviewedAnswer | None,
    experiences: Sequence[Experience],
) -> SafeString:
    """JSON-LD of a ``MedicalWebPage``; ``lastReviewed`` and ``reviewedBy`` only with the badge."""
    page: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "url": request.build_absolute_uri(request.path),
        "name": asked.title,
        "inLanguage": names.language,
        "about": {
            "@type": "MedicalCondition",
            "name": names.preferred,
            "alternateName": names.in_short,
        },
    }
    if answer:
        if not asked.question.behind_choice:
            page["description"] = answer.revision.short_answer
        if answer.updated_on:
            page["dateModified"] = answer.updated_on.isoformat()
        if answer.badge.stands and answer.badge.review:
            review = answer.badge.review
            page["lastReviewed"] = review.reviewed_at.date().isoformat()
            page["reviewedBy"] = {
                "@type": "Person",
                "name": review.reviewer_name,
                "jobTitle": review.credentials,
                "url": request.build_absolute_uri(review.reviewer.get_absolute_url()),
            }
    if topic:
        page["commentCount"] = topic.experience_count
        page["comment"] = [
            comment(request, experience) for experience in experiences if experience.may_be_indexed
        ]
    return SafeString(json.dumps(page, ensure_ascii=False).translate(ESCAPES))


def comment(request: HttpRequest, experience: Experience) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@type": "Comment",
        "inLanguage": experience.language,
        "text": experience.live_revision.text if experience.live_revision else "",
        "url": request.build_absolute_uri(experience.get_absolute_url()),
    }
    if experience.published_at:
        said["dateCreated"] = experience.published_at.date().isoformat()
    if experience.signed_with_pen_name and experience.author:
        said["author"] = {"@type": "Person", "name": experience.signature}
    return said
