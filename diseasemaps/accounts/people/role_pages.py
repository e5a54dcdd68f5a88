"""The page on which administrators appoint and block one person."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.guards import guarded
from diseasemaps.accounts import appointing, requests, roles, second_factor
from diseasemaps.accounts.models import PeopleRequest, User, UserRequest

REFUSED = {
    appointing.NotAppointable: gettext_lazy(
        "Nobody gives themselves a role, and an account that is blocked gets none. What a "
        "superuser has, only a superuser changes."
    ),
    appointing.LastAdministrator: gettext_lazy(
        "Nobody would be left who can appoint people. Make somebody else an administrator first."
    ),
    appointing.NoSecond: gettext_lazy(
        "You are the only administrator here, and this takes two. The second one is made on the "
        "server: manage.py add_administrator ADDRESS. A reviewer may work before that, with a "
        "profile that says that nobody has confirmed it: enter the profile first."
    ),
    requests.AlreadyAsked: gettext_lazy("This waits for a second administrator already."),
    requests.NotTheirs: gettext_lazy("You cannot ask for this."),
}
CHOICES = [(name, roles.LABELS[name]) for name in roles.ALL]


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
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
                asked = appoint(person, said["roles"], said["seen"], by=request.user)
            except appointing.RolesChanged:
                return roles_page(request, person, None, HTTPStatus.CONFLICT)
            except tuple(REFUSED) as refusal:
                form.add_error("roles", REFUSED[type(refusal)])
            else:
                say_what_happened(request, asked)
                return redirect("person-roles", pk)
    return roles_page(request, person, form)


def appoint(person: User, wanted: list[str], seen: list[str], *, by: User) -> list[PeopleRequest]:
    """Changes what one may change alone, and asks a second administrator for the rest."""
    try:
        appointing.appoint(person, wanted, by=by, seen=seen)
    except appointing.NeedsSecond as more:
        with transaction.atomic():
            alone = [name for name in wanted if name not in more.roles]
            appointing.appoint(person, alone, by=by, seen=seen)
            return [ask_for(person, role, by=by) for role in sorted(more.roles)]
    return []


def ask_for(person: User, role: str, *, by: User) -> PeopleRequest:
    kind = requests.KIND_OF_ROLE[role]
    proposed = {"role": role, "open": not person.is_active}
    return requests.ask(kind, by=by, person=person, proposed=proposed)


def say_what_happened(request: UserRequest, asked: list[PeopleRequest]) -> None:
    if asked:
        said = _("A second administrator has to agree: the others have been told by mail.")
        messages.info(request, said)
    else:
        messages.success(request, _("Changed, at once."))


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
        except appointing.NeedsSecond as more:
            ask_to_open(request, person, more)
        else:
            messages.success(request, _("Opened again.") if yes else _("Blocked."))
    return redirect("person-roles", pk)


def ask_to_open(request: UserRequest, person: User, more: appointing.NeedsSecond) -> None:
    """An administrator's account is opened again as it was given: by two."""
    try:
        asked = [ask_for(person, role, by=request.user) for role in more.roles]
    except tuple(REFUSED) as refusal:
        messages.error(request, REFUSED[type(refusal)])
    else:
        say_what_happened(request, asked)


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
        "profile": getattr(person, "reviewer_profile", None),
        "is_reviewer": roles.MEDICAL_REVIEWER in now,
        "asked": PeopleRequest.objects.open().filter(person=person),
        "needs_second": not appointing.is_sole(),
        "told": [(roles.LABELS[name], roles.TOLD[name]) for name in roles.ALL],
    }
    return render(request, "accounts/person_roles.html", context, status=status)
