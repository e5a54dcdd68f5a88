"""Finding a condition, or a question about one, by whatever somebody types."""

from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from common import limits
from conditions.models import WantedCondition
from conditions.search.answer import Found, cleaned, search

PER_PAGE = 20  # conditions
SUGGESTED = 8  # under the field, while somebody types
SUGGESTIONS_A_MINUTE = 240  # from one network
WANTED_A_DAY = 10  # from one network
DAY = 24 * limits.HOUR


@require_safe
def search_view(request: HttpRequest) -> HttpResponse:
    """Redirects to the one clear answer for ``go``, which the header's field sends."""
    found = search(request.GET.get("q", ""), get_language())
    if found.straight_to and "go" in request.GET:
        return HttpResponseRedirect(found.straight_to)
    pages = Paginator(found.hits, PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"found": found, "page_obj": page, "has_search": True}
    return render(request, "conditions/search/search.html", context)


@require_safe
def search_suggest(request: HttpRequest) -> HttpResponse:
    """A piece of a page for the script of the field: a list of at most ``SUGGESTED``."""
    if not limits.in_a_minute(request, "suggest", times=SUGGESTIONS_A_MINUTE):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    found = search(request.GET.get("q", ""), get_language())
    return render(request, "conditions/search/_suggestions.html", {"options": suggestions(found)})


def suggestions(found: Found) -> list[dict[str, str]]:
    """Addresses with what they are: first the question that was asked, then conditions."""
    asked = [{"url": each.url, "name": each.title, "matched": ""} for each in found.asked]
    named = [
        {"url": hit.condition.get_absolute_url(), "name": hit.name, "matched": hit.matched}
        for hit in found.hits
    ]
    return (asked + named)[:SUGGESTED]


@method_decorator(csrf_exempt, name="dispatch")
class ConditionWantedView(View):
    """ "Ask for this condition": the name alone is kept, and how often it was asked for.

    No cookie is read, so a forged request gains nothing; see ``common.limits``.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, cleaned(request.GET.get("name", "")))

    def post(self, request: HttpRequest) -> HttpResponse:
        name = cleaned(request.POST.get("name", ""))
        if not name:
            return self.page(request, name, is_empty=True)
        if not limits.is_from_here(request):
            return self.page(request, name, HTTPStatus.FORBIDDEN, is_foreign=True)
        if not limits.within(request, "wanted", times=WANTED_A_DAY, seconds=DAY):
            return self.page(request, name, HTTPStatus.TOO_MANY_REQUESTS, is_too_often=True)
        WantedCondition.objects.ask_for(name)
        return self.page(request, name, is_kept=True)

    def page(self, request: HttpRequest, name: str, status: int = 200, **more: Any) -> HttpResponse:
        return render(
            request,
            "conditions/search/condition_wanted.html",
            {"name": name, **more},
            status=status,
        )
