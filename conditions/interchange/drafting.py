"""Imports documents: each becomes a draft, or a revision that is signed and public."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from common.import_report import ImportReport
from conditions.codes import parse_code
from conditions.interchange.document import Document, SignedReview
from conditions.models import (
    Condition,
    FormerSlug,
    Question,
    Review,
    ReviewerProfile,
    Revision,
    Source,
    Summary,
    Topic,
)
from conditions.summaries import workflow
from conditions.summaries.signing.statement import text_json

State = Revision.State
NOON = time(12)
SIGNED = "reviewed summaries"
DRAFTS = "drafts"
NEEDS_KEY = (
    "this site takes signatures by the reviewer's key only: leave out the review, and it comes in "
    "as a draft"
)


def import_documents(documents: Iterable[Document], report: ImportReport) -> None:
    """All of them or, when one is refused, none. Signed texts come before the drafts upon them."""
    seen: dict[tuple[int, int, str, bool], Document] = {}
    with transaction.atomic():
        for document in sorted(documents, key=lambda document: document.review is None):
            condition, question = find_condition(document), find_question(document)
            key = (condition.pk, question.pk, document.language, document.review is None)
            if key in seen:
                problem = f"{seen[key].path} is about the same topic in the same language"
                raise document.refuse("question", problem)
            seen[key] = document
            take(document, condition, question, report)


def take(
    document: Document,
    condition: Condition,
    question: Question,
    report: ImportReport,
    by: Sequence[AbstractBaseUser] = (),
) -> None:
    """Bring one document in; the same again changes nothing."""
    if document.language not in dict(settings.LANGUAGES):
        raise document.refuse("language", f"the site has no language {document.language}")
    if document.review and settings.REVIEWS_NEED_KEY:
        raise document.refuse("review", NEEDS_KEY)
    kind = SIGNED if document.review else DRAFTS
    reviewer = find_reviewer(document) if document.review else None
    summary = Summary.objects.filter(
        topic__condition=condition, topic__question=question, language=document.language
    ).first()
    if summary is not None:
        if is_here(document, summary):
            report.unchanged(kind)
            return
        refuse_to_overtake(document, summary)
    draft = same_draft(document, summary) if summary else None
    if draft is None:
        draft = create_draft(document, condition, question, by)
    if document.review and reviewer:
        sign(document, draft, document.review, reviewer)
    report.created(kind)


def find_condition(document: Document) -> Condition:
    """By its address, one it once had, or a code such as MONDO:0100347."""
    text = document.condition
    code = parse_code(text)
    if code:
        system, value = code
        found = list(
            Condition.objects.live().filter(codes__system=system, codes__value=value).distinct()[:2]
        )
        if len(found) > 1:
            raise document.refuse("condition", f"{text} fits several conditions")
    else:
        found = list(Condition.objects.filter(slug=text))
        found = found or [former.condition for former in FormerSlug.objects.filter(slug=text)]
    if not found:
        raise document.refuse("condition", f"no condition here is {text}")
    if found[0].merged_into:
        raise document.refuse("condition", f"{text} was merged into {found[0].merged_into.slug}")
    return found[0]


def find_question(document: Document) -> Question:
    question = Question.objects.filter(key=document.question).first()
    if question is None:
        raise document.refuse("question", f"there is no question {document.question}")
    if question.from_catalogue:
        raise document.refuse("question", f"{question} is answered by the catalogue")
    return question


def find_reviewer(document: Document) -> ReviewerProfile:
    slug = document.review.reviewer if document.review else ""
    reviewer = ReviewerProfile.objects.filter(slug=slug).first()
    if reviewer is None:
        raise document.refuse("review", f"there is no reviewer {slug}")
    return reviewer


def is_here(document: Document, summary: Summary) -> bool:
    """A signed text counts as here once that review of that text is; a draft, while the newest
    revision reads the same."""
    text = document_text(document)
    if document.review is None:
        newest = summary.revisions.order_by("-number").first()
        return newest is not None and revision_text(newest) == text
    reviews = Review.objects.filter(
        revision__summary=summary, verdict=Review.Verdict.APPROVED
    ).select_related("reviewer", "revision__summary")
    return any(
        signed_review(review) == document.review and revision_text(review.revision) == text
        for review in reviews
    )


def signed_review(review: Review) -> SignedReview:
    return SignedReview(
        reviewer=review.reviewer.slug,
        reviewed_on=timezone.localdate(review.reviewed_at),
        interests=review.interests,
        note=review.note,
    )


def refuse_to_overtake(document: Document, summary: Summary) -> None:
    """Nobody's work is pushed aside: neither a text that a reviewer has, nor a later signature."""
    if summary.revisions.awaiting_review().exists():
        raise document.refuse("question", "a revision of this summary is in review")
    live = summary.live_review
    if document.review and live:
        public_since = timezone.localdate(live.reviewed_at)
        if document.review.reviewed_on < public_since:
            problem = f"given before the review of the public text ({public_since})"
            raise document.refuse("review", problem)


def same_draft(document: Document, summary: Summary) -> Revision | None:
    """The draft on top, when it is this text: then that is what gets signed."""
    newest = summary.revisions.order_by("-number").first()
    if newest is None or newest.state not in (State.DRAFT, State.CHANGES_REQUESTED):
        return None
    return newest if revision_text(newest) == document_text(document) else None


def create_draft(
    document: Document, condition: Condition, question: Question, by: Sequence[AbstractBaseUser]
) -> Revision:
    topic, _ = Topic.objects.get_or_create(condition=condition, question=question)
    return workflow.create_draft(
        topic,
        document.language,
        short_answer=document.short_answer,
        body=document.body,
        sources=numbered_sources(document),
        by=by,
        change_note=document.change_note,
        attribution=document.attribution,
    )


def sign(
    document: Document, draft: Revision, review: SignedReview, reviewer: ReviewerProfile
) -> None:
    """Submit and approve as of noon of the day of the review.

    The reviewer must be verified now and must have been allowed to sign on that day; that the site
    verified them only later does not matter.
    """
    at = min(noon(review), timezone.now())
    try:
        with transaction.atomic():
            workflow.submit_for_review(draft, version=draft.version)
            workflow.approve(
                draft,
                by=reviewer,
                version=draft.version,
                interests=review.interests,
                note=review.note,
                at=at,
            )
    except workflow.KeyNeeded as error:
        problem = f"{reviewer} has a key, and signs with it only: leave out the review"
        raise document.refuse("review", problem) from error
    except workflow.OwnWork as error:
        raise document.refuse("review", f"{reviewer} wrote some of this text") from error
    except workflow.CredentialsLapsed as error:
        problem = f"{reviewer} is not verified, or was not on {review.reviewed_on}"
        raise document.refuse("review", problem) from error
    # A text is not written after it was signed.
    Revision.objects.filter(pk=draft.pk).update(
        created_at=min(draft.created_at, at), submitted_at=at
    )


def noon(review: SignedReview) -> datetime:
    return timezone.make_aware(datetime.combine(review.reviewed_on, NOON))


def numbered_sources(document: Document) -> list[Source]:
    return [
        Source(number=number, **vars(source))
        for number, source in enumerate(document.sources, start=1)
    ]


def document_text(document: Document) -> str:
    revision = Revision(
        summary=Summary(language=document.language),
        short_answer=document.short_answer,
        body=document.body,
        attribution=document.attribution,
    )
    return text_json(revision, numbered_sources(document))


def revision_text(revision: Revision) -> str:
    return text_json(revision, revision.sources.all())
