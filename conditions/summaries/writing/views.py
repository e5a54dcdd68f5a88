"""Pages of a draft: begin, edit, preview, look at, hand over, hand in, discard."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import kept_words
from common.requests import AuthenticatedHttpRequest
from conditions.finding import Moved, Retired, find_condition
from conditions.models import Question, Revision, Topic
from conditions.permissions import can_discard, can_edit_summaries, editors, for_desk, for_editors
from conditions.summaries import workflow
from conditions.summaries.workflow import AlreadyDecided, AnotherInReview
from conditions.summaries.writing.draft_pages import (
    Beginning,
    Preview,
    beginning_of,
    comparison,
    draft_page,
    preview_of,
)
from conditions.summaries.writing.forms import (
    DraftForms,
    HandOverForm,
    StartForm,
    Typed,
    VersionForm,
)

ROW_VERBS = ("add", "remove", "up", "down")


def find_draft(pk: int) -> Revision:
    """A revision in any state but approved: signed texts have a history page."""
    revisions = Revision.objects.exclude(state=Revision.State.APPROVED).with_topic()
    return get_object_or_404(revisions, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def draft_edit(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    revision = find_draft(pk)
    if request.method == "POST":
        return save(request, revision)
    if kept := kept_words.kept(request):
        return form_page(request, revision, Typed(kept).forms, was_kept=True)
    if not revision.is_open:
        return redirect("conditions:draft-detail", pk)
    return form_page(request, revision, DraftForms.of(revision))


def save(request: AuthenticatedHttpRequest, revision: Revision) -> HttpResponse:
    forms = DraftForms(request.POST)
    if not forms.is_valid():
        return form_page(request, revision, forms)
    try:
        saved = save_words(request, revision, forms)
    except AlreadyDecided as error:
        return two_texts(request, error.args[0], forms)
    kept_words.forget(request, request.path)
    messages.success(request, _("The draft is saved."))
    return redirect("conditions:draft-edit", saved.pk)


def save_words(
    request: AuthenticatedHttpRequest, revision: Revision, forms: DraftForms
) -> Revision:
    return workflow.save_draft(revision, by=request.user, version=forms.form.seen, **forms.words)


def two_texts(request: HttpRequest, stored: Revision, forms: DraftForms) -> HttpResponse:
    """409: what is stored now beside what was typed, to go on from either."""
    stored = find_stored(stored.pk)
    typed = Typed({**request.POST.dict(), "version": str(stored.version)})
    context = {
        **draft_page(stored, typed.forms),
        **comparison(stored, forms.words),
        "page_address": edit_address(stored),
        "whose": kept_words.whose(request),
        "status_without_page": HTTPStatus.CONFLICT,
    }
    return render(
        request, "conditions/summaries/draft_conflict.html", context, status=HTTPStatus.CONFLICT
    )


def find_stored(pk: int) -> Revision:
    """The revision in the state that it has by now."""
    return get_object_or_404(Revision.objects.with_topic(), pk=pk)


@require_POST
@for_editors
def draft_fork(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """What was typed becomes a draft of its own, beside the one that somebody else saved."""
    stored = find_stored(pk)
    forms = DraftForms(request.POST)
    if not forms.is_valid():
        return form_page(request, stored, forms)
    summary = stored.summary
    with transaction.atomic():
        draft = workflow.begin_draft(summary.topic, summary.language, by=request.user, start=stored)
        draft = workflow.save_draft(draft, by=request.user, version=draft.version, **forms.words)
    kept_words.forget(request, edit_address(stored))
    messages.success(request, _("Your text is a draft of its own now."))
    return redirect("conditions:draft-edit", draft.pk)


@require_POST
@for_editors
def draft_rows(request: HttpRequest, pk: int, verb: str, place: int) -> HttpResponse:
    """Move the rows of sources about, with the citations of them. Nothing is saved by it."""
    if verb not in ROW_VERBS:
        raise Http404
    revision = find_draft(pk)
    typed = Typed(request.POST)
    getattr(typed, verb)(place)
    return form_page(request, revision, typed.forms, moved=True)


@require_POST
@for_editors
def draft_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """As it will look, with what to mend; for a script the preview alone. Nothing is saved."""
    revision = find_draft(pk)
    forms = DraftForms(request.POST)
    shown = preview_of(revision, Typed(request.POST))
    if "x-part" in request.headers:
        return render(request, "conditions/summaries/_preview.html", {"preview": shown})
    forms.is_valid()
    return form_page(request, revision, forms, preview=shown)


@require_POST
def draft_autosave(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """For the script of the form."""
    if not request.user.is_authenticated or not can_edit_summaries(request.user):
        why = _("you are signed out. Press “Save”: you sign in, and nothing is lost.")
        return JsonResponse({"why": why}, status=HTTPStatus.FORBIDDEN)
    revision = find_draft(pk)
    forms = DraftForms(request.POST)
    if not forms.is_valid():
        return JsonResponse({"why": " ".join(forms.errors)}, status=HTTPStatus.BAD_REQUEST)
    try:
        saved = save_words(request, revision, forms)
    except AlreadyDecided:
        why = _("somebody else has saved it. Press “Save” to see both texts.")
        return JsonResponse({"why": why}, status=HTTPStatus.CONFLICT)
    return JsonResponse({"version": saved.version, "at": timezone.localtime().isoformat()})


def form_page(
    request: HttpRequest, revision: Revision, forms: DraftForms, **more: Any
) -> HttpResponse:
    context = {
        **draft_page(revision, forms),
        "page_address": edit_address(revision),
        "whose": kept_words.whose(request),
        **more,
    }
    return render(request, "conditions/summaries/draft_form.html", context)


def edit_address(revision: Revision) -> str:
    return reverse("conditions:draft-edit", args=[revision.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def draft_begin(request: AuthenticatedHttpRequest, slug: str, key: str) -> HttpResponse:
    """Choose what a new draft begins with; it is in the language of the page's address."""
    try:
        condition = find_condition(slug)
    except Moved as moved:
        return redirect("conditions:draft-begin", moved.condition.slug, key)
    except Retired as error:
        raise Http404 from error
    question = get_object_or_404(Question, key=key, from_catalogue=False)
    language = get_language()
    beginning = beginning_of(condition, question, language)
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        start = beginning.find(form.cleaned_data["start"])
        topic, _made = Topic.objects.get_or_create(condition=condition, question=question)
        draft = workflow.begin_draft(topic, language, by=request.user, start=start)
        return redirect("conditions:draft-edit", draft.pk)
    return begin_page(request, beginning)


