"""Markdown files on a disk: read from a folder, written into one."""

from collections.abc import Iterator
from pathlib import Path

from conditions.interchange import document
from conditions.interchange.document import Document
from conditions.interchange.refusal import Refused


def read(path: Path) -> Iterator[Document]:
    """The documents of a folder and those below it, or of one file, by name."""
    files = sorted(path.rglob("*.md")) if path.is_dir() else [path]
    if not files:
        raise Refused(str(path), 1, "no .md file in this folder")
    for file in files:
        yield document.parse(read_text(file), str(file))


def read_text(file: Path) -> str:
    """The text with its line ends as they are."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Refused(str(file), 1, error.strerror or str(error)) from error
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refused(str(file), line, "not valid UTF-8") from error


def write(file: Path, text: str) -> str:
    """Write unless it is there already; says which: created, changed, unchanged."""
    data = text.encode()
    there = file.read_bytes() if file.exists() else None
    if there == data:
        return "unchanged"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return "created" if there is None else "changed"
