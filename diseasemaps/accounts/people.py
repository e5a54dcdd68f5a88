"""Pages on which administrators appoint and block people."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from common.guards import guarded
from diseasemaps.accounts import appointing, roles, second_factor
from diseasemaps.accounts.models import User, UserRequest

REFUSED = {
    appointing.NotAppointable: _lazy(
        "Nobody gives themselves a role, and an account that is blocked gets none. What a "
        "superuser has, only a superuser changes."
    ),
    appointing.LastAdministrator: _lazy(
        "Nobody would be left who can appoint people. Make somebody else an administrator first."
    ),
}
CHOICES = [(name, roles.LABELS[name]) for name in roles.ALL]


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_lazy("Roles"),
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.MultipleChoiceField(
        choices=CHOICES,
        required=False,
        widget=forms.MultipleHiddenInput,
    )


@guarded(appointing.can_appoint)
def person_roles(request: UserRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = None
    if request.method == "POST":
        form = RolesForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            try:
                appointing.appoint(person, said["roles"], by=request.user, seen=said["seen"])
            except appointing.RolesChanged:
                return roles_page(request, person, None, HTTPStatus.CONFLICT)
            except tuple(REFUSED) as refusal:
                form.add_error("roles", REFUSED[type(refusal)])
            else:
                messages.success(request, _("Changed, at once."))
                return redirect("person-roles", pk)
    return roles_page(request, person, form)


@guarded(appointing.can_appoint)
def person_block(request: UserRequest, pk: int) -> HttpResponse:
    return set_active(request, pk, yes=False)


@guarded(appointing.can_appoint)
def person_unblock(request: UserRequest, pk: int) -> HttpResponse:
    return set_active(request, pk, yes=True)


def set_active(request: UserRequest, pk: int, *, yes: bool) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        try:
            appointing.set_active(person, by=request.user, yes=yes)
        except tuple(REFUSED) as refusal:
            messages.error(request, REFUSED[type(refusal)])
        else:
            messages.success(request, _("Opened again.") if yes else _("Blocked."))
    return redirect("person-roles", pk)


def roles_page(
    request: UserRequest, person: User, form: RolesForm | None, status: int | None = None
) -> HttpResponse:
    now = sorted(appointing.roles_of(person))
    form = form or RolesForm(initial={"roles": now, "seen": now})
    context: dict[str, Any] = {
        "person": person,
        "form": form,
        "is_late": status is not None,
        "is_self": person == request.user,
        "can_change": appointing.can_change_roles(request.user, person),
        "has_factor": second_factor.has_one(person),
        "has_profile": hasattr(person, "reviewer_profile"),
        "is_reviewer": roles.MEDICAL_REVIEWER in now,
        "told": [(roles.LABELS[name], roles.TOLD[name]) for name in roles.ALL],
    }
    return render(request, "accounts/person_roles.html", context, status=status)


urlpatterns = [
    path("people/<int:pk>/roles/", person_roles, name="person-roles"),
    path("people/<int:pk>/block/", person_block, name="person-block"),
    path("people/<int:pk>/unblock/", person_unblock, name="person-unblock"),
]
