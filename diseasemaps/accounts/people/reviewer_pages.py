"""Pages about reviewers' profiles: entering, confirming and changing them.

Two administrators confirm one. A sole administrator enters profiles that say that nobody has
confirmed them.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.guards import Person, guarded
from conditions.models import ReviewerProfile
from conditions.summaries import reviewers
from diseasemaps.accounts import appointing, requests, roles
from diseasemaps.accounts.models import PeopleRequest, User, UserRequest
from diseasemaps.accounts.people.forms import EvidenceForm, ProfileForm, WordsForm
from diseasemaps.accounts.people.request_pages import told
from diseasemaps.accounts.people.role_pages import REFUSED
from diseasemaps.accounts.requests import profile_fields

Kind = PeopleRequest.Kind
State = ReviewerProfile.State
OWN_PROFILE = gettext_lazy("Nobody enters or confirms a profile of their own.")


@guarded(appointing.can_appoint)
def reviewer_list(request: UserRequest) -> HttpResponse:
    context = {
        "reviewers": ReviewerProfile.objects.select_related("user"),
        "waiting": PeopleRequest.objects.open().count(),
        "is_sole": appointing.is_sole(),
    }
    return render(request, "accounts/reviewer_list.html", context)


@guarded(appointing.can_appoint)
def reviewer_new(request: UserRequest) -> HttpResponse:
    person = User.objects.filter(pk=number(request.GET.get("person"))).first()
    initial = {"account": person.email} if person else {}
    form = EvidenceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if form.person == request.user:
            form.add_error("account", OWN_PROFILE)
        elif appointing.is_sole():
            return enter_alone(request, form)
        elif answer := ask_to_confirm(request, form):
            return answer
    return form_page(request, form, None)


@guarded(appointing.can_appoint)
def reviewer_confirm(request: UserRequest, slug: str) -> HttpResponse:
    profile = get_object_or_404(ReviewerProfile, slug=slug, is_fictional=False)
    initial = {
        **{name: getattr(profile, name) for name in ("name", "credentials", "valid_until")},
        "account": profile.user.email if profile.user else "",
        "register": profile.verified_how,
    }
    form = EvidenceForm(request.POST or None, initial=initial, profile=profile)
    if request.method == "POST" and form.is_valid() and (answer := ask_to_confirm(request, form)):
        return answer
    return form_page(request, form, profile)


def number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and text.isascii() else 0


def form_page(
    request: UserRequest, form: ProfileForm, profile: ReviewerProfile | None
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "reviewer": profile,
        "is_sole": appointing.is_sole(),
        "is_change": not isinstance(form, EvidenceForm),
    }
    return render(request, "accounts/reviewer_form.html", context)


def enter_alone(request: UserRequest, form: EvidenceForm) -> HttpResponse:
    """With the role, where there is an account."""
    with transaction.atomic():
        profile = reviewers.create_unconfirmed(
            by=request.user,
            fields=profile_fields(form.proposed),
            user=form.person,
            evidence=form.evidence,
        )
        person = form.person
        if person is not None:
            now = appointing.roles_of(person)
            wanted = {*now, roles.MEDICAL_REVIEWER}
            appointing.appoint(person, wanted, by=request.user, seen=now)
    messages.success(request, _("Entered. The profile says that nobody has confirmed it."))
    return redirect(profile)


def ask_to_confirm(request: UserRequest, form: EvidenceForm) -> HttpResponse | None:
    """None, with an error on the form, where it cannot be asked for."""
    try:
        asked = requests.ask(
            Kind.REVIEWER,
            by=request.user,
            person=form.person,
            profile=form.profile,
            proposed=form.proposed,
            evidence=form.evidence,
        )
    except tuple(REFUSED) as refusal:
        form.add_error(None, REFUSED[type(refusal)])
        return None
    return told(request, asked)


@guarded(appointing.can_appoint)
def reviewer_change(request: UserRequest, slug: str) -> HttpResponse:
    """What a confirmed profile says of a person takes two; until then one may mend it."""
    profile = get_object_or_404(ReviewerProfile, slug=slug, is_fictional=False)
    initial = {name: getattr(profile, name) for name in ("name", "credentials", "valid_until")}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if profile.state == State.UNCONFIRMED and profile.user_id != request.user.pk:
            fields = profile_fields(form.proposed)
            reviewers.change(profile, asked_by=request.user, fields=fields)
            messages.success(request, _("Changed."))
            return redirect(profile)
        try:
            asked = requests.ask(
                Kind.CHANGE_REVIEWER,
                by=request.user,
                person=User.objects.filter(pk=profile.user_id or 0).first(),
                profile=profile,
                proposed=form.proposed,
            )
        except tuple(REFUSED) as refusal:
            form.add_error(None, REFUSED[type(refusal)])
        else:
            return told(request, asked)
    return form_page(request, form, profile)


@guarded(lambda person: bool(person.is_active))
def reviewer_words(request: UserRequest, slug: str) -> HttpResponse:
    """By the reviewer, or by an administrator for them; the reviewer is told by mail."""
    profile = get_object_or_404(ReviewerProfile, slug=slug)
    if not can_change_words(request.user, profile):
        raise PermissionDenied
    initial = {name: getattr(profile, name) for name in reviewers.OPEN}
    form = WordsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        reviewers.change(profile, asked_by=request.user, fields=form.cleaned_data)
        messages.success(request, _("Changed."))
        return redirect(profile)
    return render(request, "accounts/reviewer_words.html", {"form": form, "reviewer": profile})


def can_change_words(person: Person, profile: ReviewerProfile) -> bool:
    return profile.user_id == person.pk or appointing.can_appoint(person)


@guarded(appointing.can_appoint)
@require_POST
def reviewer_part(request: UserRequest, slug: str) -> HttpResponse:
    """Parts a profile from its account, for good: nobody signs under the name any more."""
    profile = get_object_or_404(ReviewerProfile, slug=slug, user__isnull=False)
    reviewers.release_account(profile)
    messages.success(request, _("Parted. What was signed stays; nobody signs as them any more."))
    return redirect("reviewers")
