"""A text as readers will see it once it is signed."""

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from conditions.markdown import fill_tokens, render
from conditions.models import ReviewerProfile, Revision, Source
from conditions.permissions import Person, reviewer_of


@dataclass(frozen=True)
class PublicPreview:
    revision: Revision
    sources: list[Source]
    due_on: date
    # Whose name will stand under it, where whoever looks may sign.
    reviewer: ReviewerProfile | None

    @property
    def long_answer(self) -> SafeString:
        """Made anew from the text, through the allow-list of the one renderer."""
        topic = self.revision.summary.topic
        totals = {
            "member_count": topic.condition.member_count,
            "person_count": topic.person_count,
        }
        return SafeString(fill_tokens(render(self.revision.body), totals))


def public_preview(
    revision: Revision, sources: list[Source], person: Person, due_on: date
) -> PublicPreview:
    reviewer = reviewer_of(person)
    return PublicPreview(revision, sources, due_on, reviewer)
