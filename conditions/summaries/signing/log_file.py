"""The signing log outside the database: SIGNING_LOG, a file of JSON lines.

An entry is written before its transaction commits, the signed head after it. The database is
never ahead of the file: whoever has the database and the site's keys can rebuild the log in it,
and fails against the file. docs/verify.md describes the lines.

What follows the last head is not confirmed: its transaction is open, was rolled back, or
committed and its process died before the head was written. Whoever appends next finds out which.
"""

import fcntl
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import timezone

from conditions.summaries.signing.canonical import time_text
from conditions.summaries.signing.verify_review import Wrong, read_checkpoint

BLOCK = 64 * 1024  # bytes that are read at once, from the end
logger = logging.getLogger(__name__)


class LogUnavailable(Exception):
    """Nothing can be signed at present: the file cannot be written, or does not agree with the
    database. ``reason`` says which, for the people who run the site."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# Without the time of the last change, which costs another write; macOS has no such call.
sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)
BEHIND_DATABASE = (
    "the file of the signing log is behind the database: the file was lost, or somebody wrote into "
    "the database. Run verify_reviews, then rebuild_signing_log_file"
)
BEHIND_FILE = (
    "the database is behind the file of the signing log: an older backup was restored. "
    "Run resume_signing_log"
)
DIFFERS = (
    "the file of the signing log and the database say different things. Run verify_reviews, which "
    "names the entries"
)


@dataclass(frozen=True)
class Committed:
    """The head of the log in the database, and how to read the lines of its entries."""

    size: int
    root: bytes
    note: str
    lines: Callable[[int, int], Sequence[str]]


@dataclass
class Tail:
    """The last head in the file, and the entries after it that no later line made void."""

    size: int = 0
    root: bytes = b""
    entries: dict[int, str] = field(default_factory=dict)
    # Whether the last line is whole; a power cut leaves half of one.
    is_whole: bool = True


def path() -> Path:
    return Path(settings.SIGNING_LOG)


@contextmanager
def opened() -> Iterator[BinaryIO]:
    """The file, locked against every other process. Raises LogUnavailable."""
    try:
        is_new = not path().exists()
        path().parent.mkdir(parents=True, exist_ok=True)
        with path().open("ab+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if is_new:
                sync_folder(path().parent)
            yield file
    except OSError as error:
        raise LogUnavailable(f"SIGNING_LOG cannot be written: {type(error).__name__}") from error


def sync_folder(folder: Path) -> None:
    """So that a new file's name is on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write(file: BinaryIO, said: Sequence[dict[str, Any]], *, is_whole: bool = True) -> None:
    """All at once, and on the disk when this returns."""
    text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in said)
    file.write(("" if is_whole else "\n").encode() + text.encode())
    file.flush()
    sync(file.fileno())


def append(lines: Sequence[str], committed: Committed, own: Mapping[int, str]) -> None:
    """Write entries before they are committed. Called under the lock of the head.

    ``own`` are lines that the transaction wrote before, which are in the database as it sees it
    and not committed. Raises LogUnavailable.
    """
    if committed.size and not path().exists():
        raise LogUnavailable(BEHIND_DATABASE)
    with opened() as file:
        tail = read_tail(file)
        said = settled(tail, committed, own)
        said += [
            {"entry": number, "line": line} for number, line in enumerate(lines, committed.size)
        ]
        write(file, said, is_whole=tail.is_whole)


def check(committed: Committed) -> None:
    """That an append would be taken, without one. Called under the lock of the head. Raises
    LogUnavailable."""
    if committed.size and not path().exists():
        raise LogUnavailable(BEHIND_DATABASE)
    with opened() as file:
        settled(read_tail(file), committed, {})


