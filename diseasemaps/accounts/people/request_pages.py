"""Pages on which one administrator asks and a second one decides."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.guards import guarded
from diseasemaps.accounts import appointing, requests, second_factor
from diseasemaps.accounts.models import PeopleRequest, User, UserRequest
from diseasemaps.accounts.people.forms import AddressForm
from diseasemaps.accounts.people.role_pages import REFUSED

Kind = PeopleRequest.Kind
DECIDED_SHOWN = 50  # requests
# What the page calls the parts of a request, in this order.
PARTS = {
    "name": gettext_lazy("Name"),
    "credentials": gettext_lazy("Credentials"),
    "valid_until": gettext_lazy("Valid until"),
    "verified_how": gettext_lazy("Credentials verified by"),
    "verified_on": gettext_lazy("Verified on"),
    "address": gettext_lazy("Address"),
}
EVIDENCE = {
    "kind": gettext_lazy("What was seen"),
    "register": gettext_lazy("Register, or who wrote the letter"),
    "number": gettext_lazy("Number in the register"),
    "seen_on": gettext_lazy("Seen on"),
}
NOT_YOURS = gettext_lazy("This takes somebody else: neither who asked, nor whom it is about.")


@guarded(appointing.can_appoint)
def request_list(request: UserRequest) -> HttpResponse:
    known = PeopleRequest.objects.select_related("person", "profile", "asked_by", "decided_by")
    context = {
        "waiting": known.open(),
        "decided": known.decided()[:DECIDED_SHOWN],
        "is_sole": appointing.is_sole(),
    }
    return render(request, "accounts/request_list.html", context)


@guarded(appointing.can_appoint)
def request_detail(request: UserRequest, pk: int) -> HttpResponse:
    return request_page(request, get_object_or_404(PeopleRequest, pk=pk))


def request_page(
    request: UserRequest, asked: PeopleRequest, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    is_own = asked.asked_by_id == request.user.pk
    context = {
        "asked": asked,
        "rows": rows(asked),
        "evidence": [
            (label, evidence_value(name, asked.evidence[name]))
            for name, label in EVIDENCE.items()
            if asked.evidence.get(name)
        ],
        "is_own": is_own,
        "may_decide": not is_own and asked.person_id != request.user.pk,
        "is_late": status == HTTPStatus.CONFLICT,
        "gives_role": asked.kind == Kind.REVIEWER and asked.person_id is not None,
    }
    return render(request, "accounts/request_detail.html", context, status=status)


def rows(asked: PeopleRequest) -> list[dict[str, Any]]:
    """What it was and what it is to be, one row for each part that differs."""
    new, seen = asked.proposed.get("new", {}), asked.proposed.get("seen", {})
    return [
        {"label": label, "old": seen.get(name) or "", "new": new.get(name) or ""}
        for name, label in PARTS.items()
        if name in new and (seen.get(name) or "") != (new[name] or "")
    ]


def evidence_value(name: str, value: str) -> str:
    if name == "kind":
        return {"register": _("an entry in a public register"), "letter": _("a letter")}[value]
    return value


@guarded(appointing.can_appoint)
@require_POST
def request_approve(request: UserRequest, pk: int) -> HttpResponse:
    return decide(request, pk, requests.approve, _("Approved, and done."))


@guarded(appointing.can_appoint)
@require_POST
def request_refuse(request: UserRequest, pk: int) -> HttpResponse:
    return decide(request, pk, requests.refuse, _("Refused. Nothing has changed."))


@guarded(appointing.can_appoint)
@require_POST
def request_take_back(request: UserRequest, pk: int) -> HttpResponse:
    return decide(request, pk, requests.take_back, _("Taken back. Nothing has changed."))


def decide(request: UserRequest, pk: int, verb: Callable[..., None], said: str) -> HttpResponse:
    asked = get_object_or_404(PeopleRequest, pk=pk)
    try:
        verb(asked, by=request.user)
    except requests.NotTheirs:
        messages.error(request, NOT_YOURS)
        return redirect(asked)
    except (requests.AlreadyDecided, requests.RequestStale):
        return request_page(request, get_object_or_404(PeopleRequest, pk=pk), HTTPStatus.CONFLICT)
    messages.success(request, said)
    return redirect(asked)


@guarded(appointing.can_appoint)
def person_address(request: UserRequest, pk: int) -> HttpResponse:
    """Asks to change somebody's address, for a person who has lost the old one."""
    person = get_object_or_404(User, pk=pk)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = requests.ask(
                Kind.ADDRESS, by=request.user, person=person, proposed=form.cleaned_data
            )
        except tuple(REFUSED) as refusal:
            form.add_error("address", REFUSED[type(refusal)])
        else:
            return told(request, asked)
    return render(request, "accounts/person_address.html", {"person": person, "form": form})


@guarded(appointing.can_appoint)
def person_factor(request: UserRequest, pk: int) -> HttpResponse:
    """Asks to take away somebody's second factor, for a person who has lost it."""
    person = get_object_or_404(User, pk=pk)
    if request.method == "POST" and second_factor.has_one(person):
        try:
            asked = requests.ask(Kind.SECOND_FACTOR, by=request.user, person=person, proposed={})
        except tuple(REFUSED) as refusal:
            messages.error(request, REFUSED[type(refusal)])
        else:
            return told(request, asked)
    return redirect("person-roles", pk)


def told(request: UserRequest, asked: PeopleRequest) -> HttpResponse:
    said = _("A second administrator has to agree: the others have been told by mail.")
    messages.info(request, said)
    return redirect(asked)
