"""HTML of a text's Markdown, kept in the memory of the process under the hash of what it was made
from.

No HTML is stored in the database. Where processes share a cache (CACHE_URL), what is in it counts
only under the site's own seal.
"""

import hmac
import threading
from collections import OrderedDict
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache

from conditions.markdown import RENDERER, render
from conditions.summaries.signing import site_keys

RENDERED_MAX = 16_000_000  # characters of HTML in the memory of a process
SHARED_FOR = 7 * 24 * 3600  # seconds


class Rendered:
    """The HTML asked for last, by keys that name what it was made from."""

    def __init__(self, most: int = RENDERED_MAX) -> None:
        self.most, self.size = most, 0
        self.texts: OrderedDict[str, str] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: str) -> str | None:
        with self.lock:
            found = self.texts.get(key)
            if found is not None:
                self.texts.move_to_end(key)
            return found

    def put(self, key: str, html: str) -> None:
        with self.lock:
            self.size += len(html) - len(self.texts.pop(key, ""))
            self.texts[key] = html
            while self.size > self.most:
                self.size -= len(self.texts.popitem(last=False)[1])


RENDERED = Rendered()


def html_of(body: str) -> str:
    """The HTML of a Markdown text, as ``conditions.markdown.render`` makes it."""
    key = sha256(f"{RENDERER}\n{body}".encode()).hexdigest()
    found = RENDERED.get(key)
    if found is None:
        found = shared_html(key) if settings.CACHE_URL else None
        if found is None:
            found = render(body)
            if settings.CACHE_URL:
                share(key, found)
        RENDERED.put(key, found)
    return found


def shared_html(key: str) -> str | None:
    """From the shared cache, where this site's key sealed it for this text."""
    seal, _gap, html = str(cache.get(f"html:{key}") or "").partition("\n")
    made = site_keys.current().seal("html", key, html)
    return html if hmac.compare_digest(seal.encode(), made.encode()) else None


def share(key: str, html: str) -> None:
    seal = site_keys.current().seal("html", key, html)
    cache.set(f"html:{key}", f"{seal}\n{html}", SHARED_FOR)
