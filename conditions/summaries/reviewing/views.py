"""Pages of a text in review: compare, note, sign, send back; and take a signature back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common import kept_words
from common.guards import View
from common.requests import AuthenticatedHttpRequest
from conditions.asked import topic_titles
from conditions.desk.lists import LISTINGS
from conditions.models import Review, ReviewerProfile, ReviewNote, Revision
from conditions.permissions import can_see_desk, for_desk, guarded
from conditions.summaries import workflow
from conditions.summaries.reviewing.forms import (
    SEND_BACK,
    SIGN,
    WORDING,
    WRITE_NOTE,
    ReviewForm,
    WithdrawForm,
    answer_field,
)
from conditions.summaries.reviewing.fresh_factor import ask_first, is_fresh
from conditions.summaries.reviewing.review_page import Desk, PublicPreview
from conditions.summaries.reviewing.signing_page import (
    KEY_FIRST,
    Attempt,
    lacks_key,
    signed_or_asked,
    unavailable,
    usable_keys,
)
from conditions.summaries.signing.log import LogUnavailable
from conditions.summaries.signing.statement import Statement, review_statement
from conditions.summaries.workflow import AlreadyDecided, CredentialsLapsed, OpenNotes, OwnWork
from conditions.summaries.workflow.signatures import KeyNeeded

SETTLE_FIRST = gettext_lazy("Settle every note first: each one below says what is open.")
# A view that gets the desk of its text, and more from the address.
Step = Callable[..., HttpResponse]


def desk_of(request: AuthenticatedHttpRequest, pk: int) -> Desk:
    revision = get_object_or_404(
        Revision.objects.of_live_conditions().select_related(
            "summary__topic__condition", "summary__topic__question", "summary__live_revision"
        ),
        pk=pk,
    )
    return Desk(revision, request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
def revision_review(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Open to everybody at the desk, with the buttons that they may press. A POST only shows again
    what was typed."""
    desk = desk_of(request, pk)
    typed = request.POST.dict() if request.method == "POST" else kept_words.kept(request)
    initial = typed or {"interests": getattr(desk.reviewer, "interests", "")}
    form = ReviewForm(desk, initial=initial)
    return review_page(request, desk, form, was_kept=bool(typed) and request.method != "POST")


@dataclass(frozen=True)
class Signing:
    """What the page says of how a reviewer signs."""

    reviewer: ReviewerProfile
    is_fresh: bool

    @cached_property
    def lacks_key(self) -> bool:
        return lacks_key(self.reviewer)

    @cached_property
    def with_key(self) -> bool:
        return bool(usable_keys(self.reviewer))


def review_page(
    request: AuthenticatedHttpRequest,
    desk: Desk,
    form: ReviewForm,
    status: int | None = None,
    **more: Any,
) -> HttpResponse:
    context = {
        "desk": desk,
        "listings": LISTINGS,
        "revision": desk.revision,
        "form": form,
        "whose": kept_words.whose(request),
        "preview": PublicPreview(desk.revision, desk.sources, desk.due_on, desk.reviewer),
        "signing": desk.reviewer and Signing(desk.reviewer, is_fresh(request)),
        **more,
    }
    if request.method == "POST":
        context["status_without_page"] = status
    return render(request, "conditions/summaries/revision_review.html", context, status=status)