def begin_page(request: HttpRequest, beginning: Beginning) -> HttpResponse:
    return render(request, "conditions/summaries/draft_begin.html", {"beginning": beginning})


@require_safe
@for_desk
def draft_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """For everybody at the desk: the text as it stands, what is asked of it, and what next."""
    return detail_page(request, find_draft(pk))


def detail_page(
    request: HttpRequest, revision: Revision, status: int | None = None, **more: Any
) -> HttpResponse:
    sources = list(revision.sources.all())
    context = {
        **draft_page(revision),
        "preview": Preview(revision, sources),
        "reviews": revision.reviews.select_related("reviewer"),
        "contributors": revision.contributors.order_by("pen_name"),
        "can_edit": can_edit_summaries(request.user),
        "editors": editors() if can_edit_summaries(request.user) else [],
        "newer": Revision.objects.newer_live_than(revision).first(),
        "can_discard": may_discard(request, revision),
        **more,
    }
    if status:
        context["status_without_page"] = status
    return render(request, "conditions/summaries/draft_detail.html", context, status=status)


def too_late(request: HttpRequest, revision: Revision) -> HttpResponse:
    """409: what became of it meanwhile."""
    return detail_page(request, find_stored(revision.pk), HTTPStatus.CONFLICT, is_too_late=True)


@require_POST
@for_editors
def draft_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a draft in for review, as it was shown, once nothing has to be mended."""
    revision = find_draft(pk)
    if not Preview(revision, list(revision.sources.all())).can_be_handed_in:
        return detail_page(request, revision, HTTPStatus.CONFLICT, was_refused=True)
    if Revision.objects.newer_live_than(revision).exists():
        return detail_page(request, revision, HTTPStatus.CONFLICT, was_refused=True)
    try:
        workflow.hand_in(revision, version=VersionForm(request.POST).seen)
    except AnotherInReview:
        other = Revision.objects.awaiting_review().filter(summary=revision.summary_id).first()
        return detail_page(request, revision, HTTPStatus.CONFLICT, other=other)
    except AlreadyDecided:
        return too_late(request, revision)
    messages.success(request, _("It waits for a medical reviewer now."))
    return redirect("conditions:draft-detail", pk)


@require_POST
@for_editors
def draft_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    revision = find_draft(pk)
    try:
        workflow.take_back(revision, version=VersionForm(request.POST).seen)
    except AlreadyDecided:
        return too_late(request, revision)
    messages.info(request, _("It is a draft again, and no reviewer has it."))
    return redirect("conditions:draft-edit", pk)


@require_POST
@for_editors
def draft_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Into another editor's hands, into one's own, or into nobody's."""
    revision = find_draft(pk)
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return detail_page(request, revision, HTTPStatus.CONFLICT)
    chosen = form.cleaned_data["to"]
    to = get_object_or_404(editors(), pk=chosen) if chosen else None
    try:
        workflow.hand_over(revision, to=to, version=form.cleaned_data["version"] or 0)
    except AlreadyDecided:
        return too_late(request, revision)
    message = (
        _("It is in the hands of %(name)s now.") % {"name": to}
        if to
        else _("Anybody can take it now.")
    )
    messages.success(request, message)
    return redirect("conditions:draft-detail", pk)


def may_discard(request: HttpRequest, revision: Revision) -> bool:
    is_such = Revision.objects.never_handed_in().filter(pk=revision.pk).exists()
    return is_such and can_discard(request.user, revision)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def draft_discard(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Asked once, with the words to copy: they are gone for good."""
    revision = find_draft(pk)
    if not can_discard(request.user, revision):
        raise PermissionDenied
    if not may_discard(request, revision):
        return too_late(request, revision)
    if request.method != "POST":
        context = {**draft_page(revision), "contributors": revision.contributors.all()}
        return render(request, "conditions/summaries/draft_discard.html", context)
    try:
        workflow.discard(revision, by=request.user, version=VersionForm(request.POST).seen)
    except AlreadyDecided:
        return too_late(request, revision)
    messages.success(request, _("The draft is gone."))
    return redirect("conditions:desk-overview")
