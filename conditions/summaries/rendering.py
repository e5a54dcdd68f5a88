"""HTML of a text's Markdown, kept in the memory of the process under the hash of what it was made
from. No HTML is stored: whoever can write into a database or a shared cache changes no page."""

import threading
from collections import OrderedDict
from hashlib import sha256

from conditions.markdown import RENDERER, render

RENDERED_MAX = 16_000_000  # characters of HTML in the memory of a process


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
        found = render(body)
        RENDERED.put(key, found)
    return found
