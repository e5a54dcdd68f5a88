"""Files for crawlers: robots.txt, llms.txt, and the sitemap of topics and conditions by language.

A sitemap file covers one range of primary keys, so that it stays below the 50,000 addresses that
the protocol allows, and the rows of the last file are found as quickly as those of the first.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import BigIntegerField, ExpressionWrapper, F, Max, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import override
from django.views.decorators.http import require_safe

from common.conditional import page_etag, unchanged
from common.languages import address_in, site_address
from conditions.models import Topic

# Pages of signed-in people, and the API, whose texts may be reused but not all be indexed.
CLOSED = ("/accounts/", "/api/", "/moderation/", "/mails/")
KINDS = ("conditions", "topics")
STRETCH = 20_000  # primary keys in a file; the protocol allows 50,000 addresses
CHUNK = 500  # rows in memory at a time
STRETCH_MAX = 2**31  # above any primary key here
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

Entry = tuple[str, datetime]
Response = TypeVar("Response", bound=HttpResponseBase)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    closed = ("/",) if settings.DEMO else CLOSED
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    if not settings.DEMO:
        lines += ["", f"Sitemap: {site_address(reverse('sitemap-index'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """The site for language models, in English only: see https://llmstxt.org."""
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


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    files = [
        (reverse("sitemap-file", args=[kind, language, stretch + 1]), last)
        for language, _name in settings.LANGUAGES
        for kind in KINDS
        for stretch, last in stretches(kind, language)
    ]
    etag = page_etag(request, digest(files))
    if answer := unchanged(request, etag):
        return answer
    content = "".join(document("sitemapindex", "sitemap", files))
    return tagged(HttpResponse(content, content_type="application/xml"), etag)


@require_safe
def sitemap_file(request: HttpRequest, kind: str, language: str, number: int) -> HttpResponseBase:
    is_known = kind in KINDS and language in dict(settings.LANGUAGES)
    if not is_known or not 0 < number <= STRETCH_MAX // STRETCH:
        raise Http404
    etag = page_etag(request, digest(entries(kind, language, number - 1)))
    if answer := unchanged(request, etag):
        return answer
    content = document("urlset", "url", entries(kind, language, number - 1))
    return tagged(StreamingHttpResponse(content, content_type="application/xml"), etag)


def tagged(response: Response, etag: str) -> Response:
    response.headers["ETag"] = etag
    patch_cache_control(response, no_cache=True)
    return response


def rows(kind: str, language: str) -> QuerySet[Any]:
    if kind == "topics":
        return Topic.objects.asked().with_something_in(language)
    return Topic.objects.asked().with_something_in(language).conditions()


def stretches(kind: str, language: str) -> Iterable[tuple[int, datetime]]:
    """The ranges of primary keys that hold rows, each with its last change."""
    found: Iterable[tuple[int, datetime]] = (
        rows(kind, language)
        .annotate(stretch=ExpressionWrapper(F("pk") / STRETCH, BigIntegerField()))
        .order_by("stretch")
        .values("stretch")
        .annotate(last=Max("changed_at"))
        .values_list("stretch", "last")
    )
    return found


def entries(kind: str, language: str, stretch: int) -> Iterator[Entry]:
    """The path and last change of each row."""
    found = (
        rows(kind, language)
        .filter(pk__gte=stretch * STRETCH, pk__lt=(stretch + 1) * STRETCH)
        .order_by("pk")
    )
    if kind == "topics":
        keys = found.values_list("condition__slug", "question__key", "changed_at")
        pattern = pattern_of("topic-detail", 2)
    else:
        keys = found.values_list("slug", "changed_at")
        pattern = pattern_of("conditions:condition-detail", 1)
    for *parts, changed_at in keys.iterator(chunk_size=CHUNK):
        yield address_in(language, pattern.format(*parts)), changed_at


def pattern_of(name: str, parts: int) -> str:
    """The path in the default language with {} for each part, so that it is reversed only once."""
    with override(settings.LANGUAGE_CODE):
        path = reverse(name, args=["slot"] * parts)
    return path.replace("slot", "{}")


def tag(name: str, address: str, changed_at: datetime) -> str:
    lastmod = changed_at.isoformat(timespec="seconds")
    return f"<{name}><loc>{escape(address)}</loc><lastmod>{lastmod}</lastmod></{name}>\n"


def document(root: str, item: str, entries: Iterable[Entry]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n'
    for path, changed_at in entries:
        yield tag(item, site_address(path), changed_at)
    yield f"</{root}>\n"


def digest(entries: Iterable[Entry]) -> str:
    """A hash of all entries. The last change alone is not enough: of two concurrent transactions,
    the one with the earlier stamp may commit later."""
    found = hashlib.sha256()
    for path, changed_at in entries:
        found.update(f"{path} {changed_at.timestamp()}\n".encode())
    return found.hexdigest()
