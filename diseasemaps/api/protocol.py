"""What every answer of the API has: ETag, rate limit, CORS headers; errors as problem details."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    JsonResponse,
)
from django.urls import reverse
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from ninja.throttling import BaseThrottle

from common import limits
from common.conditional import page_etag
from conditions.finding import Moved, Retired

PREFIX = "/api/v1/"
METHODS = "GET, HEAD, OPTIONS"
KEEP = "no-cache"
EXPORT_COST: Final = 20  # requests that a file of everything counts for
CONTENT_TYPE = "application/problem+json"
EXPLAINED = {
    HTTPStatus.NOT_FOUND: "There is nothing under this address. A copy of it should be deleted.",
    HTTPStatus.GONE: "This condition is no longer in the catalogue.",
    HTTPStatus.TOO_MANY_REQUESTS: "Retry-After says in how many seconds to go on.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "A parameter is not as described.",
}


def open_to_programs(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Allows pages of other sites to read the API (CORS), and keeps it out of search engines.

    The API is public and the same for everybody, so ``*`` reveals nothing; credentials are neither
    allowed nor read.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=HTTPStatus.NO_CONTENT)
            response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
            response.headers["Allow"] = METHODS
        elif request.method == "HEAD":
            # The library knows GET only; ``middleware.no_body_for_head`` removes the body.
            request.method = "GET"
            response = get_response(request)
            request.method = "HEAD"
        else:
            response = get_response(request)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return middleware


class Unchanged(Exception):
    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def fresh(request: HttpRequest, response: HttpResponse, *stamps: Any) -> None:
    """Adds an ETag of the last changes shown; raises ``Unchanged`` where the program has them.

    Sessions do not matter: the answer is the same for everybody.
    """
    etag = page_etag(request, *stamps)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = KEEP
    found = get_conditional_response(request, etag=etag)
    if found is not None and found.status_code == HTTPStatus.NOT_MODIFIED:
        raise Unchanged(etag)


def digest(rows: Iterable[Any]) -> str:
    """A hash of all rows. The last change alone is not enough: of two concurrent transactions, the
    one with the earlier stamp may commit later."""
    found = hashlib.sha256()
    for row in rows:
        found.update(f"{row}\n".encode())
    return found.hexdigest()


class Limit(BaseThrottle):
    """Limits the requests of a network address a minute."""

    def __init__(self, cost: int = 1) -> None:
        self.cost = cost

    def allow_request(self, request: HttpRequest) -> bool:
        most = settings.API_REQUESTS_PER_MINUTE
        if not most:
            return True
        return limits.in_a_minute(request, "api", times=max(most, self.cost), cost=self.cost)

    def wait(self) -> float:
        return limits.seconds_left()


# RFC 9457.
class Problem(Schema):
    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    # The wrong parameters, each with its problem; never the values sent.
    errors: list[dict[str, str]] | None = None


def problem(
    status: int, detail: str = "", *, errors: Sequence[dict[str, str]] | None = None
) -> HttpResponse:
    known = HTTPStatus(status)
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": known.phrase,
        "status": known.value,
        "detail": detail or EXPLAINED.get(known, ""),
    }
    if errors is not None:
        said["errors"] = list(errors)
    return JsonResponse(said, status=status, content_type=CONTENT_TYPE)


def add_handlers(api: NinjaAPI) -> None:
    @api.exception_handler(Unchanged)
    def unchanged(request: HttpRequest, error: Unchanged) -> HttpResponse:
        response = HttpResponseNotModified()
        response.headers["ETag"] = error.etag
        response.headers["Cache-Control"] = KEEP
        return response

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(HTTPStatus.NOT_FOUND)

    @api.exception_handler(Retired)
    def retired(request: HttpRequest, error: Retired) -> HttpResponse:
        return problem(HTTPStatus.GONE)

    @api.exception_handler(Moved)
    def moved(request: HttpRequest, error: Moved) -> HttpResponse:
        """Redirects to the same resource of the condition that the address names now."""
        match, slug = request.resolver_match, error.condition.slug
        assert match is not None
        path = reverse(match.view_name, kwargs={**match.kwargs, "slug": slug})
        query = request.META.get("QUERY_STRING")
        response = problem(HTTPStatus.MOVED_PERMANENTLY, f"This condition is {slug} now.")
        response.headers["Location"] = f"{path}?{query}" if query else path
        return response

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [
            {"parameter": str(each["loc"][-1]), "problem": each["msg"]} for each in error.errors
        ]
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code)
