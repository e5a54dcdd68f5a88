"""Compresses responses that are the same for everybody, and no others.

The length of a compressed page reveals what repeats in it. An attacker who can put words into a
page and watch its length can guess a secret in it letter by letter (BREACH). Responses to visitors
without our cookies hold no secret; all others are sent uncompressed: see
docs/decisions/0012-compressed-for-everybody.md.
"""

import re
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any, Final

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

SMALLEST: Final = 400  # bytes; below it the headers cost more than compression saves
QUALITY: Final = 4  # of brotli's 11: most of the gain for a fraction of the time
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
    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not is_open(request, response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        encoding = chosen(request.headers.get("Accept-Encoding", ""))
        if encoding and isinstance(response, StreamingHttpResponse):
            encode_stream(response, encoding)
        elif encoding and isinstance(response, HttpResponse) and len(response.content) >= SMALLEST:
            encode(response, encoding)
        return response

    return middleware


def is_open(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the response is the same for everybody, and of a type that compresses well."""
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
    """The encoding: brotli before gzip, of those that the browser accepts."""
    offered = {name for name, refused in ACCEPTED.findall(accepted) if not refused}
    return next((name for name in ("br", "gzip") if name in offered), "")


def encode_stream(response: StreamingHttpResponse, encoding: str) -> None:
    pieces = response.streaming_content
    assert not isinstance(pieces, AsyncIterator)
    response.streaming_content = compressed(pieces, compressor(encoding))
    del response.headers["Content-Length"]
    mark(response, encoding)


def encode(response: HttpResponse, encoding: str) -> None:
    response.content = b"".join(compressed([response.content], compressor(encoding)))
    response.headers["Content-Length"] = str(len(response.content))
    mark(response, encoding)


def mark(response: HttpResponseBase, encoding: str) -> None:
    """The ETag becomes a weak one: same page, other bytes. 304 goes on working, since ETags of
    copies are compared weakly."""
    response.headers["Content-Encoding"] = encoding
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = f"W/{etag}"


def compressor(encoding: str) -> Any:
    if encoding == "br":
        return Brotli()
    return zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, WITH_GZIP_HEADER)


class Brotli:
    """Brotli behind the interface of zlib's compressors."""

    def __init__(self) -> None:
        self.inner = brotli.Compressor(quality=QUALITY)

    def compress(self, piece: bytes) -> bytes:
        short: bytes = self.inner.process(piece)
        return short

    def flush(self) -> bytes:
        rest: bytes = self.inner.finish()
        return rest


def compressed(pieces: Iterable[bytes], compressor: Any) -> Iterator[bytes]:
    for piece in pieces:
        if short := compressor.compress(piece):
            yield short
    yield compressor.flush()
