from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.views.generic import TemplateView

from conditions.models import Question, ReviewerProfile, Summary
from conditions.pages.asked import wordings
from conditions.signing import checklist
from conditions.signing.findings import Finding
from conditions.upkeep.reminders import BEFORE


class EditorialPolicyView(TemplateView):
    """How summaries are written, reviewed and kept current here, from what the site really does."""

    template_name = "conditions/editorial_policy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        summaries = Summary.objects.of_live_conditions()
        language = get_language() or settings.LANGUAGE_CODE
        return super().get_context_data(
            today=today,
            reviewed=summaries.reviewed().count(),
            overdue=summaries.overdue(today).count(),
            without_review=summaries.without_review().count(),
            source_changed=summaries.source_changed().count(),
            reviewers=ReviewerProfile.objects.may_sign(today).count(),
            intervals=intervals(language),
            sentences=[item.sentence(language) for item in checklist.current().items],
            version=checklist.current().version,
            findings=[finding for finding in Finding if finding is not Finding.SIGNIFICANCE],
            reminders=BEFORE,
            small_number=settings.SMALL_NUMBER,
            is_demo=settings.DEMO,
            **kwargs,
        )


def intervals(language: str) -> list[dict[str, Any]]:
    """The questions that are written by people, by how long a review of their answers holds."""
    found: dict[tuple[int, str], list[str]] = {}
    for wording in wordings(language).values():
        question = wording.question
        if not question.from_catalogue:
            kind = str(Question.Kind(question.kind).label)
            found.setdefault((question.review_months, kind), []).append(wording.label)
    return [
        {"months": months, "kind": kind, "labels": labels}
        for (months, kind), labels in sorted(found.items())
    ]
