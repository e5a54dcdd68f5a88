"""The pages of joining and leaving a condition's community."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common import kept_words
from common.requests import AuthenticatedHttpRequest
from conditions.display_names import condition_names
from conditions.finding import ConditionAddressMixin, Moved, Retired, find_condition
from conditions.models import Condition
from experiences import community
from experiences.writing.authors import MemberFormView, for_members_by_button
from experiences.writing.forms import CATALOGUE_CHANGED, JoinForm, initial_of
from experiences.writing.saving import membership_of


class JoinView(ConditionAddressMixin, MemberFormView):
    """One step in; members find here what they said, to change it, and the way out."""

    def get(self, request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
        condition = find_condition(slug)
        initial = initial_of(membership_of(condition, request.user))
        if kept := kept_words.kept(request):
            initial |= {"on_map": False, **kept}
        return self.form_page(condition, JoinForm(initial=initial))

    def post(self, request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
        condition = find_condition(slug)
        form = JoinForm(request.POST)
        if not form.is_valid():
            return self.form_page(condition, form)
        was_in = membership_of(condition, request.user)
        try:
            community.join(condition, by=request.user, **form.for_membership)
        except community.NotLive:
            form.add_error(None, CATALOGUE_CHANGED)
            return self.form_page(condition, form)
        kept_words.forget(request, request.path)
        said = _("Your details are changed.") if was_in else _("You are in this community now.")
        messages.success(request, said)
        return redirect(back_to(request) or condition.get_absolute_url())

    def form_page(self, condition: Condition, form: JoinForm) -> HttpResponse:
        context: dict[str, Any] = {
            "condition": condition,
            "name": condition_names(condition, get_language()).preferred,
            "membership": membership_of(condition, self.request.user),
            "form": form,
            "next": back_to(self.request),
        }
        return self.page("experiences/writing/community_join.html", context)


@require_POST
@for_members_by_button
def community_leave(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    """At once, and from a condition that is no longer in the catalogue, too."""
    try:
        condition = find_condition(slug)
    except (Moved, Retired) as elsewhere:
        condition = elsewhere.condition
    if community.leave(condition, by=request.user):
        messages.success(request, _("You have left this community. Your texts there stay."))
    return redirect("experiences:mine")


def back_to(request: HttpRequest) -> str:
    """The page of this site that somebody came from, as the link or the form says."""
    page = request.POST.get("next") or request.GET.get("next") or ""
    return page if url_has_allowed_host_and_scheme(page, {request.get_host()}) else ""
