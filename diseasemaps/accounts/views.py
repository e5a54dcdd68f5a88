"""The account page, and allauth's views with what this site adds."""

from typing import Any

from allauth.account.views import LoginView, SignupView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from diseasemaps.accounts import second_factor
from diseasemaps.accounts.demo_accounts import DEMO_ACCOUNTS, PASSWORD, REFUSAL, is_shared
from diseasemaps.accounts.following import following_context
from diseasemaps.accounts.forms import TAKEN, MailLanguageForm, PenNameForm, PenNameTaken
from diseasemaps.accounts.models import User, UserRequest


def account_context(user: User, form: PenNameForm | None = None) -> dict[str, Any]:
    factors = Authenticator.objects.filter(user=user, type__in=second_factor.FACTORS)
    return {
        "form": form or PenNameForm(instance=user),
        "language_form": MailLanguageForm(instance=user),
        "has_second_factor": factors.exists(),
        **following_context(user),
        "session_count": len(UserSession.objects.purge_and_list(user)),
    }


@never_cache
@login_required
def account_detail(request: UserRequest) -> HttpResponse:
    return render(request, "accounts/account_detail.html", account_context(request.user))


@require_POST
@login_required
def account_rename(request: UserRequest) -> HttpResponse:
    # A second instance: a form that fails must not change the name in the page's header.
    person = User.objects.get(pk=request.user.pk)
    form = PenNameForm(request.POST, instance=person)
    if form.is_valid() and form.try_save():
        messages.success(request, _("Your pen name is now %(name)s.") % {"name": person.pen_name})
        return redirect("account-detail")
    context = account_context(request.user, form)
    return render(request, "accounts/account_detail.html", context)


@require_POST
@login_required
def mail_language_set(request: UserRequest) -> HttpResponse:
    form = MailLanguageForm(request.POST, instance=request.user)
    if is_shared(request.user):
        messages.error(request, REFUSAL)
    elif form.is_valid():
        form.instance.save(update_fields=["mail_language"])
        messages.success(request, _("Changed."))
    else:
        messages.error(request, _("This site does not write in that language."))
    return redirect("account-detail")


class SignIn(LoginView):
    """Lists the demo accounts in demo mode."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if settings.DEMO:
            kwargs |= {"demo_accounts": DEMO_ACCOUNTS, "demo_password": PASSWORD}
        return super().get_context_data(**kwargs)


class SignUp(SignupView):
    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse
        try:
            response = super().form_valid(form)
        except PenNameTaken:
            form.add_error("pen_name", TAKEN)
            response = self.form_invalid(form)
        return response


class ActivateTOTP(ActivateTOTPView):
    def form_valid(self, form: Form) -> HttpResponse:
        if is_shared(self.request.user):
            messages.error(self.request, REFUSAL)
            return redirect("mfa_index")
        response = super().form_valid(form)
        second_factor.end_other_sessions(self.request)
        return response


class AddKey(AddWebAuthnView):
    def form_valid(self, form: Form) -> HttpResponse:
        if is_shared(self.request.user):
            messages.error(self.request, REFUSAL)
            return redirect("mfa_index")
        response = super().form_valid(form)
        second_factor.end_other_sessions(self.request)
        return response


class RemoveKey(RemoveWebAuthnView):
    """Checks keys, too: allauth asks ``can_delete_authenticator`` for authenticator apps only."""

    def form_valid(self, form: Form) -> HttpResponse:
        if second_factor.may_be_removed(self.object):
            return super().form_valid(form)
        adapter = get_adapter()
        messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
        return redirect("mfa_list_webauthn")
