"""One style sheet out of Bootstrap's and one file per component: a page asks once for all."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import js_lib_bootstrap5
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

COMPONENTS = "css/components"
NAME = "css/site.css"
# Of the package that carries Bootstrap's files only this one is served.
BOOTSTRAP = (
    Path(js_lib_bootstrap5.__file__).parent / "static/js-lib-bootstrap5/css/bootstrap.min.css"
)
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")


class StyleSheetFinder(BaseFinder):
    """Joins Bootstrap and ``static/css/components/*.css``, in the order of their names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.VAR_DIR) / "assembled"
        super().__init__(*args, **kwargs)

    def assemble(self) -> Path:
        parts = sorted((settings.BASE_DIR / "static" / COMPONENTS).glob("*.css"))
        sheets = [part.read_text(encoding="utf-8") for part in (BOOTSTRAP, *parts)]
        text = SOURCE_MAP.sub("", "\n".join(sheets))
        target = self.folder / NAME
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return target

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        if path != NAME:
            return []
        found = str(self.assemble())
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        self.assemble()
        yield NAME, FileSystemStorage(location=self.folder)
