"""Files line by line, plain or gzip, and what kind of file each is, found from its first line.

A file is refused at its first fault, with the line's number: a catalogue that was cut short in a
download must not look like a release in which half the diseases are gone.
"""

import gzip
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO, cast

GZIP_MAGIC = b"\x1f\x8b"

# Wraps an iterable in a progress bar, or returns it as it is: (iterable, description, total).
Progress = Callable[[Iterable[Any], str, int], Iterable[Any]]


class Kind(Enum):
    OBO = ("format-version:", "data-version:", "ontology:", "[Term]")
    MONDO_XREFS = ("mondo_id\tlabel",)
    MONDO_SYNONYMS = ("ID\tLABEL\tSYNONYMS",)


class Malformed(Exception):
    """The file cannot be read as what it seems to be; says which file, which line and why."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path}, line {line}: {why}")


def quiet(items: Iterable[Any], description: str, total: int) -> Iterable[Any]:
    return items


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines, without their ends."""
    number = 0
    try:
        with _open(path) as file:
            for number, raw in enumerate(file, 1):
                yield number, _decode(path, number, raw)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Malformed(path, number + 1, "the compressed file is damaged or cut short") from error
    except OSError as error:
        raise Malformed(path, number + 1, error.strerror or "cannot be read") from error
    if not number:
        raise Malformed(path, 1, "the file is empty")


def kind_of(path: Path) -> Kind:
    first = next((line for _, line in read_lines(path) if line.strip()), "")
    for kind in Kind:
        if first.startswith(kind.value):
            return kind
    raise Malformed(path, 1, "neither an OBO file nor one of the two Mondo tables")


def clean(text: str) -> str:
    """The one form in which text is stored: NFC, white space collapsed."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _open(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        compressed = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    return cast(BinaryIO, gzip.open(path)) if compressed else path.open("rb")


def _decode(path: Path, number: int, raw: bytes) -> str:
    try:
        line = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise Malformed(path, number, f"byte {error.start + 1} is not UTF-8") from error
    if "\0" in line:
        raise Malformed(path, number, "a NUL character")
    return line
