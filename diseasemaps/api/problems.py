"""Errors as problem details (RFC 9457), in the same shape whatever went wrong."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from conditions.finding import Moved, Retired

CONTENT_TYPE = "application/problem+json"
EXPLAINED = {
    HTTPStatus.NOT_FOUND: "There is nothing under this address. A copy of it should be deleted.",
    HTTPStatus.GONE: "This condition is no longer in the catalogue.",
    HTTPStatus.TOO_MANY_REQUESTS: "Retry-After says in how many seconds to go on.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "A parameter is not as described.",
}


class Problem(Schema):
    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    # Which parameters, and what is wrong with each; never what was sent.
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
    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(HTTPStatus.NOT_FOUND)

    @api.exception_handler(Retired)
    def retired(request: HttpRequest, error: Retired) -> HttpResponse:
        return problem(HTTPStatus.GONE)

    @api.exception_handler(Moved)
    def moved(request: HttpRequest, error: Moved) -> HttpResponse:
        """To the same resource of the condition that the address names by now."""
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
