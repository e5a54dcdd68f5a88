"""Pages of a reviewer's signing keys: add one, say that one was lost or stolen."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.requests import AuthenticatedHttpRequest
from conditions.models import ReviewerKey, ReviewerProfile
from conditions.models.reviewers import KEY_NAME_MAX
from conditions.permissions import can_review, can_revoke_key, guarded, may_revoke_keys, reviewer_of
from conditions.summaries.reviewing.fresh_factor import ask_first, is_fresh
from conditions.summaries.reviewing.signing_page import rp_entity, unavailable
from conditions.summaries.signing import keys
from conditions.summaries.signing.cose import BadKey
from conditions.summaries.signing.log import LogUnavailable
from conditions.summaries.workflow.reviewer_keys import (
    AlreadyRevoked,
    KeyTaken,
    add_key,
    revoke_key,
)

STATE = "reviewer-key.state"  # in the session


class NameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the key"),
        max_length=KEY_NAME_MAX,
        help_text=gettext_lazy("To tell your keys apart, such as “blue stick”. It is public."),
    )


class RevokeForm(forms.Form):
    why = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=ReviewerKey.Why.choices,
        widget=forms.RadioSelect,
    )
    since = forms.DateTimeField(
        label=gettext_lazy("Stolen since (UTC)"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("The earliest time at which somebody else may have had it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        since = cleaned.get("since")
        if cleaned.get("why") == ReviewerKey.Why.STOLEN and since is None:
            if "since" not in self.errors:
                self.add_error("since", _("Say since when it may have been stolen."))
        elif cleaned.get("why") == ReviewerKey.Why.LOST:
            cleaned["since"] = None
        elif since is not None and since > timezone.now():
            self.add_error("since", _("That time is still to come."))
        return cleaned


def own_profile(request: AuthenticatedHttpRequest) -> ReviewerProfile:
    profile = reviewer_of(request.user)
    if profile is None:
        raise PermissionDenied
    return profile


@require_safe
@guarded(can_review)
def key_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    return list_page(request, own_profile(request), NameForm())


def list_page(
    request: AuthenticatedHttpRequest,
    profile: ReviewerProfile,
    form: NameForm,
    status: int | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "reviewer": profile,
        "keys": list(profile.keys.all()),
        "rp_id": rp_entity()["id"],
        "form": form,
    }
    if status:
        context["status_without_page"] = status
    return render(request, "conditions/summaries/key_list.html", context, status=status)


@require_POST
@guarded(can_review)
def key_add(request: AuthenticatedHttpRequest) -> HttpResponse:
    """First the page that asks the browser for a key, and then the key that it made."""
    profile = own_profile(request)
    form = NameForm(request.POST)
    if profile.is_fictional or not form.is_valid():
        return list_page(request, profile, form, HTTPStatus.BAD_REQUEST)
    if not is_fresh(request):
        return ask_first(request)
    if "registration" not in request.POST:
        return add_page(request, profile, form)
    try:
        error = refusal(request, profile, form.cleaned_data["name"])
    except LogUnavailable:
        return unavailable(request, action=request.path)
    if error:
        return add_page(request, profile, form, error)
    messages.success(request, _("The key is added. You are told by mail, too."))
    return redirect("conditions:key-list")


def refusal(request: AuthenticatedHttpRequest, profile: ReviewerProfile, name: str) -> str:
    """Adds the key that the browser made; or says in words why it was not added."""
    state = request.session.pop(STATE, None)
    try:
        made = keys.complete(state or {}, request.POST["registration"], rp_entity())
        add_key(profile, name=name, registration=made)
    except keys.BadRegistration:
        return _("No key was added: it was not made here just now, by you. Please try again.")
    except BadKey:
        return _("No key was added: this kind of key cannot sign here. Please use another one.")
    except KeyTaken:
        return _("No key was added: this one is known already.")
    return ""


def add_page(
    request: AuthenticatedHttpRequest, profile: ReviewerProfile, form: NameForm, error: str = ""
) -> HttpResponse:
    options, state = keys.begin(profile, rp_entity(), profile.keys.all())
    request.session[STATE] = state
    status = HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK
    context = {
        "reviewer": profile,
        "name": form.cleaned_data["name"],
        "options": options,
        "error": error,
        "status_without_page": status,
    }
    return render(request, "conditions/summaries/key_add.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_revoke_keys)
def key_revoke(request: AuthenticatedHttpRequest, fingerprint: str) -> HttpResponse:
    """By its reviewer, or by any administrator: it only takes something away."""
    key = get_object_or_404(
        ReviewerKey.objects.select_related("reviewer__user"), fingerprint=fingerprint
    )
    if not can_revoke_key(request.user, key):
        raise PermissionDenied
    form = RevokeForm(request.POST or None)
    if key.is_revoked or request.method != "POST" or not form.is_valid():
        return revoke_page(request, key, form)
    if not is_fresh(request):
        return ask_first(request)
    try:
        revoke_key(key, why=form.cleaned_data["why"], since=form.cleaned_data["since"])
    except AlreadyRevoked:
        key.refresh_from_db()
        return revoke_page(request, key, form)
    except LogUnavailable:
        return unavailable(request, action=request.path)
    messages.success(request, _("The key is revoked: it signs nothing any more."))
    return redirect(key.reviewer)


def revoke_page(
    request: AuthenticatedHttpRequest, key: ReviewerKey, form: RevokeForm
) -> HttpResponse:
    status = None
    if request.method == "POST":
        status = HTTPStatus.CONFLICT if key.is_revoked else HTTPStatus.BAD_REQUEST
    context: dict[str, Any] = {"key": key, "reviewer": key.reviewer, "form": form}
    if status:
        context["status_without_page"] = status
    return render(request, "conditions/summaries/key_revoke.html", context, status=status)
