"""Conditional requests: ETags, and 304 for a reader whose copy is still the page."""

import hashlib
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control


def page_etag(request: HttpRequest, *stamps: Any) -> str:
    """The ETag of a page: a hash of its address, the day, the release and its last changes."""
    parts = (
        request.get_full_path(),
        timezone.localdate(),
        settings.RELEASE,
        *stamps,
    )
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def is_personal(request: HttpRequest) -> bool:
    """Whether the page may show something of this visit only: a name, or a message."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


def unchanged(request: HttpRequest, etag: str) -> HttpResponse | None:
    """A 304 response for an anonymous visitor who has this version of the page, else None."""
    if is_personal(request):
        return None
    response = get_conditional_response(request, etag=etag)
    if response is None or response.status_code != HTTPStatus.NOT_MODIFIED:
        return None
    return response


def with_etag(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponse:
    """Adds caching headers: an anonymous visitor may keep the page and revalidates it each time."""
    if is_personal(request):
        patch_cache_control(response, private=True, no_store=True)
    else:
        response.headers["ETag"] = etag
        patch_cache_control(response, no_cache=True)
    return response
