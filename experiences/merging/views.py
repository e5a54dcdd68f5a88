"""The pages of a merger: choose the target, see what moves and collides, decide."""

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.guards import guarded
from common.requests import AuthenticatedHttpRequest
from conditions.asked import wordings
from conditions.catalogue.editing import Changed
from conditions.catalogue.merged_answers import Answer
from conditions.models import Condition, QuestionText
from conditions.permissions import can_run_catalogue
from experiences.merging import MEMBERS, Plan, Stale, make_plan, merge
from experiences.merging.forms import MergeForm
from experiences.merging.plan import TopicMove

FOUND_MOST = 30  # conditions to choose from
QUERY_MAX = 200  # characters


@dataclass(frozen=True)
class TopicRow:
    """A question with what moves on it, and the decisions that it needs."""

    move: TopicMove
    label: str
    asked: BoundField | None
    answers: list[tuple[Answer, BoundField | None]]


@guarded(can_run_catalogue)
def condition_merge(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    origin = get_object_or_404(Condition.objects.exclude(state=Condition.State.MERGED), slug=slug)
    into = (request.POST.get("into") or request.GET.get("into") or "")[:QUERY_MAX]
    # PostgreSQL refuses a null byte.
    into = into.replace("\0", "").strip()
    target = Condition.objects.live().exclude(pk=origin.pk).filter(slug=into).first()
    if target is None:
        if request.method == "POST":
            raise Http404
        return choice_page(request, origin, into)
    plan = make_plan(origin, target)
    form = MergeForm(plan, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return preview_page(request, plan, form)
    if not form.is_valid():
        is_late = request.POST.get("digest") != plan.digest
        return stale_page(request, plan) if is_late else preview_page(request, plan, form)
    try:
        merge(
            origin,
            target,
            by=request.user,
            digest=form.cleaned_data["digest"],
            choices=form.chosen,
        )
    except (Stale, Changed):
        return stale_page(request, make_plan(*read_again(origin, target)))
    messages.success(request, _("Merged. The old addresses redirect here."))
    return redirect("conditions:condition-curate", target.slug)


def read_again(*conditions: Condition) -> list[Condition]:
    for condition in conditions:
        condition.refresh_from_db()
    return list(conditions)


def choice_page(request: AuthenticatedHttpRequest, origin: Condition, text: str) -> HttpResponse:
    others = Condition.objects.live().exclude(pk=origin.pk)
    found = list(others.named_like(text)[:FOUND_MOST]) if text else []
    context = {"condition": origin, "text": text, "found": found}
    return render(request, "experiences/merging/condition_choose.html", context)


def stale_page(request: AuthenticatedHttpRequest, plan: Plan) -> HttpResponse:
    """409: the rows are others than those that were shown. What was decided stays chosen."""
    data = QueryDict(mutable=True)
    data.update({**request.POST.dict(), "digest": plan.digest})
    return preview_page(request, plan, MergeForm(plan, data), HTTPStatus.CONFLICT)


def preview_page(
    request: AuthenticatedHttpRequest, plan: Plan, form: MergeForm, status: int | None = None
) -> HttpResponse:
    labels = wordings(get_language())
    context = {
        "condition": plan.origin,
        "target": plan.target,
        "plan": plan,
        "form": form,
        "is_late": status == HTTPStatus.CONFLICT,
        "can_merge": plan.target.is_live and plan.origin.state != Condition.State.MERGED,
        "members_field": form[MEMBERS] if MEMBERS in form.fields else None,
        "rows": [topic_row(move, plan, form, labels) for move in plan.topics],
    }
    return render(request, "experiences/merging/condition_merge.html", context, status=status)


def topic_row(
    move: TopicMove, plan: Plan, form: MergeForm, labels: dict[int, QuestionText]
) -> TopicRow:
    wording = labels.get(move.topic.question_id)
    answers = [answer for answer in plan.answers if answer.summary.topic_id == move.topic.pk]
    return TopicRow(
        move=move,
        label=wording.label if wording else move.question.key,
        asked=form[move.key] if move.key in form.fields else None,
        answers=[
            (answer, form[answer.key] if answer.key in form.fields else None) for answer in answers
        ],
    )
