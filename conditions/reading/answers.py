"""Reviewed answers, safety notices and the grid of answers on a condition's pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.charts import Grid, grid
from common.prepared_queries import Prepared, PreparedJoin
from conditions.asked import AskedQuestion
from conditions.markdown import fill_tokens
from conditions.models import (
    Condition,
    Notice,
    Question,
    Revision,
    Source,
    Summary,
    Topic,
)
from conditions.summaries.rendering import html_of
from conditions.summaries.signing.badge import Badge, badge
from conditions.summaries.signing.shown import Shown, shown_of

SUMMARIES = PreparedJoin(lambda topic: Summary.objects.published().filter(topic=topic).with_proof())
SOURCES = Prepared(lambda revision: Source.objects.filter(revision=revision))
NOTICES = Prepared(Notice.objects.confirmed_of)
DONE, DUE, NONE = "done", "due", "none"
KEY = [(DONE, _("reviewed")), (DUE, _("review overdue")), (NONE, _("no summary yet"))]


@dataclass(frozen=True)
class ReviewedAnswer:
    """The public text of a summary with its sources and the claim it can make today."""

    summary: Summary
    revision: Revision
    sources: Sequence[Source]
    badge: Badge

    @property
    def updated_on(self) -> date | None:
        return self.revision.approved_at.date() if self.revision.approved_at else None

    def long_answer(self, totals: dict[str, int]) -> SafeString:
        """The body as HTML, made from the text through the allow-list."""
        return SafeString(fill_tokens(html_of(self.revision.body), totals))


@dataclass(frozen=True)
class Answers:
    """A topic's public summaries in all languages; one of them is read."""

    chosen: ReviewedAnswer | None = None
    languages: Sequence[str] = field(default_factory=tuple)


def public_answer(topic: Topic, language: str, today: date, shown: Shown | None = None) -> Answers:
    """The live summary in a language, or, where there is none, only what languages there are.

    Two queries: summaries with their reviews and entries of the log, and sources; one in all where
    nothing is published. ``shown`` is how the page names the topic; without it, two queries more.
    """
    summaries = {summary.language: summary for summary in SUMMARIES.of(topic.pk)}
    summary = summaries.get(language)
    if summary is None or summary.live_revision is None:
        return Answers(languages=tuple(summaries))
    revision = summary.live_revision
    revision.summary = summary
    summary.topic = topic
    sources = SOURCES.of(revision.pk)
    shown = shown or shown_of([(topic, language)])[topic.pk, language]
    claim = badge(summary, revision, sources, shown, today)
    return Answers(ReviewedAnswer(summary, revision, sources, claim), tuple(summaries))


def spoken_on(topics: Sequence[Topic]) -> set[str]:
    """The languages of public summaries and experiences on any of these topics, in one query."""
    summaries = Summary.objects.published().filter(topic__in=topics)
    spoken = set(summaries.values_list("language", flat=True).distinct())
    return spoken.union(*(topic.experience_languages for topic in topics))


def notices_above(
    condition: Condition, today: date, question: Question | None = None
) -> list[Notice]:
    """The safety notices that stand above a page of a condition today."""
    wanted = {None, question.pk if question else None}
    return [
        notice
        for notice in NOTICES.of(condition.pk)
        if notice.question_id in wanted and notice.starts_on <= today <= notice.ends_on
    ]


def coverage(questions: Iterable[AskedQuestion]) -> Grid:
    """A grid of the questions that people answer; the catalogue answers the others."""
    return grid(
        (asked.label, *standing(asked)) for asked in questions if not asked.question.from_catalogue
    )


def standing(asked: AskedQuestion) -> tuple[str, str]:
    if not asked.has_summary:
        return NONE, gettext("No summary yet")
    due = asked.topic.review_due_on if asked.topic else None
    is_standing = due is not None and timezone.localdate() <= due
    return (DONE if is_standing else DUE), asked.standing
