"""Loads the demo's desk: drafts in every state, requests and error reports of readers."""

from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from common.import_report import ImportReport
from conditions.desk.error_reports import report_error
from conditions.interchange import document, drafting, export
from conditions.models import (
    Condition,
    ErrorReport,
    Question,
    Review,
    ReviewerProfile,
    Revision,
    Summary,
    Topic,
)
from conditions.reading import reads
from conditions.summaries import workflow
from conditions.summaries.signing import checklist
from conditions.summaries.workflow.drafts import copied
from diseasemaps.accounts.demo_accounts import EDITOR
from diseasemaps.accounts.models import User

REPORT = (
    "An example, made up for this demo: in the second section a word seems to be missing after "
    "“usually”. Invented readers find invented mistakes."
)
# A sentence that an editor adds to a public text, and the reviewer's request.
ADDED = "\n\nMany people say that it took long until somebody put a name to it."
ASKED = "Please say where this comes from, or leave it to the experiences beside this text."
# The reason for taking a signature back, and a sentence that puts a translation behind.
TAKEN_BACK = (
    "An example, made up for this demo: a guideline behind this text is said to have changed. It "
    "has not, and nobody signed or took back anything."
)
NEWER = (
    "\n\nAn example, made up for this demo: this sentence was added later, so that the Spanish "
    "text is behind this one."
)
# Condition and question: how many invented readers asked for an answer, so many days ago.
REQUESTS = {
    ("marfan-syndrome", "exercise"): ((3, 1), (2, 6), (4, 20)),
    ("sarcoidosis", "diet"): ((2, 2), (1, 9)),
    ("friedreich-ataxia", "work"): ((1, 4),),
}
READS = {("carcinoid-syndrome", "diet"): 214, ("acromegaly", "symptoms"): 96}


def load(content: Path, today: date, report: ImportReport) -> None:
    """Loads the desk once: later changes by visitors of the demo stay."""
    if ErrorReport.objects.exists():
        report.unchanged("desk")
        return
    editor = User.objects.get(email=EDITOR)
    with transaction.atomic():
        waiting = begin_file(content / "waiting.md", editor)
        if waiting:
            workflow.hand_in(waiting, version=waiting.version)
        # Without an owner.
        if unfinished := begin_file(content / "unfinished.md", editor):
            workflow.hand_over(unfinished, to=None, version=unfinished.version)
        mine(editor)
        sent_back(editor)
        take_back(live("friedreich-ataxia", "diagnosis"))
        leave_translation_behind(live("carcinoid-syndrome", "symptoms"), editor)
        report_error(live("sarcoidosis", "overview"), text=REPORT)
        count(today)
    report.created("desk")


def begin_file(file: Path, editor: User) -> Revision | None:
    """None where a visitor of an older demo wrote on the same topic."""
    read = document.parse(export.read_text(file), str(file))
    topic = topic_of(read.condition, read.question)
    if Summary.objects.filter(topic=topic, language=read.language).exists():
        return None
    draft = workflow.begin_draft(topic, read.language, by=editor)
    return workflow.save_draft(
        draft,
        by=editor,
        version=draft.version,
        short_answer=read.short_answer,
        body=read.body,
        change_note=read.change_note,
        sources=drafting.numbered_sources(read),
    )


def mine(editor: User) -> None:
    """Begins a revision of a public text and leaves it unfinished."""
    change(live("acromegaly", "symptoms"), editor, "\n\n## When to get help\n\n::: soon\n")


def sent_back(editor: User) -> None:
    draft = change(live("marfan-syndrome", "symptoms"), editor, ADDED)
    if Revision.objects.awaiting_review().filter(summary=draft.summary_id).exists():
        return
    workflow.hand_in(draft, version=draft.version)
    reviewer = ReviewerProfile.objects.get(slug="dr-juniper-fictive")
    workflow.request_changes(draft, by=reviewer, version=draft.version, note=ASKED)


def take_back(text: Revision) -> None:
    review = text.reviews.get(verdict=Review.Verdict.APPROVED)
    workflow.withdraw(review, by=review.reviewer, reason=TAKEN_BACK)


def leave_translation_behind(text: Revision, editor: User) -> None:
    draft = change(text, editor, NEWER)
    workflow.hand_in(draft, version=draft.version)
    workflow.approve(
        draft,
        by=ReviewerProfile.objects.get(slug="dr-juniper-fictive"),
        version=draft.version,
        interests="None: an invented person has no interests to declare.",
        checklist=checklist.current().signed("en"),
        not_checked="Everything: nobody read it.",
        at=timezone.now() - timedelta(days=1),
    )


def change(text: Revision, editor: User, more: str) -> Revision:
    summary = text.summary
    draft = workflow.begin_draft(summary.topic, summary.language, by=editor, start=text)
    return workflow.save_draft(
        draft,
        by=editor,
        version=draft.version,
        short_answer=draft.short_answer,
        body=draft.body + more,
        attribution=draft.attribution,
        sources=[copied(source) for source in draft.sources.all()],
    )


def live(condition: str, question: str) -> Revision:
    return Revision.objects.select_related("summary__topic").get(
        live_for__topic__condition__slug=condition,
        live_for__topic__question__key=question,
        live_for__language="en",
    )


def count(today: date) -> None:
    for (condition, question), days in REQUESTS.items():
        topic = topic_of(condition, question)
        for number, ago in days:
            reads.add(topic.pk, "request", "en", today - timedelta(days=ago), number)
    for (condition, question), number in READS.items():
        topic = topic_of(condition, question)
        reads.add(topic.pk, "read", "en", today - timedelta(days=1), number)


def topic_of(condition: str, question: str) -> Topic:
    topic, _made = Topic.objects.get_or_create(
        condition=Condition.objects.get(slug=condition),
        question=Question.objects.get(key=question),
    )
    return topic