def settled(tail: Tail, committed: Committed, own: Mapping[int, str]) -> list[dict[str, Any]]:
    """The lines that say what became of the entries after the last head. Raises LogUnavailable."""
    if tail.size > committed.size:
        raise LogUnavailable(BEHIND_FILE)
    if tail.size == committed.size and tail.size and tail.root != committed.root:
        raise LogUnavailable(DIFFERS)
    said: list[dict[str, Any]] = []
    void = [number for number in tail.entries if number >= committed.size]
    if void or not tail.is_whole:
        said.append({"void": min(void, default=committed.size)})
    if tail.size == committed.size:
        return said
    lines = committed.lines(tail.size, committed.size)
    for number, line in enumerate(lines, tail.size):
        if number not in tail.entries:
            raise LogUnavailable(BEHIND_DATABASE)
        if tail.entries[number] != line:
            raise LogUnavailable(DIFFERS)
    # Those of this transaction get their head when it commits.
    if own.get(committed.size - 1) != lines[-1]:
        said.append({"head": committed.note})
    return said


def confirm(size: int, note: str) -> None:
    """Write the head after the commit, unless the file has one as large. An error is only logged:
    whoever appends next writes it."""
    try:
        with opened() as file:
            tail = read_tail(file)
            if size <= tail.size:
                return
            if not all(number in tail.entries for number in range(tail.size, size)):
                raise LogUnavailable(BEHIND_DATABASE)
            void = [] if tail.is_whole else [{"void": size}]
            write(file, [*void, {"head": note}], is_whole=tail.is_whole)
    except LogUnavailable as error:
        logger.error("The head of the signing log is not in its file: %s", error.reason)


def last_size() -> int:
    """Of the last head in the file; 0 where there is none. Raises OSError."""
    try:
        with path().open("rb") as file:
            return read_tail(file).size
    except FileNotFoundError:
        return 0


def read_tail(file: BinaryIO) -> Tail:
    """Read backwards, so that it costs the same however long the file is."""
    after: list[dict[str, Any]] = []
    tail = Tail()
    for raw, is_whole in lines_backwards(file):
        if not is_whole:
            tail.is_whole = False
            continue
        line = parsed(raw)
        if "head" in line:
            tail.size, tail.root = head_of(line)
            break
        after.append(line)
    for line in reversed(after):
        if "void" in line:
            number = int(line["void"])
            tail.entries = {key: each for key, each in tail.entries.items() if key < number}
        elif "entry" in line:
            tail.entries[int(line["entry"])] = str(line["line"])
    return tail


def parsed(raw: bytes) -> dict[str, Any]:
    """A line of the file; empty where it cannot be read, as after a power cut."""
    try:
        line = json.loads(raw)
    except ValueError:
        return {}
    return line if isinstance(line, dict) else {}


def head_of(line: dict[str, Any]) -> tuple[int, bytes]:
    try:
        found = read_checkpoint(str(line["head"]))
    except Wrong as error:
        raise LogUnavailable(DIFFERS) from error
    return found.size, found.root


def lines_backwards(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Each line from the last to the first, and whether it ends as a line does."""
    end = file.seek(0, os.SEEK_END)
    rest, is_last = b"", True
    while end > 0:
        start = max(0, end - BLOCK)
        file.seek(start)
        rest = file.read(end - start) + rest
        end = start
        first, *others = rest.split(b"\n")
        for line in reversed(others):
            if line or not is_last:
                yield line, not is_last
            is_last = False
        rest = first
    if rest or not is_last:
        yield rest, not is_last


def rebuilt(size: int, why: str, lines: Iterator[str], note: str) -> None:
    """Write a new file from the database; its first line says so, for ever. Raises LogUnavailable
    where there is a file already."""
    if path().exists():
        raise LogUnavailable("SIGNING_LOG exists: move it away first, and keep it")
    with opened() as file:
        write(file, [{"rebuilt": time_text(timezone.now()), "size": size, "why": why}])
        for number, line in enumerate(lines):
            said = json.dumps({"entry": number, "line": line}, ensure_ascii=False)
            file.write(said.encode() + b"\n")
        write(file, [{"head": note}] if size else [])
