from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from conditions.models import Review, ReviewerProfile
from conditions.pages.head import head_tags
from conditions.pages.structured_data import reviewer_data
from conditions.pages.titles import review_cards, topic_titles
from conditions.permissions import may_sign_today
from conditions.signing.badge import badge
from conditions.signing.canonical import canonical_text
from conditions.signing.checklist import confirmed
from conditions.workflow import live_badge

PER_PAGE = 100  # reviews


class ReviewerDetailView(DetailView):
    """A reviewer: credentials, interests and everything signed that is public."""

    model = ReviewerProfile
    context_object_name = "reviewer"
    template_name = "conditions/reviewer_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = Paginator(self.object.reviews.public().with_topic(), PER_PAGE)
        page = pages.get_page(self.request.GET.get("page"))
        today = timezone.localdate()
        return super().get_context_data(
            page_obj=page,
            head=head_tags(self.request, title=self.object.name),
            structured_data=reviewer_data(self.object, self.request.path),
            cards=review_cards(page, get_language()),
            today=today,
            may_sign=may_sign_today(self.object, today),
            **kwargs,
        )


class ReviewDetailView(DetailView):
    """The receipt of one approval: who signed what, when, and whether it still stands."""

    slug_field = "public_id"
    slug_url_kwarg = "public_id"
    context_object_name = "review"
    template_name = "conditions/review_detail.html"

    def get_queryset(self) -> QuerySet[Review]:
        return Review.objects.public().with_topic()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review = self.object
        revision = review.revision
        summary, topic = revision.summary, revision.summary.topic
        sources = list(revision.sources.all())
        today = timezone.localdate()
        is_live = summary.live_review_id == review.pk and summary.is_published
        user = self.request.user
        sentences = confirmed(review.checklist, get_language() or "")
        return super().get_context_data(
            revision=revision,
            topic=topic,
            title=topic_titles([topic], get_language())[topic.pk],
            is_live=is_live,
            sources=sources,
            # Of the text that was signed; and of the one that is public and rests on it.
            signed=badge(revision, sources, review, today),
            badge=live_badge(summary) if is_live else None,
            steps=review.wording_steps.order_by("pk"),
            confirmed=sentences,
            is_translated=any(each.is_translated for each in sentences),
            is_own=user.pk is not None and review.reviewer.user_id == user.pk,
            **kwargs,
        )


@require_safe
def review_text(request: HttpRequest, public_id: str) -> HttpResponse:
    """The signed text, byte for byte as it was hashed, for whoever wants to check the hash."""
    review = get_object_or_404(Review.objects.public().with_topic(), public_id=public_id)
    text = canonical_text(review.revision, review.revision.sources.all())
    return HttpResponse(
        text.encode(),
        content_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="review-{review.public_id}.json"',
            "X-Robots-Tag": "noindex",
        },
    )
