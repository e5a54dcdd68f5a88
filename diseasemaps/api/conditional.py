"""304 for a program whose copy is still right. It has to ask each time: texts are taken down."""

import hashlib
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI

from conditions.views.conditional import page_etag

KEEP = "no-cache"


class Unchanged(Exception):
    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def fresh(request: HttpRequest, response: HttpResponse, *stamps: Any) -> None:
    """Tag the answer with the last changes of what it shows; raises ``Unchanged`` where the
    program has that already. Sessions play no part: the answer is the same for everybody."""
    etag = page_etag(request, *stamps)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = KEEP
    found = get_conditional_response(request, etag=etag)
    if found is not None and found.status_code == HTTPStatus.NOT_MODIFIED:
        raise Unchanged(etag)


def digest(rows: Iterable[Any]) -> str:
    """Of what is listed, row by row. A last change alone would not do: of two transactions at
    once, the one that stamped earlier may end later."""
    found = hashlib.sha256()
    for row in rows:
        found.update(f"{row}\n".encode())
    return found.hexdigest()


def add_handlers(api: NinjaAPI) -> None:
    @api.exception_handler(Unchanged)
    def unchanged(request: HttpRequest, error: Unchanged) -> HttpResponse:
        response = HttpResponseNotModified()
        response.headers["ETag"] = error.etag
        response.headers["Cache-Control"] = KEEP
        return response
