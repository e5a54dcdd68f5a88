"""Summaries and daily counts of a condition that is merged into another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from conditions.models import (
    Contribution,
    DailyCount,
    ErrorReport,
    Question,
    Revision,
    Summary,
    Topic,
)
from conditions.summaries.signing import events, log
from conditions.summaries.workflow import create_draft, submit_for_review
from conditions.summaries.workflow.drafts import copied

State = Revision.State
OPEN = (State.IN_REVIEW, State.CHANGES_REQUESTED, State.DRAFT)

# Choices for a public text where the other page has one of its own.
DRAFT, REVIEW, LEAVE = "draft", "review", "leave"
CLASH_CHOICES = {
    DRAFT: _("Keep the other page’s text, and put this one on the desk as a draft"),
    REVIEW: _("Keep the other page’s text until a reviewer has signed this one for the page"),
    LEAVE: _("Keep the other page’s text; this one stays in the history of its own condition"),
}


@dataclass(frozen=True)
class Answer:
    """A summary that is to go over, and what is there in its place."""

    summary: Summary
    question: Question
    live: Revision | None
    open: Sequence[Revision]
    there: Summary | None

    @property
    def key(self) -> str:
        """Names the choice in a form."""
        return f"answer-{self.summary.pk}"

    @property
    def clashes(self) -> bool:
        return bool(self.live and self.there and self.there.live_revision_id)

    @property
    def is_review_taken(self) -> bool:
        """The other page can have one text in review, and has it."""
        return bool(self.there and self.there.revisions.filter(state=State.IN_REVIEW).exists())

    @property
    def choices(self) -> Mapping[str, object]:
        offered: dict[str, object] = dict(CLASH_CHOICES)
        if self.is_review_taken or any(each.state == State.IN_REVIEW for each in self.open):
            del offered[REVIEW]
        return offered


def answers_of(origin_id: int, target_id: int) -> list[Answer]:
    there = {
        (summary.topic.question_id, summary.language): summary
        for summary in Summary.objects.filter(topic__condition=target_id).select_related("topic")
    }
    summaries = (
        Summary.objects.filter(topic__condition=origin_id)
        .select_related("topic__question", "live_revision")
        .order_by("topic__question__position", "topic__question__key", "language")
    )
    answers = [
        Answer(
            summary=summary,
            question=summary.topic.question,
            live=summary.live_revision,
            open=list(summary.revisions.filter(state__in=OPEN).order_by("number")),
            there=there.get((summary.topic.question_id, summary.language)),
        )
        for summary in summaries
    ]
    return [answer for answer in answers if answer.live or answer.open]


def hand_over(answer: Answer, topic: Topic, *, choice: str, why: str) -> None:
    """Called inside the caller's transaction, after ``log.lock``. ``why`` is the note in the other
    page's history."""
    candidates = []
    if answer.live is not None:
        answer.live.summary = answer.summary
        if not answer.clashes or choice != LEAVE:
            candidates.append(copy(answer.live, topic, why))
        # Its receipt says that it is no longer public; its signature stays with it.
        Summary.objects.filter(pk=answer.summary.pk).update(
            live_revision=None, live_review=None, renamed_at=None
        )
        log.append(events.published(None, answer.summary, events.MERGED))
    was_in_review = [each.pk for each in answer.open if each.state == State.IN_REVIEW]
    moved = [move(revision, topic) for revision in answer.open]
    waiting = [revision for revision in moved if revision.pk in was_in_review]
    wants_review = waiting or (candidates if not answer.clashes or choice == REVIEW else [])
    if wants_review and not answer.is_review_taken:
        submit_for_review(wants_review[0], version=wants_review[0].version)


def copy(revision: Revision, topic: Topic, why: str) -> Revision:
    """A new revision for another page. Whoever wrote a word of it may not sign it there either."""
    made = create_draft(
        topic,
        revision.summary.language,
        short_answer=revision.short_answer,
        body=revision.body,
        sources=[copied(source) for source in revision.sources.all()],
        change_note=why,
        attribution=revision.attribution,
    )
    put_writers(made, writers_of(revision))
    # Open reports of errors in these words move with them.
    open_reports = ErrorReport.objects.filter(outcome=ErrorReport.Outcome.OPEN)
    open_reports.filter(revision=revision).update(revision=made)
    return made


def writers_of(revision: Revision) -> list[int]:
    """Whoever wrote any text of the summary up to this one: it may have their words."""
    writers = Contribution.objects.filter(
        revision__summary=revision.summary_id, revision__number__lte=revision.number
    )
    return sorted(set(writers.values_list("person", flat=True)))


def put_writers(revision: Revision, people: Iterable[int]) -> None:
    rows = [Contribution(revision=revision, person_id=person) for person in people]
    Contribution.objects.bulk_create(rows, ignore_conflicts=True)


def move(revision: Revision, topic: Topic) -> Revision:
    """Appends an unsigned text to the other page's revisions. Its new version refuses a form that
    shows it under its old page. What it was made from stays behind, so whoever wrote that is named
    with it."""
    put_writers(revision, writers_of(revision))
    summary, _made = Summary.objects.get_or_create(topic=topic, language=revision.summary.language)
    numbers = summary.revisions.aggregate(last=Max("number"))
    if revision.import_key and summary.revisions.filter(import_key=revision.import_key).exists():
        revision.import_key = ""
    revision.summary = summary
    revision.number = (numbers["last"] or 0) + 1
    revision.version += 1
    # It would replace another text now, which is more than a change of wording.
    revision.significance = Revision.Significance.MEDIUM
    if revision.state == State.IN_REVIEW:
        revision.state = State.DRAFT
    revision.save()
    return revision


def answer_choices(answers: Sequence[Answer]) -> Mapping[str, Mapping[str, object]]:
    """The choices that have to be made, by their names in the form."""
    return {answer.key: answer.choices for answer in answers if answer.clashes}


def add_counts(origin: Topic, target: Topic) -> None:
    """Adds up the daily counts of both topics."""
    for row in DailyCount.objects.filter(topic=origin):
        same = DailyCount.objects.filter(
            topic=target, kind=row.kind, language=row.language, day=row.day
        )
        if same.update(number=F("number") + row.number):
            row.delete()
        else:
            DailyCount.objects.filter(pk=row.pk).update(topic=target)
