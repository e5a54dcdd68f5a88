"""The receipt of a review: what was signed, by whom, and all that a stranger needs to check it."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from common.diffs import Piece, word_diff
from conditions.asked import topic_titles
from conditions.models import Confirmation, Review, SigningEntry
from conditions.summaries.signing.badge import live_badge, receipt_badge
from conditions.summaries.signing.checklist import confirmed
from conditions.summaries.signing.proof import confirmations_of, proof_of
from conditions.summaries.signing.statement import parsed


class ReviewDetailView(DetailView[Review]):
    """The receipt of one approval: who signed what, when, and whether it still stands."""

    slug_field = "public_id"
    slug_url_kwarg = "public_id"
    context_object_name = "review"
    template_name = "conditions/reading/review_detail.html"

    def get_queryset(self) -> QuerySet[Review]:
        return Review.objects.public().with_topic()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review = self.object
        revision = review.revision
        summary, topic = revision.summary, revision.summary.topic
        is_live = summary.live_review_id == review.pk and summary.is_published
        user = self.request.user
        sentences = confirmed(review.checklist, get_language() or "")
        steps = list(review.wording_steps.order_by("pk"))
        entries = SigningEntry.objects.filter(review=review, kind=SigningEntry.Kind.SIGNED)
        return super().get_context_data(
            revision=revision,
            topic=topic,
            title=topic_titles([topic], get_language())[topic.pk],
            is_live=is_live,
            sources=list(revision.sources.all()),
            said=said(review),
            # ``signed`` is about the text of the review, ``badge`` about the public text that rests
            # on it.
            signed=receipt_badge(review, timezone.localdate()),
            badge=live_badge(summary) if is_live else None,
            steps=steps,
            **(since_signed(review) if steps and is_live else {}),
            entry=entries.first(),
            confirmations=[shown(each, review) for each in confirmations_of(review)],
            proof=proof_of(review),
            confirmed=sentences,
            is_translated=any(each.is_translated for each in sentences),
            is_own=user.pk is not None and review.reviewer.user_id == user.pk,
            **kwargs,
        )


def said(review: Review) -> dict[str, Any]:
    """The statement's own words; of a review that was not taken into the log, the row's."""
    try:
        return dict(parsed(review.statement).data)
    except ValueError:
        reviewer = {
            "name": review.reviewer_name,
            "credentials": review.credentials,
            "interests": review.interests,
            "standing": "unconfirmed",
        }
        return {"reviewer": reviewer, "language": review.revision.summary.language}


def since_signed(review: Review) -> dict[str, list[Piece]]:
    """How the public text differs from the signed one."""
    live = review.revision.summary.live_revision
    assert live is not None
    return {
        "short_answer_since": word_diff(review.revision.short_answer, live.short_answer),
        "body_since": word_diff(review.revision.body, live.body),
    }


def shown(confirmation: Confirmation, review: Review) -> dict[str, Any]:
    """The name that a confirmation gave to a review, and who gave it."""
    data = parsed(confirmation.statement).data
    topics = [each for each in data["topics"] if each["review"] == str(review.public_id)]
    return {
        "confirmation": confirmation,
        "title": topics[0]["new"]["title"],
        "name": data["reviewer"]["name"],
        "credentials": data["reviewer"]["credentials"],
    }


def find_review(public_id: str) -> Review:
    return get_object_or_404(Review.objects.public().with_topic(), public_id=public_id)


@require_safe
def review_statement(request: HttpRequest, public_id: str) -> HttpResponse:
    """The statement, byte for byte as it was signed."""
    review = find_review(public_id)
    if not review.statement:
        raise Http404("this review was not taken into the signing log")
    return open_to_all(
        HttpResponse(review.statement.encode(), content_type="application/json"),
        f"review-{review.public_id}.json",
    )


@require_safe
def review_proof(request: HttpRequest, public_id: str) -> HttpResponse:
    """What ``verify_review.py`` reads."""
    review = find_review(public_id)
    proof = proof_of(review)
    if proof is None:
        raise Http404("this review was not taken into the signing log")
    answer = JsonResponse(proof, json_dumps_params={"ensure_ascii": False})
    return open_to_all(answer, f"proof-{review.public_id}.json")


def open_to_all(answer: HttpResponse, name: str) -> HttpResponse:
    """Other sites may read it; search engines list receipts no more than their data."""
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def review_text(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where the signed text was before there were statements."""
    return redirect("conditions:review-statement", public_id, permanent=True)
