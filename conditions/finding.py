"""Finds the condition of an address: live, moved, merged or retired."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import resolve, reverse
from django.views import View

from conditions.models import Condition, FormerSlug


class Moved(Exception):
    """The condition has another address now."""

    def __init__(self, condition: Condition) -> None:
        super().__init__(condition.slug)
        self.condition = condition


class Retired(Exception):
    """The condition is no longer in the catalogue."""

    def __init__(self, condition: Condition) -> None:
        super().__init__(condition.slug)
        self.condition = condition


def find_condition(slug: str) -> Condition:
    """The live condition of an address; raises Http404, ``Moved`` or ``Retired``."""
    condition = Condition.objects.select_related("merged_into").filter(slug=slug).first()
    if condition is None:
        former = (
            FormerSlug.objects.select_related("condition__merged_into").filter(slug=slug).first()
        )
        if former is None:
            raise Http404
        condition = former.condition
        if condition.is_live:
            raise Moved(condition)
    if condition.is_live:
        return condition
    target = merge_target(condition)
    if target is None:
        raise Retired(condition)
    raise Moved(target)


def merge_target(condition: Condition) -> Condition | None:
    """The live condition at the end of a chain of mergers."""
    seen = set()
    while condition.merged_into is not None and condition.pk not in seen:
        seen.add(condition.pk)
        condition = condition.merged_into
    return condition if condition.is_live else None


class ConditionAddressMixin(View):
    """Answers old addresses of conditions: 301 to the new one, 410 where it was retired.

    The address has the condition's slug as ``slug``.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Moved as moved:
            match = resolve(request.path_info)
            url = reverse(match.view_name, kwargs={**match.kwargs, "slug": moved.condition.slug})
            query = request.META.get("QUERY_STRING")
            return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
        except Retired as retired:
            return render(request, "410.html", {"condition": retired.condition}, status=410)
