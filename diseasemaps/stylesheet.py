"""One style sheet out of one file per component, so that a page asks for it once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

COMPONENTS = "css/components"
NAME = "css/site.css"


class StyleSheetFinder(BaseFinder):
    """Joins ``static/css/components/*.css``, in the order of their names, into ``css/site.css``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.VAR_DIR) / "assembled"
        super().__init__(*args, **kwargs)

    def assemble(self) -> Path:
        parts = sorted((settings.BASE_DIR / "static" / COMPONENTS).glob("*.css"))
        text = "\n".join(part.read_text(encoding="utf-8") for part in parts)
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
