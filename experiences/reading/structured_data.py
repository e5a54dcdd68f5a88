"""JSON-LD (schema.org) of a topic's page, never more than the page shows people."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from common.languages import site_address
from conditions.asked import AskedQuestion
from conditions.display_names import ConditionNames
from conditions.models import Topic
from conditions.reading.answers import ReviewedAnswer
from conditions.reading.structured_data import as_script, breadcrumb, catalogue_step
from experiences.models import Experience


def topic_data(
    path: str,
    names: ConditionNames,
    asked: AskedQuestion,
    topic: Topic | None,
    answer: ReviewedAnswer | None,
    experiences: Sequence[Experience],
) -> SafeString:
    """JSON-LD of a ``MedicalWebPage``; ``lastReviewed`` and ``reviewedBy`` only with the badge."""
    page: dict[str, Any] = {
        "@type": "MedicalWebPage",
        "url": site_address(path),
        "name": asked.title,
        "inLanguage": names.language,
        "about": {
            "@type": "MedicalCondition",
            "name": names.preferred,
            "alternateName": [name.text for name in names.in_short],
        },
    }
    if answer:
        page |= answer_data(answer, asked)
    if topic:
        page["commentCount"] = topic.experience_count
        page["comment"] = [
            comment_data(experience) for experience in experiences if experience.may_be_indexed
        ]
    page["breadcrumb"] = breadcrumb(
        catalogue_step(),
        (names.preferred, names.condition.get_absolute_url()),
        (asked.label, path),
    )
    return as_script(page)


def answer_data(answer: ReviewedAnswer, asked: AskedQuestion) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if not asked.question.behind_choice:
        data["description"] = answer.revision.short_answer
    if answer.updated_on:
        data["dateModified"] = answer.updated_on.isoformat()
    if answer.badge.stands and answer.badge.review:
        review = answer.badge.review
        data["lastReviewed"] = review.reviewed_at.date().isoformat()
        data["reviewedBy"] = {
            "@type": "Person",
            "name": review.reviewer_name,
            "jobTitle": review.credentials,
            "url": site_address(review.reviewer.get_absolute_url()),
        }
    return data


def comment_data(experience: Experience) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@type": "Comment",
        "inLanguage": experience.language,
        "text": experience.live_revision.text if experience.live_revision else "",
        "url": site_address(experience.address),
    }
    if experience.published_at:
        data["dateCreated"] = experience.published_at.date().isoformat()
    if experience.signed_with_pen_name and experience.author:
        data["author"] = {"@type": "Person", "name": experience.signature}
    return data
