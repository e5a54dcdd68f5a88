"""What every answer of the interface says, whoever asks and however."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase

PREFIX = "/api/v1/"
METHODS = "GET, HEAD, OPTIONS"


def open_to_programs(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let pages of other sites read the interface, without cookies, and search engines not keep it.

    Everything there is public and the same for everybody, so ``*`` gives nobody more than they
    have anyhow; credentials are never allowed, and nothing there looks at them.
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
            # The library knows GET alone; the body is taken off further out.
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
