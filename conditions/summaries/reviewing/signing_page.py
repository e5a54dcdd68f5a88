"""The page on which a statement is signed: its words first, then the passkey.

The site keeps nothing between the two steps. The second one sends the form, the time and the
number again; the statement is made anew from them, and the signature has to fit it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.adapter import get_adapter
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.requests import AuthenticatedHttpRequest
from conditions.models import Confirmation, Review, ReviewerKey, ReviewerProfile
from conditions.summaries.signing import keys
from conditions.summaries.signing.canonical import time_text
from conditions.summaries.signing.log import LogUnavailable
from conditions.summaries.signing.statement import Statement
from conditions.summaries.workflow.signatures import BadSignature, StatementTooOld

TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
# Fields of the second step; the others are those of the form before it.
STEP = ("csrfmiddlewaretoken", "signed_at", "public_id", "assertion")
KEY_FIRST = _("Add a signing key first: reviews are signed with a key of your own.")
NOT_FITTING = _("The signature does not fit this statement. Nothing was signed: please sign again.")
TOO_OLD = _("More than ten minutes have passed. Nothing was signed: please sign again.")


class TimeField(forms.CharField):
    """As statements have it."""

    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]  # not a text
        try:
            return datetime.strptime(value or "", TIME).replace(tzinfo=UTC)
        except ValueError as error:
            raise ValidationError("not a time") from error

    def validate(self, value: Any) -> None:
        pass


class SignedForm(forms.Form):
    """What the second step adds."""

    signed_at = TimeField()
    public_id = forms.UUIDField()
    assertion = forms.CharField(max_length=keys.ASSERTION_MAX)


@dataclass(frozen=True)
class Attempt:
    """When, under which number, and the signature; none in the first step."""

    at: datetime
    public_id: UUID
    assertion: Mapping[str, Any] | None = None
    error: Any = ""


def attempt_of(request: HttpRequest, reviewer: ReviewerProfile) -> Attempt:
    fresh = Attempt(timezone.now(), uuid4())
    if "assertion" not in request.POST:
        return fresh
    form = SignedForm(request.POST)
    if not form.is_valid() or is_taken(form.cleaned_data["public_id"]):
        return Attempt(fresh.at, fresh.public_id, error=NOT_FITTING)
    try:
        assertion = keys.read_assertion(reviewer, form.cleaned_data["assertion"])
    except keys.UnknownKey:
        return Attempt(fresh.at, fresh.public_id, error=NOT_FITTING)
    return Attempt(form.cleaned_data["signed_at"], form.cleaned_data["public_id"], assertion)


def is_taken(public_id: UUID) -> bool:
    """Whether the number is that of another signature."""
    return any(
        model.objects.filter(public_id=public_id).exists() for model in (Review, Confirmation)
    )


def rp_entity() -> dict[str, str]:
    """This site, as passkeys know it."""
    entity: dict[str, str] = get_adapter().get_public_key_credential_rp_entity()
    return entity


def usable_keys(reviewer: ReviewerProfile) -> list[ReviewerKey]:
    """Made for this site, and not revoked: a site that moves keeps its old signatures, and its
    reviewers add new keys."""
    return list(reviewer.keys.filter(revoked_at__isnull=True, rp_id=rp_entity()["id"]))


def lacks_key(reviewer: ReviewerProfile) -> bool:
    """Whether the reviewer has to add a key before signing."""
    if usable_keys(reviewer):
        return False
    return settings.REVIEWS_NEED_KEY or reviewer.keys.filter(revoked_at__isnull=True).exists()


def signed_or_asked(
    request: AuthenticatedHttpRequest,
    reviewer: ReviewerProfile,
    statement_of: Callable[[Attempt], Statement],
    sign: Callable[[Attempt], HttpResponse],
    **context: Any,
) -> HttpResponse:
    """The answer of ``sign``, or the page that asks for the signature. A reviewer without a key
    signs at once, with the site's."""
    attempt = attempt_of(request, reviewer)
    held = usable_keys(reviewer)
    if held and attempt.assertion is None:
        return statement_page(request, statement_of(attempt), held, attempt, **context)
    try:
        return sign(attempt)
    except (BadSignature, StatementTooOld) as error:
        said = TOO_OLD if isinstance(error, StatementTooOld) else NOT_FITTING
        again = Attempt(timezone.now(), uuid4(), error=said)
        return statement_page(request, statement_of(again), held, again, **context)
    except LogUnavailable:
        return unavailable(request, **context)


def statement_page(
    request: HttpRequest,
    statement: Statement,
    held: Iterable[ReviewerKey],
    attempt: Attempt,
    **context: Any,
) -> HttpResponse:
    status = HTTPStatus.BAD_REQUEST if attempt.error else HTTPStatus.OK
    context |= {
        "statement": statement,
        "said": statement.data,
        "raw": statement.raw.decode(),
        "signed_at": time_text(attempt.at),
        "at": attempt.at,
        "public_id": attempt.public_id,
        "error": attempt.error,
        "fields": posted_fields(request),
        "options": keys.request_options(held, rp_entity()["id"], statement.hash),
        "status_without_page": status,
    }
    return render(request, "conditions/summaries/statement_sign.html", context, status=status)


def unavailable(request: HttpRequest, **context: Any) -> HttpResponse:
    """Nothing is signed where the log cannot be written; the form's words are on the page."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    context |= {"fields": posted_fields(request), "status_without_page": status}
    return render(request, "conditions/summaries/log_unavailable.html", context, status=status)


def posted_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The form of the first step, to be sent again with the second."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name not in STEP
    ]
