"""Compresses what everybody may read, and nothing that is somebody's own.

How long a compressed page is tells what repeats in it. Whoever can make a browser ask for a page
with words of theirs in it, and sees the lengths, can so guess a secret on it letter by letter
(BREACH). Answers to visitors without our cookies hold no secret; all others are sent as they are.
See docs/decisions.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

SMALLEST: Final = 400  # bytes; below, headers weigh more than is won
QUALITY: Final = 4  # of brotli's 11: most of what can be won, for a fraction of the time
GZIP_LEVEL: Final = 4  # of 9
WITH_GZIP_HEADER: Final = 16 + zlib.MAX_WBITS
TYPES: Final = (
    "text/html",
    "text/plain",
    "text/csv",
    "application/json",
    "application/jsonl",
    "application/problem+json",
    "application/xml",
    "application/atom+xml",
)
COOKIES: Final = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages")
ACCEPTED = re.compile(r"\b(br|gzip)\b(?:\s*;\s*q=(0(?:\.0*)?)(?![\d.]))?")


def compress(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """The tag of what is sent becomes a weak one: same page, other bytes. 304 goes on working,
    since copies are compared weakly."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not is_open(request, response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        encoding = chosen(request.headers.get("Accept-Encoding", ""))
        if encoding and (response.streaming or len(response.content) >= SMALLEST):
            encode(response, encoding)
        return response

    return middleware


def is_open(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether it is the same for everybody, and of a kind that gets shorter."""
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    keep = response.headers.get("Cache-Control", "")
    return (
        kind in TYPES
        and not response.has_header("Content-Encoding")
        and not response.cookies
        and not any(name in request.COOKIES for name in COOKIES)
        and "private" not in keep
        and "no-store" not in keep
    )


def chosen(accepted: str) -> str:
    """Brotli before gzip, of what a browser takes."""
    offered = {name for name, refused in ACCEPTED.findall(accepted) if not refused}
    return next((name for name in ("br", "gzip") if name in offered), "")


def encode(response: Any, encoding: str) -> None:
    if isinstance(response, StreamingHttpResponse):
        pieces = response.streaming_content
        response.streaming_content = squeezed(pieces, compressor(encoding))
        del response.headers["Content-Length"]
    else:
        whole: HttpResponse = response
        whole.content = b"".join(squeezed([whole.content], compressor(encoding)))
        whole.headers["Content-Length"] = str(len(whole.content))
    response.headers["Content-Encoding"] = encoding
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = f"W/{etag}"


def compressor(encoding: str) -> Any:
    if encoding == "br":
        return Brotli()
    return zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, WITH_GZIP_HEADER)


class Brotli:
    """Brotli under the names that zlib has for the same."""

    def __init__(self) -> None:
        self.inner = brotli.Compressor(quality=QUALITY)

    def compress(self, piece: bytes) -> bytes:
        return self.inner.process(piece)

    def flush(self) -> bytes:
        return self.inner.finish()


def squeezed(pieces: Iterable[bytes], compressor: Any) -> Iterator[bytes]:
    for piece in pieces:
        if short := compressor.compress(piece):
            yield short
    yield compressor.flush()
