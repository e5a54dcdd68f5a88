"""The signing log at fixed addresses, for programs that watch it and for people.

The checkpoint and the tiles are those of C2SP's tlog-tiles, so that tools which witness other logs
witness this one. Open to every site: nothing here depends on who asks.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conditions.models import SigningEntry, SigningHead
from conditions.summaries.signing import log, site_keys, tree, verify_review

PAGE = 1_000  # lines in an answer
DIGITS_MAX = 18  # of a number that every database takes
SHOWN = 50  # entries on the page for people
A_YEAR = 365 * 24 * 60 * 60  # seconds
FOR_EVER = f"public, max-age={A_YEAR}, immutable"
SHORTLY = "public, max-age=5"
TEXT = "text/plain; charset=utf-8"


Answer = TypeVar("Answer", bound=HttpResponseBase)


def open_to_all(answer: Answer, keep: str) -> Answer:
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = keep
    return answer


def current_head() -> SigningHead:
    head = SigningHead.objects.filter(pk=1, size__gt=0).first()
    if head is None:
        raise Http404("nothing was signed yet")
    return head


def encoded(hashes: list[bytes]) -> list[str]:
    return [base64.b64encode(each).decode() for each in hashes]


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    return open_to_all(HttpResponse(current_head().note, content_type=TEXT), SHORTLY)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Every key that signed or signs the head, a line each, the one in use first."""
    lines = "".join(f"{vkey}\n" for vkey in site_keys.vkeys(log.origin()))
    return open_to_all(HttpResponse(lines, content_type=TEXT), SHORTLY)


@require_safe
def tile(request: HttpRequest, level: int, number: int, width: int | None = None) -> HttpResponse:
    """The hashes of a part of the tree; only such a width as the log has now, or had once."""
    widest = tree.tile_width(level, number, current_head().size)
    wanted = tree.TILE_WIDTH if width is None else width
    if not 0 < wanted <= widest or (width is not None and width >= tree.TILE_WIDTH):
        raise Http404
    hashes = tree.tile(level, number, wanted)
    return open_to_all(HttpResponse(hashes, content_type="application/octet-stream"), FOR_EVER)


@require_safe
def entry_tile(request: HttpRequest, number: int, width: int | None = None) -> HttpResponse:
    """The lines of up to 256 entries, each after its length in two bytes."""
    widest = tree.tile_width(0, number, current_head().size)
    wanted = tree.TILE_WIDTH if width is None else width
    if not 0 < wanted <= widest or (width is not None and width >= tree.TILE_WIDTH):
        raise Http404
    first = number * tree.TILE_WIDTH
    lines = [line.encode() for line in log.lines_between(first, first + wanted)]
    body = b"".join(len(line).to_bytes(2, "big") + line for line in lines)
    return open_to_all(HttpResponse(body, content_type="application/octet-stream"), FOR_EVER)


@require_safe
def proof(request: HttpRequest, number: int, size: int) -> HttpResponse:
    """That an entry is in the log of a size."""
    if not number < size <= current_head().size:
        raise Http404
    found = {
        "number": number,
        "size": size,
        "line": log.lines_between(number, number + 1)[0],
        "proof": encoded(tree.inclusion(number, size)),
    }
    return open_to_all(JsonResponse(found), FOR_EVER)


@require_safe
def consistency(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """That the log of a size begins with that of a smaller one."""
    if not old <= new <= current_head().size:
        raise Http404
    found = {
        "old": old,
        "new": new,
        "proof": encoded(tree.consistency(old, new)),
    }
    return open_to_all(JsonResponse(found), FOR_EVER)


@require_safe
def entries(request: HttpRequest) -> StreamingHttpResponse:
    """Up to 1,000 lines from a number on."""
    first = request.GET.get("from", "0")
    if not (first.isascii() and first.isdecimal() and len(first) <= DIGITS_MAX):
        raise Http404
    answer = StreamingHttpResponse(lines_from(int(first)), content_type="application/jsonl")
    return open_to_all(answer, SHORTLY)


def lines_from(first: int) -> Iterator[str]:
    for line in log.lines_between(first, first + PAGE):
        yield f"{line}\n"


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """The program that checks a review without us."""
    text = Path(verify_review.__file__).read_text(encoding="utf-8")
    return open_to_all(HttpResponse(text, content_type="text/x-python; charset=utf-8"), SHORTLY)


@require_safe
def log_page(request: HttpRequest) -> HttpResponse:
    """What the log is, its head, and the last entries in words."""
    head = SigningHead.objects.filter(pk=1, size__gt=0).first()
    entries = SigningEntry.objects.order_by("-number").select_related("review", "reviewer")
    context = {
        "head": head,
        "keys": site_keys.vkeys(head.origin) if head else [],
        "entries": [shown(entry) for entry in entries[:SHOWN]],
        "program": "verify_review.py",
    }
    return render(request, "conditions/summaries/signing_log.html", context)


def shown(entry: SigningEntry) -> dict[str, Any]:
    """An entry as the page tells it: what, when, by whom, and the receipt where there is one."""
    line = json.loads(entry.line)
    return {
        "number": entry.number,
        "at": entry.at,
        "what": entry.get_kind_display(),
        "by": entry.reviewer,
        "review": entry.review,
        "is_taken_over": bool(line.get("taken_over")),
    }
