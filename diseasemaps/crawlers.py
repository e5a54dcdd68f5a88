"""What programs that read the site are told: where they may go, and what they may quote."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from conditions.languages import site_address

# Pages for people who are signed in, and the interface for programs, whose texts may be reused
# but not all be searched for.
CLOSED = ("/accounts/", "/api/", "/moderation/", "/mails/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    closed = ("/",) if settings.DEMO else CLOSED
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    if not settings.DEMO:
        lines += ["", f"Sitemap: {site_address(reverse('sitemap-index'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """See https://llmstxt.org. In English only, as are its readers."""
    context = {
        "languages": [code for code, _name in settings.LANGUAGES],
        "contact_email": settings.CONTACT_EMAIL,
        "site": site_address("/"),
        "conditions": site_address(reverse("conditions:condition-list")),
        "search": site_address(reverse("conditions:search")),
        "credits": site_address(reverse("credits")),
        "privacy": site_address(reverse("privacy")),
        "sitemap": site_address(reverse("sitemap-index")),
    }
    return render(request, "site/llms.txt", context, "text/plain; charset=utf-8")
