"""Data for the page on which a reviewer, or a second editor, decides on a text."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from common.diffs import Row, side_by_side
from common.guards import Person
from conditions.asked import topic_titles
from conditions.markdown import fill_tokens, parser
from conditions.models import Review, ReviewerProfile, ReviewNote, Revision, Source
from conditions.models.reviews import SECTION_MAX
from conditions.permissions import (
    can_approve_wording,
    can_edit_summaries,
    can_sign,
    may_sign_today,
    reviewer_of,
)
from conditions.summaries.rendering import html_of
from conditions.summaries.signing.badge import Badge, live_badge
from conditions.summaries.signing.checklist import Checklist, current
from conditions.summaries.signing.passages import Finding
from conditions.summaries.signing.statement import add_months
from conditions.summaries.signing.wording_guard import headings, needs_signature


@dataclass(frozen=True)
class PublicPreview:
    revision: Revision
    sources: list[Source]
    due_on: date
    # The person who looks, if a reviewer: their name will stand under it.
    reviewer: ReviewerProfile | None

    @property
    def long_answer(self) -> SafeString:
        """Made anew from the text, through the allow-list of the one renderer."""
        totals = self.revision.summary.topic.totals
        return SafeString(fill_tokens(html_of(self.revision.body), totals))


@dataclass(frozen=True)
class CitedSource:
    """A source of the text in review, and how it stands to those of the public one."""

    source: Source
    is_new: bool


@dataclass(frozen=True)
class Desk:
    """A revision as one person at the desk sees it."""

    revision: Revision
    person: Person

    @cached_property
    def title(self) -> str:
        topic = self.revision.summary.topic
        return topic_titles([topic], get_language())[topic.pk]

    @cached_property
    def base(self) -> Revision | None:
        """The public text that it would replace."""
        live = self.revision.summary.live_revision
        return live if live and live.pk != self.revision.pk else None

    @cached_property
    def badge(self) -> Badge:
        return live_badge(self.revision.summary)

    # The text

    @cached_property
    def sources(self) -> list[Source]:
        return list(self.revision.sources.all())

    @cached_property
    def short_answer(self) -> list[Row]:
        return side_by_side(self.base.short_answer if self.base else "", self.revision.short_answer)

    @cached_property
    def body(self) -> list[Row]:
        return side_by_side(self.base.body if self.base else "", self.revision.body)

    @cached_property
    def cited_sources(self) -> list[CitedSource]:
        before = set(map(as_cited, self.base.sources.all())) if self.base else set()
        return [
            CitedSource(source, is_new=bool(self.base) and as_cited(source) not in before)
            for source in self.sources
        ]

    @cached_property
    def dropped_sources(self) -> list[Source]:
        now = set(map(as_cited, self.sources))
        before = self.base.sources.all() if self.base else []
        return [source for source in before if as_cited(source) not in now]

    @cached_property
    def sections(self) -> list[str]:
        """The headings that a note may be about."""
        return [
            gettext("Short answer"),
            *section_headings(self.revision.body),
            gettext("Sources"),
            gettext("The whole text"),
        ]

    # Reviews and notes

    @cached_property
    def notes(self) -> list[ReviewNote]:
        return list(self.revision.notes.select_related("written_by", "resolved_by"))

    @property
    def open_notes(self) -> list[ReviewNote]:
        return [note for note in self.notes if note.is_open]

    @cached_property
    def reviews(self) -> list[Review]:
        return list(self.revision.reviews.select_related("reviewer"))

    @property
    def decision(self) -> Review | None:
        """The last one."""
        return self.reviews[0] if self.reviews else None

    # What this person may do

    @property
    def is_waiting(self) -> bool:
        return self.revision.state == Revision.State.IN_REVIEW

    @cached_property
    def reviewer(self) -> ReviewerProfile | None:
        return reviewer_of(self.person)

    @property
    def is_reviewer(self) -> bool:
        return self.reviewer is not None

    @cached_property
    def may_sign(self) -> bool:
        return not self.hindrance and self.is_reviewer and self.is_waiting

    @cached_property
    def hindrance(self) -> str:
        """Why a reviewer cannot sign this text, in words."""
        if self.reviewer is None:
            return ""
        if not may_sign_today(self.reviewer, timezone.localdate()):
            return gettext(
                "Your credentials are not verified, or no longer valid, so that you cannot sign. "
                "An administrator can look them up again."
            )
        if not can_sign(self.person, self.revision):
            return gettext(
                "You wrote some of this text since it was last signed, so that somebody else has "
                "to review it."
            )
        return ""

    @property
    def may_note(self) -> bool:
        return self.is_waiting and (self.is_reviewer or can_edit_summaries(self.person))

    @property
    def may_settle(self) -> bool:
        is_open = self.revision.state != Revision.State.APPROVED
        return is_open and (self.is_reviewer or can_edit_summaries(self.person))

    @cached_property
    def is_wording(self) -> bool:
        """Handed in as a change of wording alone, upon a text whose review holds."""
        return (
            self.revision.significance == Revision.Significance.TYPO
            and self.base is not None
            and self.badge.review is not None
        )

    @cached_property
    def findings(self) -> list[Finding]:
        """Changes that are more than wording."""
        return needs_signature(self.base, self.revision) if self.is_wording and self.base else []

    @cached_property
    def may_approve_wording(self) -> bool:
        return (
            self.is_waiting
            and self.is_wording
            and not self.findings
            and can_approve_wording(self.person, self.revision)
        )

    # What signing means

    @property
    def checklist(self) -> Checklist:
        return current()

    @property
    def due_on(self) -> date:
        """The due day of the next review, if it is signed today."""
        months = self.revision.summary.topic.question.review_months
        return add_months(timezone.localdate(), months)


def as_cited(source: Source) -> tuple[object, ...]:
    """A source without its number: it stays the same source when it moves up the list."""
    return source.title, source.publisher, source.year, source.link


def section_headings(body: str) -> list[str]:
    found = (content[:SECTION_MAX] for _tag, content in headings(parser().parse(body)) if content)
    return list(dict.fromkeys(found))
