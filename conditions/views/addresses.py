from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import resolve, reverse
from django.views import View

from conditions.finding import Moved, Retired


class ConditionAddressMixin(View):
    """Answers old addresses of conditions: 301 to the new one, 410 where it was retired.

    The address has the condition's slug as ``slug``.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Moved as moved:
            match = resolve(request.path_info)
            url = reverse(match.view_name, kwargs={**match.kwargs, "slug": moved.condition.slug})
            query = request.META.get("QUERY_STRING")
            return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
        except Retired as retired:
            return render(request, "410.html", {"condition": retired.condition}, status=410)
