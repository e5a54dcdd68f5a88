"""A draft to look at, to begin, to hand on, and to hand in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conditions import workflow
from conditions.desk.beginning import Beginning, beginning_of
from conditions.desk.draft_pages import Preview, draft_page
from conditions.desk.people import editors
from conditions.finding import Moved, Retired, find_condition
from conditions.forms.drafts import HandOverForm, StartForm, VersionForm
from conditions.models import Question, Revision, Topic
from conditions.permissions import can_discard, can_edit_summaries
from conditions.views.drafts import TOO_LATE, find_draft, find_stored
from conditions.views.guard import for_desk, for_editors
from conditions.workflow import AlreadyDecided, AnotherInReview


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def draft_begin(request: HttpRequest, slug: str, key: str) -> HttpResponse:
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
    return render(request, "conditions/desk/draft_begin.html", {"beginning": beginning})


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
    return render(request, "conditions/desk/draft_detail.html", context, status=status)


def too_late(request: HttpRequest, revision: Revision) -> HttpResponse:
    """409: what became of it meanwhile."""
    return detail_page(request, find_stored(revision.pk), TOO_LATE, is_too_late=True)


@require_POST
@for_editors
def draft_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a draft in for review, as it was shown, once nothing has to be mended."""
    revision = find_draft(pk)
    if not Preview(revision, list(revision.sources.all())).can_be_handed_in:
        return detail_page(request, revision, TOO_LATE, was_refused=True)
    if Revision.objects.newer_live_than(revision).exists():
        return detail_page(request, revision, TOO_LATE, was_refused=True)
    try:
        workflow.hand_in(revision, version=VersionForm(request.POST).seen)
    except AnotherInReview:
        other = Revision.objects.awaiting_review().filter(summary=revision.summary_id).first()
        return detail_page(request, revision, TOO_LATE, other=other)
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
        return detail_page(request, revision, TOO_LATE)
    chosen = form.cleaned_data["to"]
    to = get_object_or_404(editors(), pk=chosen) if chosen else None
    try:
        workflow.hand_over(revision, to=to, version=form.cleaned_data["version"] or 0)
    except AlreadyDecided:
        return too_late(request, revision)
    said = (
        _("It is in the hands of %(name)s now.") % {"name": to}
        if to
        else _("Anybody can take it now.")
    )
    messages.success(request, said)
    return redirect("conditions:draft-detail", pk)


def may_discard(request: HttpRequest, revision: Revision) -> bool:
    is_such = Revision.objects.never_handed_in().filter(pk=revision.pk).exists()
    return is_such and can_discard(request.user, revision)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked once, with the words to copy: they are gone for good."""
    revision = find_draft(pk)
    if not can_discard(request.user, revision):
        raise PermissionDenied
    if not may_discard(request, revision):
        return too_late(request, revision)
    if request.method != "POST":
        context = {**draft_page(revision), "contributors": revision.contributors.all()}
        return render(request, "conditions/desk/draft_discard.html", context)
    try:
        workflow.discard(revision, by=request.user, version=VersionForm(request.POST).seen)
    except AlreadyDecided:
        return too_late(request, revision)
    messages.success(request, _("The draft is gone."))
    return redirect("conditions:desk-overview")
