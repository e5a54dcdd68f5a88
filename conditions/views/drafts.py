"""Writing a draft: the form, its preview, its rows of sources, and saving it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from conditions import keeping, workflow
from conditions.desk.draft_pages import comparison, draft_page, preview_of
from conditions.forms.drafts import Typed, Written
from conditions.models import Revision
from conditions.permissions import can_edit_summaries
from conditions.views.guard import for_editors
from conditions.workflow import AlreadyDecided

BAD_REQUEST, FORBIDDEN, TOO_LATE = 400, 403, 409
ROW_VERBS = ("add", "remove", "up", "down")


def find_draft(pk: int) -> Revision:
    """One that is still being worked on, or was: signed texts have a history of their own."""
    revisions = Revision.objects.exclude(state=Revision.State.APPROVED).with_topic()
    return get_object_or_404(revisions, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def draft_edit(request: HttpRequest, pk: int) -> HttpResponse:
    revision = find_draft(pk)
    if request.method == "POST":
        return save(request, revision)
    if kept := keeping.kept(request):
        return form_page(request, revision, Typed(kept).written, was_kept=True)
    if not revision.is_open:
        return redirect("conditions:draft-detail", pk)
    return form_page(request, revision, Written.of(revision))


def save(request: HttpRequest, revision: Revision) -> HttpResponse:
    written = Written(request.POST)
    if not written.is_valid():
        return form_page(request, revision, written)
    try:
        saved = save_words(request, revision, written)
    except AlreadyDecided as error:
        return two_texts(request, error.args[0], written)
    keeping.forget(request, request.path)
    messages.success(request, _("The draft is saved."))
    return redirect("conditions:draft-edit", saved.pk)


def save_words(request: HttpRequest, revision: Revision, written: Written) -> Revision:
    return workflow.save_draft(
        revision, by=request.user, version=written.form.seen, **written.words
    )


def two_texts(request: HttpRequest, stored: Revision, written: Written) -> HttpResponse:
    """409: what is stored now beside what was typed, to go on from either."""
    stored = find_stored(stored.pk)
    typed = Typed({**request.POST.dict(), "version": str(stored.version)})
    context = {
        **draft_page(stored, typed.written),
        **comparison(stored, written.words),
        "page_address": edit_address(stored),
        "whose": keeping.whose(request),
        "status_without_page": TOO_LATE,
    }
    return render(request, "conditions/desk/draft_conflict.html", context, status=TOO_LATE)


def find_stored(pk: int) -> Revision:
    """In whatever state it is by now."""
    return get_object_or_404(Revision.objects.with_topic(), pk=pk)


@require_POST
@for_editors
def draft_fork(request: HttpRequest, pk: int) -> HttpResponse:
    """What was typed becomes a draft of its own, beside the one that somebody else saved."""
    stored = find_stored(pk)
    written = Written(request.POST)
    if not written.is_valid():
        return form_page(request, stored, written)
    summary = stored.summary
    with transaction.atomic():
        draft = workflow.begin_draft(summary.topic, summary.language, by=request.user, start=stored)
        draft = workflow.save_draft(draft, by=request.user, version=draft.version, **written.words)
    keeping.forget(request, edit_address(stored))
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
    return form_page(request, revision, typed.written, moved=True)


@require_POST
@for_editors
def draft_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """As it will look, with what to mend; for a script the preview alone. Nothing is saved."""
    revision = find_draft(pk)
    written = Written(request.POST)
    shown = preview_of(revision, Typed(request.POST))
    if "x-part" in request.headers:
        return render(request, "conditions/desk/_preview.html", {"preview": shown})
    written.is_valid()
    return form_page(request, revision, written, preview=shown)


@require_POST
def draft_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """For the script of the form."""
    if not request.user.is_authenticated or not can_edit_summaries(request.user):
        why = _("you are signed out. Press “Save”: you sign in, and nothing is lost.")
        return JsonResponse({"why": why}, status=FORBIDDEN)
    revision = find_draft(pk)
    written = Written(request.POST)
    if not written.is_valid():
        return JsonResponse({"why": " ".join(written.errors)}, status=BAD_REQUEST)
    try:
        saved = save_words(request, revision, written)
    except AlreadyDecided:
        why = _("somebody else has saved it. Press “Save” to see both texts.")
        return JsonResponse({"why": why}, status=TOO_LATE)
    return JsonResponse({"version": saved.version, "at": timezone.localtime().isoformat()})


def form_page(
    request: HttpRequest, revision: Revision, written: Written, **more: Any
) -> HttpResponse:
    context = {
        **draft_page(revision, written),
        "page_address": edit_address(revision),
        "whose": keeping.whose(request),
        **more,
    }
    return render(request, "conditions/desk/draft_form.html", context)


def edit_address(revision: Revision) -> str:
    return reverse("conditions:draft-edit", args=[revision.pk])