def on_text(verb: str) -> Callable[[Step], View]:
    """A step with a text in review. Whoever saw another version of it gets a 409 with the text as
    it is now and every word that they typed."""

    def decorate(step: Step) -> View:
        @require_POST
        @for_desk
        @wraps(step)
        def view(request: AuthenticatedHttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            desk = desk_of(request, pk)
            form = ReviewForm(desk, request.POST, verb=verb)
            form.full_clean()
            try:
                if form.seen != desk.revision.version:
                    raise AlreadyDecided(desk.revision)
                return step(request, desk, form, **kwargs)
            except AlreadyDecided:
                return too_late(request, pk)
            except (OwnWork, CredentialsLapsed) as error:
                raise PermissionDenied from error

        return view

    return decorate


def too_late(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    desk = desk_of(request, pk)
    form = ReviewForm(desk, initial=request.POST.dict())
    return review_page(request, desk, form, HTTPStatus.CONFLICT, is_too_late=True)


def again(request: AuthenticatedHttpRequest, desk: Desk, form: ReviewForm) -> HttpResponse:
    """The form with what is missing, every word in its place."""
    return review_page(request, desk, form, HTTPStatus.BAD_REQUEST)


def reviewer_at(desk: Desk) -> ReviewerProfile:
    """The reviewer who may decide; once the text is decided, anybody else comes too late."""
    if desk.reviewer is None or desk.hindrance:
        raise PermissionDenied
    if not desk.is_waiting:
        raise AlreadyDecided(desk.revision)
    return desk.reviewer


@on_text(SIGN)
def revision_sign(request: AuthenticatedHttpRequest, desk: Desk, form: ReviewForm) -> HttpResponse:
    """Publish the text under this reviewer's name."""
    reviewer = reviewer_at(desk)
    if not form.is_valid():
        return again(request, desk, form)
    if desk.open_notes:
        form.add_error(None, SETTLE_FIRST)
        return again(request, desk, form)
    if lacks_key(reviewer):
        form.add_error(None, KEY_FIRST)
        return again(request, desk, form)
    # With a key of their own, the reviewer is verified by the signature itself.
    if not usable_keys(reviewer) and not is_fresh(request):
        return ask_first(request)
    said = {
        "interests": form.cleaned_data["interests"],
        "note": form.cleaned_data["note"],
        "not_checked": form.cleaned_data["not_checked"],
        "checklist": desk.checklist.signed(get_language() or ""),
    }

    def statement_of(attempt: Attempt) -> Statement:
        return review_statement(
            desk.revision, by=reviewer, at=attempt.at, public_id=attempt.public_id, **said
        )

    def sign(attempt: Attempt) -> HttpResponse:
        review = workflow.approve(
            desk.revision,
            by=reviewer,
            version=form.seen,
            at=attempt.at,
            public_id=attempt.public_id,
            assertion=attempt.assertion,
            **said,
        )
        kept_words.forget(request, request.POST.get("page", ""))
        messages.success(request, _("Signed. The text is public under your name from now on."))
        return redirect(review)

    try:
        return signed_or_asked(
            request,
            reviewer,
            statement_of,
            sign,
            action=request.path,
            back=reverse("conditions:revision-review", args=[desk.revision.pk]),
            preview=PublicPreview(desk.revision, desk.sources, desk.due_on, reviewer),
        )
    except (OpenNotes, KeyNeeded) as error:
        raise AlreadyDecided(desk.revision) from error


@on_text(SEND_BACK)
def revision_request_changes(
    request: AuthenticatedHttpRequest, desk: Desk, form: ReviewForm
) -> HttpResponse:
    reviewer = reviewer_at(desk)
    if not form.is_valid():
        return again(request, desk, form)
    workflow.request_changes(
        desk.revision,
        by=reviewer,
        version=form.seen,
        note=form.cleaned_data["note"],
        interests=form.cleaned_data["interests"],
    )
    kept_words.forget(request, request.POST.get("page", ""))
    messages.success(request, _("Sent back to the editors, with your note."))
    return redirect("conditions:revision-review", desk.revision.pk)


@on_text(WORDING)
def revision_approve_wording(
    request: AuthenticatedHttpRequest, desk: Desk, form: ReviewForm
) -> HttpResponse:
    """Publish a small change of wording; the review stays."""
    if not desk.is_waiting:
        raise AlreadyDecided(desk.revision)
    if not desk.may_approve_wording:
        raise PermissionDenied
    if not form.is_valid():
        return again(request, desk, form)
    if desk.open_notes:
        form.add_error(None, SETTLE_FIRST)
        return again(request, desk, form)
    try:
        workflow.approve_wording(desk.revision, by=request.user, version=form.seen)
    except LogUnavailable:
        return unavailable(request, action=request.path)
    except (workflow.NeedsSignature, workflow.NothingSigned, OpenNotes) as error:
        raise AlreadyDecided(desk.revision) from error
    messages.success(request, _("Public now. The review of the text before it stays."))
    return redirect("conditions:revision-review", desk.revision.pk)


@on_text(WRITE_NOTE)
def review_note_write(
    request: AuthenticatedHttpRequest, desk: Desk, form: ReviewForm
) -> HttpResponse:
    if not desk.is_waiting:
        raise AlreadyDecided(desk.revision)
    if not desk.may_note:
        raise PermissionDenied
    if not form.is_valid():
        return again(request, desk, form)
    workflow.write_note(
        desk.revision,
        by=request.user,
        version=form.seen,
        section=form.cleaned_data["section"],
        text=form.cleaned_data["note_text"],
    )
    rest = request.POST.dict() | {"section": "", "note_text": ""}
    return noted(request, desk.revision.pk, rest)


@require_POST
@for_desk
def review_note_settle(request: AuthenticatedHttpRequest, pk: int, note: int) -> HttpResponse:
    desk = desk_of(request, pk)
    noted_here = get_object_or_404(ReviewNote, pk=note, revision=pk)
    if not desk.may_settle:
        raise PermissionDenied
    form = ReviewForm(desk, request.POST, verb=answer_field(noted_here))
    if not form.is_valid() and noted_here.is_open:
        return again(request, desk, form)
    try:
        # None where a colleague settled it just now: then the form asks for none.
        answer = form.cleaned_data.get(answer_field(noted_here), "")
        workflow.settle_note(noted_here, by=request.user, answer=answer)
    except AlreadyDecided:
        return too_late(request, pk)
    return noted(request, pk, request.POST.dict())


def noted(request: AuthenticatedHttpRequest, pk: int, typed: dict[str, str]) -> HttpResponse:
    """The page with the rest of what was typed. It answers a POST, so that the browser asks before
    a reload sends it again."""
    desk = desk_of(request, pk)
    return review_page(request, desk, ReviewForm(desk, initial=typed))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_see_desk)
def review_withdraw(request: AuthenticatedHttpRequest, public_id: str) -> HttpResponse:
    """Take one's own signature back. For others the page is not there."""
    review = get_object_or_404(
        Review.objects.public().with_topic(), public_id=public_id, reviewer__user=request.user.pk
    )
    topic = review.revision.summary.topic
    form = WithdrawForm(request.POST or None)
    context: dict[str, Any] = {
        "review": review,
        "form": form,
        "title": topic_titles([topic], get_language())[topic.pk],
        "whose": kept_words.whose(request),
    }
    if review.withdrawn:
        status = HTTPStatus.CONFLICT if request.method == "POST" else None
        return render(request, "conditions/summaries/review_withdraw.html", context, status=status)
    if request.method != "POST" or not form.is_valid():
        status = HTTPStatus.BAD_REQUEST if request.method == "POST" else None
        return render(request, "conditions/summaries/review_withdraw.html", context, status=status)
    if not is_fresh(request):
        return ask_first(request)
    try:
        workflow.withdraw(review, by=review.reviewer, reason=form.cleaned_data["reason"])
    except LogUnavailable:
        return unavailable(request, action=request.path)
    except AlreadyDecided:
        context["review"] = Review.objects.with_topic().get(pk=review.pk)
        return render(
            request,
            "conditions/summaries/review_withdraw.html",
            context,
            status=HTTPStatus.CONFLICT,
        )
    messages.success(request, _("Taken back. The text carries no badge any more."))
    return redirect(review)
