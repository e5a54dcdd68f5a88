"""Reviewers behind whom two administrators stand, and entries of the log about them."""

from django.utils import timezone

from conditions.models import Review, ReviewerProfile, SigningEntry, Topic
from conditions.summaries import reviewers
from conditions.summaries.signing import log
from conditions.summaries.signing.log import Event
from diseasemaps.accounts import roles
from diseasemaps.accounts.models import User
from tests import factories

EVIDENCE = {
    "kind": "register",
    "register": "A public register",
    "number": "1234567",
    "seen_on": "2026-11-02",
}


def fields(**given: object) -> dict[str, object]:
    number = next(factories.numbers)
    return {
        "slug": f"dr-known-{number}",
        "name": f"Dr Known {number}",
        "credentials": "MD",
        "verified_how": "register looked up",
        "verified_on": timezone.localdate(),
        **given,
    }


def confirmed_reviewer(user: User | None = None, **given: object) -> ReviewerProfile:
    return reviewers.confirm(
        None,
        asked_by=factories.make_person(),
        confirmed_by=factories.make_person(),
        fields=fields(**given),
        user=user or factories.make_with_role(roles.MEDICAL_REVIEWER),
        evidence=EVIDENCE,
    )


def review_by(reviewer: ReviewerProfile, topic: Topic | None = None) -> Review:
    """Of a text that is public now."""
    revision = factories.make_published(topic or factories.make_topic(), reviewer=reviewer)
    return revision.reviews.get()


def entry_signed(reviewer: ReviewerProfile, topic: Topic | None = None) -> SigningEntry:
    """Of a review's signature. The transition may have written it already."""
    review = review_by(reviewer, topic)
    found = review.log_entries.filter(kind="signed").first()
    if found is not None:
        return found
    said = {"review": str(review.public_id), "reviewer": reviewer.pk}
    summary = review.revision.summary
    event = Event("signed", said, summaries=[summary], reviewer=reviewer, review=review)
    return log.append(event)[0]
