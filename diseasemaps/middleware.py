"""Middleware of the whole site: language, caching headers, and HEAD."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from common import kept_words
from common.conditional import is_personal


def language_from_address(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Takes the language from the address only.

    Django's LocaleMiddleware also asks cookies and headers and so adds ``Vary: Accept-Language``,
    which splits every cached page by the visitor's browser.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def private_by_default(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Sets ``Cache-Control`` where the view did not: ``no-store`` for a visitor with a session,
    else ``no-cache``, so that a text that was taken down is gone from every cache."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        # PostgreSQL refuses null bytes, and no session key holds one.
        if "\0" in request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        response = get_response(request)
        kept_words.tell_browser(request, response)
        if not response.has_header("Cache-Control"):
            keep = "private, no-store" if is_personal(request) else "no-cache"
            response.headers["Cache-Control"] = keep
        return response

    return middleware


def no_body_for_head(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Drops the body of answers to HEAD; gunicorn would log a warning for each."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return middleware
