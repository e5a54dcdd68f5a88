from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diseasemaps.demo import components, mails


@never_cache
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    response = render(request, "demo/mail_list.html", {"mails": mails.newest()})
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def component_list(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    shown = list(components.shown(request))
    response = render(request, "demo/styleguide.html", {"components": shown})
    response["X-Robots-Tag"] = "noindex"
    return response
