from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import get_language
from django.views.generic import DetailView

from conditions.badge import badge
from conditions.models import Review, ReviewerProfile
from conditions.page_head import head_tags
from conditions.pages import review_cards, topic_titles
from conditions.structured_data import reviewer_data

PER_PAGE = 100  # reviews


class ReviewerDetailView(DetailView):
    """A reviewer: credentials, interests and everything signed that is public."""

    model = ReviewerProfile
    context_object_name = "reviewer"
    template_name = "conditions/reviewer_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = Paginator(self.object.reviews.public().with_topic(), PER_PAGE)
        page = pages.get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page_obj=page,
            head=head_tags(self.request, title=self.object.name),
            structured_data=reviewer_data(self.object, self.request.path),
            cards=review_cards(page, get_language()),
            **kwargs,
        )


class ReviewDetailView(DetailView):
    """The receipt of one approval: who signed what, when, and whether it still stands."""

    slug_field = "public_id"
    slug_url_kwarg = "public_id"
    context_object_name = "review"
    template_name = "conditions/review_detail.html"

    def get_queryset(self):
        return Review.objects.public().with_topic()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review = self.object
        revision = review.revision
        topic = revision.summary.topic
        sources = list(revision.sources.all())
        return super().get_context_data(
            revision=revision,
            topic=topic,
            title=topic_titles([topic], get_language())[topic.pk],
            is_live=revision.is_live,
            sources=sources,
            badge=badge(revision, sources, review, timezone.localdate()),
            **kwargs,
        )
