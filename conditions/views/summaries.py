from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.generic import TemplateView

from conditions.diffs import word_diff
from conditions.finding import find_condition
from conditions.models import Review, Revision, Topic
from conditions.pages.titles import topic_titles
from conditions.views.addresses import ConditionAddressMixin

SHOWN = 20  # texts, newest first; a comparison of two long ones takes some milliseconds


class SummaryHistoryView(ConditionAddressMixin, TemplateView):
    """Every text that was once public, newest first, each compared with the one before."""

    template_name = "conditions/summary_history.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.condition = find_condition(kwargs["slug"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = get_language()
        topic = get_object_or_404(
            Topic.objects.with_published_summary().select_related("condition", "question"),
            condition=self.condition,
            question__key=kwargs["key"],
        )
        revisions = list(
            Revision.objects.published()
            .of(topic, language)
            .select_related("summary", "wording_step__review")
            .prefetch_related("sources")[: SHOWN + 1]
        )
        reviews = {
            review.revision_id: review
            for review in Review.objects.public().of(revisions).with_standing()
        }
        shown = revisions[:SHOWN]
        return super().get_context_data(
            condition=self.condition,
            topic=topic,
            title=topic_titles([topic], language)[topic.pk],
            has_more=len(revisions) > SHOWN,
            entries=[
                {
                    "revision": revision,
                    "review": reviews.get(revision.pk),
                    "step": revision.last_step,
                    "short_answer": word_diff(older.short_answer, revision.short_answer)
                    if older
                    else None,
                    "body": word_diff(older.body, revision.body) if older else None,
                    "sources": word_diff(listed(older), listed(revision)) if older else None,
                }
                for revision, older in zip(shown, [*revisions[1:], None], strict=False)
            ],
            **kwargs,
        )


def listed(revision: Revision) -> str:
    """The sources as text, one a line, for comparing."""
    return "\n".join(
        f"{source.number}. {source.title}. {source.publisher} {source.link}"
        for source in revision.sources.all()
    )
