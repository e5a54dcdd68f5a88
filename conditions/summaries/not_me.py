"""The page that a mail about a signature links to: "this was not me".

Whoever has the link may press the button; nobody has to sign in, since the account may be what was
taken. Opening the page does nothing: mail scanners follow links.
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from conditions.models import Review, ReviewerKey, ReviewerProfile, SigningEntry
from conditions.summaries import reviewers
from conditions.summaries.signing.log import LogUnavailable
from conditions.summaries.signing.security_mails import REPORTABLE, is_token_of
from conditions.summaries.workflow.reviewer_keys import AlreadyRevoked, revoke_key
from conditions.summaries.workflow.suspending import NOT_ME, suspend

Kind = SigningEntry.Kind


@csrf_exempt  # the address is the secret, and no cookie is asked for or set
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, number: int, token: str) -> HttpResponse:
    entry = get_object_or_404(SigningEntry.objects.select_related("reviewer__user"), pk=number)
    if entry.kind not in REPORTABLE or not is_token_of(token, entry):
        raise Http404
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            report(entry)
        except LogUnavailable:
            status = HTTPStatus.SERVICE_UNAVAILABLE
        else:
            return private(redirect(request.path))
    context = {
        "entry": entry,
        "reviewer": entry.reviewer,
        "is_reported": is_reported(entry),
        "is_unavailable": status != HTTPStatus.OK,
    }
    return private(render(request, "conditions/summaries/not_me.html", context, status=status))


def private(response: HttpResponse) -> HttpResponse:
    """The address lets whoever has it suspend a review: nobody else is told it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def report(entry: SigningEntry) -> None:
    """Once and again it does the same."""
    if not is_reported(entry):
        REPORTS[entry.kind](entry)


def report_signature(entry: SigningEntry) -> None:
    suspend(signed(entry), why=NOT_ME, entry=entry.number)


def report_key(entry: SigningEntry) -> None:
    """Nothing that it ever signed stands, not even where it was said to be lost before."""
    key = key_of(entry)
    try:
        revoke_key(key, why=ReviewerKey.Why.STOLEN, since=key.added_at)
    except AlreadyRevoked:
        suspend(signed_by(key), why=NOT_ME, entry=entry.number)


def report_profile(entry: SigningEntry) -> None:
    reviewers.dispute(profile_of(entry), entry=entry.number)


REPORTS: dict[str, Callable[[SigningEntry], None]] = {
    Kind.SIGNED: report_signature,
    Kind.CONFIRMED: report_signature,
    Kind.KEY_ADDED: report_key,
    Kind.PROFILE_VERIFIED: report_profile,
    Kind.PROFILE_CHANGED: report_profile,
}


def is_reported(entry: SigningEntry) -> bool:
    if entry.kind in {Kind.SIGNED, Kind.CONFIRMED}:
        return all(review.suspended_at for review in signed(entry))
    if entry.kind == Kind.KEY_ADDED:
        key = key_of(entry)
        return key.is_revoked and all(review.suspended_at for review in signed_by(key))
    return profile_of(entry).state == ReviewerProfile.State.DISPUTED


def signed(entry: SigningEntry) -> list[Review]:
    """The reviews that an entry signs, or whose new names it confirms."""
    said: dict[str, Any] = json.loads(entry.line)
    ids = [item[0] for item in said["items"]] if entry.kind == Kind.CONFIRMED else [said["review"]]
    return list(Review.objects.filter(public_id__in=ids))


def key_of(entry: SigningEntry) -> ReviewerKey:
    return ReviewerKey.objects.get(fingerprint=json.loads(entry.line)["key"])


def signed_by(key: ReviewerKey) -> list[Review]:
    return list(Review.objects.by_key_since(key, key.added_at))


def profile_of(entry: SigningEntry) -> ReviewerProfile:
    assert entry.reviewer is not None
    return entry.reviewer
