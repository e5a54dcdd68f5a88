"""The editorial desk."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from conditions.desk.lists import BY_SLUG, LISTINGS, desk, desk_list
from conditions.permissions import can_edit_summaries
from conditions.views.guard import for_desk


@require_safe
@for_desk
def desk_overview(request: HttpRequest) -> HttpResponse:
    context = {
        "lists": desk(request.user, get_language()),
        "can_edit": can_edit_summaries(request.user),
    }
    return render(request, "conditions/desk/desk_overview.html", context)


@require_safe
@for_desk
def desk_listing(request: HttpRequest, part: str) -> HttpResponse:
    if part not in BY_SLUG:
        raise Http404
    context = {
        "list": desk_list(BY_SLUG[part], request.user, request.GET, get_language()),
        "listings": LISTINGS,
        "can_edit": can_edit_summaries(request.user),
    }
    return render(request, "conditions/desk/desk_list.html", context)
