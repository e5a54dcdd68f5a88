"""Texts that were reviewed under another name, and confirming many of the new names at once."""

from collections.abc import Sequence
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.requests import AuthenticatedHttpRequest
from conditions.authorship import wrote_upto
from conditions.desk.lists import LISTINGS
from conditions.models import Review, ReviewerProfile, Summary
from conditions.permissions import can_review, for_desk, guarded, may_sign_today, reviewer_of
from conditions.summaries.reviewing.fresh_factor import ask_first, is_fresh
from conditions.summaries.reviewing.signing_page import (
    KEY_FIRST,
    Attempt,
    lacks_key,
    signed_or_asked,
    usable_keys,
)
from conditions.summaries.signing.shown import Shown, shown_of
from conditions.summaries.signing.statement import (
    CONFIRMED_MAX,
    Statement,
    confirm_statement,
    parsed,
)
from conditions.summaries.workflow import AlreadyDecided, CredentialsLapsed, OwnWork
from conditions.summaries.workflow.confirming import confirm_names
from conditions.summaries.workflow.signatures import KeyNeeded


class Row:
    """One text, under the name that was signed and the one that it has now."""

    def __init__(self, summary: Summary, new: Shown, reviewer: ReviewerProfile | None) -> None:
        assert summary.live_review is not None and summary.live_revision is not None
        self.summary = summary
        self.review = summary.live_review
        self.old = parsed(self.review.statement).names
        self.new = new
        person = reviewer.user_id if reviewer else None
        self.is_own = person is not None and wrote_upto(person, summary.live_revision)


def rows_for(reviewer: ReviewerProfile | None) -> list[Row]:
    """Those that wait longest first, so many as one statement holds."""
    waiting = Summary.objects.renamed().of_live_conditions().exclude(live_review__statement="")
    summaries = list(
        waiting.with_topic()
        .select_related("live_review__reviewer", "live_revision__summary")
        .order_by("renamed_at", "pk")[:CONFIRMED_MAX]
    )
    shown = shown_of((summary.topic, summary.language) for summary in summaries)
    return [
        Row(summary, shown[summary.topic_id, summary.language], reviewer) for summary in summaries
    ]


@require_safe
@for_desk
def renamed_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    return list_page(request)


def list_page(
    request: AuthenticatedHttpRequest, error: object = "", status: int | None = None
) -> HttpResponse:
    reviewer = reviewer_of(request.user)
    context: dict[str, object] = {
        "rows": rows_for(reviewer),
        "reviewer": reviewer,
        "may_confirm": reviewer is not None and may_sign_today(reviewer, timezone.localdate()),
        "lacks_key": reviewer is not None and lacks_key(reviewer),
        "listings": LISTINGS,
        "error": error,
        "ticked": set(request.POST.getlist("review")),
    }
    if status:
        context["status_without_page"] = status
    return render(request, "conditions/summaries/renamed_list.html", context, status=status)


@require_POST
@guarded(can_review)
def renamed_confirm(request: AuthenticatedHttpRequest) -> HttpResponse:
    """One statement for all that were ticked."""
    reviewer = reviewer_of(request.user)
    if reviewer is None:
        raise PermissionDenied
    wanted = set(request.POST.getlist("review"))
    reviews = [row.review for row in rows_for(reviewer) if str(row.review.public_id) in wanted]
    if not wanted:
        return list_page(request, _("Tick at least one text."), HTTPStatus.BAD_REQUEST)
    if len(reviews) != len(wanted):
        return too_late(request)
    if lacks_key(reviewer):
        return list_page(request, KEY_FIRST, HTTPStatus.BAD_REQUEST)
    if not usable_keys(reviewer) and not is_fresh(request):
        return ask_first(request)
    return confirmed_or_asked(request, reviewer, with_topics(reviews))


def with_topics(reviews: Sequence[Review]) -> list[Review]:
    found = Review.objects.with_topic().filter(pk__in=[review.pk for review in reviews])
    return list(found.order_by("pk"))


def confirmed_or_asked(
    request: AuthenticatedHttpRequest, reviewer: ReviewerProfile, reviews: Sequence[Review]
) -> HttpResponse:
    def statement_of(attempt: Attempt) -> Statement:
        return confirm_statement(reviews, by=reviewer, at=attempt.at, public_id=attempt.public_id)

    def sign(attempt: Attempt) -> HttpResponse:
        confirm_names(
            reviews,
            by=reviewer,
            at=attempt.at,
            public_id=attempt.public_id,
            assertion=attempt.assertion,
        )
        said = ngettext(
            "Confirmed: %(count)d text stands under its new name.",
            "Confirmed: %(count)d texts stand under their new names.",
            len(reviews),
        )
        messages.success(request, said % {"count": len(reviews)})
        return redirect("conditions:renamed-list")

    try:
        return signed_or_asked(
            request,
            reviewer,
            statement_of,
            sign,
            action=request.path,
            back=reverse("conditions:renamed-list"),
        )
    except (OwnWork, CredentialsLapsed) as error:
        raise PermissionDenied from error
    except (AlreadyDecided, KeyNeeded):
        return too_late(request)


def too_late(request: AuthenticatedHttpRequest) -> HttpResponse:
    said = _("Meanwhile one of these was confirmed, or has another name again. Nothing was signed.")
    return list_page(request, said, HTTPStatus.CONFLICT)
