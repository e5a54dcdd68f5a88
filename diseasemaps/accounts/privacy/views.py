"""The privacy pages: see, switch, export and erase the data that the site holds on a person."""

from http import HTTPStatus
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import TemplateView

from diseasemaps.accounts.forms import EraseForm, SwitchForm
from diseasemaps.accounts.models import UserRequest
from diseasemaps.accounts.privacy import consents, erasing
from diseasemaps.accounts.privacy.export import export
from diseasemaps.accounts.privacy.held import held_on
from diseasemaps.accounts.unverified import DAYS
from diseasemaps.outbox import delivery
from diseasemaps.outbox.models import MailKind
from diseasemaps.outbox.unsubscribe import set_wanted
from experiences.models import Consent
from experiences.moderation import AlreadyDecided

SECONDS_A_DAY = 86_400


class PrivacyView(TemplateView):
    """The public privacy page. Its periods are the constants that the code uses."""

    template_name = "site/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            contact_email=settings.CONTACT_EMAIL,
            session_cookie=settings.SESSION_COOKIE_NAME,
            csrf_cookie=settings.CSRF_COOKIE_NAME,
            session_days=settings.SESSION_COOKIE_AGE // SECONDS_A_DAY,
            unverified_days=DAYS,
            mail_days=delivery.KEPT.days,
            small_number=settings.SMALL_NUMBER,
            **kwargs,
        )


@never_cache
@require_safe
@login_required
def account_privacy(request: UserRequest) -> HttpResponse:
    return render_held(request)


def render_held(request: UserRequest, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {"held": held_on(request.user)}
    return render(request, "accounts/privacy.html", context, status=status)


@require_POST
@never_cache
@login_required
@reauthentication_required
def account_export(request: UserRequest) -> HttpResponse:
    now = timezone.now()
    name = f"my-data-{timezone.localdate(now)}.zip"
    return HttpResponse(
        export(held_on(request.user), now),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@reauthentication_required
def account_erase(request: UserRequest) -> HttpResponse:
    person = request.user
    has_public = person.experiences.public().exists()
    form = EraseForm(request.POST or None, person=person, has_public=has_public)
    try:
        erasing.check_erasable(person)
        if request.method == "POST" and form.is_valid():
            erasing.erase_account(person, keep_texts=form.keeps_texts)
            logout(request)
            return redirect("account-erased")
    except erasing.NotErasable as refusal:
        status = HTTPStatus.FORBIDDEN if request.method == "POST" else HTTPStatus.OK
        return render(request, "accounts/erase.html", {"refusal": refusal}, status=status)
    context = {"form": form, "has_role": person.groups.exists() or person.is_staff}
    return render(request, "accounts/erase.html", context)


class AccountErasedView(TemplateView):
    template_name = "accounts/erased.html"


@require_POST
@login_required
def consent_switch(request: UserRequest, public_id: str, purpose: str) -> HttpResponse:
    experience = get_object_or_404(request.user.experiences, public_id=public_id)
    form = SwitchForm(request.POST)
    if purpose not in Consent.Purpose.values:
        raise Http404
    if not form.is_valid() or form.cleaned_data["version"] is None:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    try:
        consents.set_consent(
            experience, Consent.Purpose(purpose), by=request.user, **form.cleaned_data
        )
    except AlreadyDecided:
        messages.error(request, _("This text has changed meanwhile. Here is how it stands now."))
        return render_held(request, HTTPStatus.CONFLICT)
    messages.success(request, _("Changed, at once and everywhere."))
    return redirect("account-privacy")


@require_POST
@login_required
def map_switch(request: UserRequest, slug: str) -> HttpResponse:
    membership = get_object_or_404(
        request.user.memberships.select_related("condition", "member"), condition__slug=slug
    )
    form = SwitchForm(request.POST)
    if form.is_valid():
        consents.set_on_map(membership, yes=form.cleaned_data["yes"])
    return redirect("account-privacy")


@require_POST
@login_required
def mail_switch(request: UserRequest, kind: str) -> HttpResponse:
    form = SwitchForm(request.POST)
    if kind not in MailKind.values:
        raise Http404
    if form.is_valid():
        set_wanted(request.user.pk, MailKind(kind), form.cleaned_data["yes"])
    return redirect("account-privacy")
