"""Watching another site's signing log: that it only grows, and shows everybody the same.

What was seen is kept in a folder: the head and the key of first use in a JSON file, the lines
beside it. Nothing is kept of a log that did not agree with what was kept before.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.utils import timezone

from conditions.summaries.signing.canonical import time_text
from conditions.summaries.signing.log_file import parsed
from conditions.summaries.signing.verify_review import (
    Checkpoint,
    Wrong,
    check_note,
    lines_of_file,
    read_checkpoint,
    read_vkey,
    root_of_lines,
    split_lines,
)

TIMEOUT = 30  # seconds
LARGEST = 64 * 1024 * 1024  # bytes of an answer
NAME_LENGTH = 16  # hexadecimal digits of a file's name


class NotTheSame(Exception):
    """The log is not the one that was seen before; says in what."""


class Unreadable(Exception):
    """The log cannot be fetched or read."""


@dataclass(frozen=True)
class Seen:
    origin: str
    vkey: str
    size: int
    note: str
    seen_at: str


@dataclass(frozen=True)
class Witnessed:
    head: Checkpoint
    vkey: str
    before: Seen | None

    @property
    def added(self) -> int:
        return self.head.size - (self.before.size if self.before else 0)


class Source:
    """A log at an address, or in a file as a site writes it."""

    def __init__(self, place: str) -> None:
        self.place = place.rstrip("/")
        self.is_address = place.startswith(("http://", "https://"))
        self.text = "" if self.is_address else read_file(place)

    @property
    def note(self) -> str:
        if self.is_address:
            return fetch(f"{self.place}/checkpoint")
        said = map(parsed, self.text.encode().split(b"\n"))
        notes = [line["head"] for line in said if "head" in line]
        if not notes:
            raise Unreadable("there is no head in the file")
        return str(notes[-1])

    def vkeys(self) -> list[str]:
        """The keys that the log says are its own, for the first time."""
        if self.is_address:
            return fetch(f"{self.place}/keys").split()
        return [str(json.loads(lines_of_file(self.text)[0])["key"])]

    def lines(self, first: int, end: int) -> list[str]:
        if not self.is_address:
            return lines_of_file(self.text)[first:end]
        found: list[str] = []
        while first + len(found) < end:
            page = split_lines(fetch(f"{self.place}/entries?from={first + len(found)}"))
            if not page:
                break
            found += page
        return found[: end - first]


def fetch(address: str) -> str:
    try:
        with urlopen(address, timeout=TIMEOUT) as answer:
            raw: bytes = answer.read(LARGEST + 1)
    except (URLError, OSError, ValueError) as error:
        raise Unreadable(f"{address}: {error}") from error
    if len(raw) > LARGEST:
        raise Unreadable(f"{address}: too long")
    return decoded(raw, address)


def read_file(place: str) -> str:
    try:
        return decoded(Path(place).read_bytes(), place)
    except OSError as error:
        raise Unreadable(f"{place}: {error}") from error


def decoded(raw: bytes, place: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{place}: no UTF-8") from error


def witness(place: str, folder: Path, key: str = "") -> Witnessed:
    """Check a log against the one seen before, and keep it. ``key`` is trusted in place of the one
    of first use. Raises NotTheSame, Unreadable."""
    source = Source(place)
    try:
        note = source.note
        origin = read_checkpoint(note).origin
        before, lines = read(folder, origin)
        vkey = key or (before.vkey if before else first_key(source, origin))
        head = check_note(note, [vkey])
    except Wrong as error:
        raise NotTheSame(str(error)) from error
    if before and head.size < before.size:
        raise NotTheSame(f"it has {head.size} entries, and had {before.size} on {before.seen_at}")
    lines += source.lines(len(lines), head.size)
    if len(lines) != head.size or root_of_lines(lines) != head.root:
        raise NotTheSame("its entries are not those of its head, or not those seen before")
    keep(folder, Seen(origin, vkey, head.size, note, time_text(timezone.now())), lines)
    return Witnessed(head, vkey, before)


def first_key(source: Source, origin: str) -> str:
    for vkey in source.vkeys():
        if read_vkey(vkey).name == origin:
            return vkey
    raise NotTheSame("it names no key of its own")


def paths(folder: Path, origin: str) -> tuple[Path, Path]:
    name = hashlib.sha256(origin.encode()).hexdigest()[:NAME_LENGTH]
    return folder / f"{name}.json", folder / f"{name}.jsonl"


def read(folder: Path, origin: str) -> tuple[Seen | None, list[str]]:
    """What was kept; the lines must still be those of the head that was kept with them."""
    state, log = paths(folder, origin)
    try:
        seen = Seen(**json.loads(state.read_text()))
        lines = split_lines(log.read_text(encoding="utf-8"))[: seen.size]
    except FileNotFoundError:
        return None, []
    except (OSError, ValueError, TypeError) as error:
        raise Unreadable(f"{state}: {error}") from error
    head = check_note(seen.note, [seen.vkey])
    if len(lines) != head.size or root_of_lines(lines) != head.root:
        raise Unreadable(f"{log}: it is not what was kept")
    return seen, lines


def keep(folder: Path, seen: Seen, lines: Sequence[str]) -> None:
    """The lines first: more of them than the head counts do no harm."""
    folder.mkdir(parents=True, exist_ok=True)
    state, log = paths(folder, seen.origin)
    put(log, "".join(f"{line}\n" for line in lines))
    put(state, json.dumps(said(seen), indent=1) + "\n")


def said(seen: Seen) -> dict[str, Any]:
    return {
        "origin": seen.origin,
        "vkey": seen.vkey,
        "size": seen.size,
        "note": seen.note,
        "seen_at": seen.seen_at,
    }


def put(path: Path, text: str) -> None:
    """In one step: a reader sees the old file or the new one."""
    new = path.with_suffix(path.suffix + ".new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
