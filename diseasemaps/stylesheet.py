"""Joins Bootstrap's rules in use and one file per component into one style sheet.

A second sheet, with Bootstrap's right-to-left file, is for right-to-left languages; our own rules
use logical directions (start, end) and are the same in both.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import js_lib_bootstrap5
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

from diseasemaps.css_pruning import pruned

COMPONENTS = "css/components"
# Of the package with Bootstrap's files only these are served.
BOOTSTRAP = Path(js_lib_bootstrap5.__file__).parent / "static/js-lib-bootstrap5/css"
SHEETS = {
    "css/site.css": "bootstrap.min.css",
    "css/site.rtl.css": "bootstrap.rtl.min.css",
}
# Comments, among them the address of a source map that is not served.
NOT_SENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Strings, which stay as they are, and the white space that only a reader of the files needs.
STRING_OR_SPACE = re.compile(r"""("[^"]*")|\s*([{};,])\s*|(:)\s+|\s+""")


class StyleSheetFinder(BaseFinder):
    """Joins Bootstrap and ``static/css/components/*.css``, in the order of their names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.VAR_DIR) / "assembled"
        super().__init__(*args, **kwargs)

    def assemble(self, name: str) -> Path:
        text = assembled(name)
        target = self.folder / name
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return target

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """A path, or with ``find_all`` a list of them; an empty list where there is none."""
        if path not in SHEETS:
            return []
        found = str(self.assemble(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        for name in SHEETS:
            self.assemble(name)
            yield name, FileSystemStorage(location=self.folder)


def components() -> list[Path]:
    return sorted((settings.BASE_DIR / "static" / COMPONENTS).glob("*.css"))


@cache
def bootstrap(name: str) -> str:
    return pruned(NOT_SENT.sub("", (BOOTSTRAP / SHEETS[name]).read_text(encoding="utf-8")))


def assembled(name: str) -> str:
    ours = "\n".join(part.read_text(encoding="utf-8") for part in components())
    return bootstrap(name) + without_layout(NOT_SENT.sub("", ours))


def without_layout(css: str) -> str:
    """On one line, as Bootstrap's minified file is."""
    kept = STRING_OR_SPACE.sub(lambda found: next(filter(None, found.groups()), " "), css.strip())
    return kept.replace(";}", "}")
