"""Going through the log itself: its lines, its tree, its head, and its file outside the database.

Works while others append: what they add meanwhile is read as well, or left for the next time.
"""

import fcntl
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conditions.models import SigningEntry, SigningHead, SigningNode, SigningSubject
from conditions.summaries.signing import merkle, site_keys
from conditions.summaries.signing.canonical import canonical, time_text
from conditions.summaries.signing.merkle import Node
from conditions.summaries.signing.verify_review import (
    EMPTY_ROOT,
    Wrong,
    check_note,
    leaf_hash,
    read_checkpoint,
)

CHUNK = 1_000  # entries held in memory, with what they are about


@dataclass(frozen=True)
class Mismatch:
    """Something that is not as it was signed or written."""

    what: str
    problem: str

    def __str__(self) -> str:
        return f"{self.what}: {self.problem}"


@dataclass
class Chain:
    """The log as it was read from the database."""

    leaves: list[bytes] = field(default_factory=list)
    frontier: list[bytes] = field(default_factory=list)
    nodes: dict[Node, bytes] = field(default_factory=dict)
    # Entries that were taken from the file after a restore, from and before which: the backup may
    # lack what they name.
    restored: list[tuple[int, int]] = field(default_factory=list)
    # What rows lack that their lines name, by the entry's number.
    absent: list[tuple[int, str]] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        self.frontier, completed = merkle.grow(self.frontier, len(self.leaves), leaf)
        self.nodes.update(completed)
        self.leaves.append(leaf)


def in_log(file: "LogFile | None", chain: Chain) -> Iterator[Mismatch]:
    """Everything about the log that does not fit, and fills the chain. Some 40,000 entries a
    second; the file about as many."""
    if file is not None:
        file.read_on()
    yield from in_entries(chain)
    seen = len(chain.leaves)
    if file is not None:
        file.read_on()
    head = SigningHead.objects.filter(pk=1).first()
    # What came meanwhile, up to that head.
    yield from in_entries(chain, head.size if head else seen)
    for number, what in chain.absent:
        if not any(first <= number < end for first, end in chain.restored):
            yield Mismatch(f"entry {number}", f"its {what} is not that of its line")
    yield from in_nodes(chain)
    yield from in_head(chain, head)
    if file is not None:
        yield from file.problems
        yield from beside_file(chain, file, seen)


def in_entries(chain: Chain, end: int | None = None) -> Iterator[Mismatch]:
    """The rows against their lines, from where the chain ends."""
    entries = SigningEntry.objects.filter(number__gte=len(chain.leaves)).order_by("number")
    if end is not None:
        entries = entries.filter(number__lt=end)
    chunk: list[SigningEntry] = []
    for entry in entries.select_related("review").iterator(chunk_size=CHUNK):
        chunk.append(entry)
        if len(chunk) == CHUNK:
            yield from in_chunk(chain, chunk)
            chunk = []
    yield from in_chunk(chain, chunk)


def in_chunk(chain: Chain, entries: Sequence[SigningEntry]) -> Iterator[Mismatch]:
    about = subjects_of(entries)
    for entry in entries:
        name = f"entry {entry.number}"
        if entry.number != len(chain.leaves):
            yield Mismatch(name, f"{len(chain.leaves)} should come here: an entry is missing")
        leaf = leaf_hash(entry.line.encode())
        if leaf.hex() != entry.hash:
            yield Mismatch(name, "its line is not what was hashed")
        for problem in in_line(entry, about.get(entry.number, []), chain):
            yield Mismatch(name, problem)
        chain.add(leaf)


def subjects_of(entries: Sequence[SigningEntry]) -> dict[int, list[list[Any]]]:
    if not entries:
        return {}
    first, last = entries[0].number, entries[-1].number
    rows = SigningSubject.objects.filter(entry__gte=first, entry__lte=last).values_list(
        "entry", "summary__topic__condition", "summary__topic__question__key", "summary__language"
    )
    found: dict[int, list[list[Any]]] = {}
    for number, *place in rows:
        found.setdefault(number, []).append(place)
    return found


def in_line(entry: SigningEntry, about: list[list[Any]], chain: Chain) -> Iterator[str]:
    """Where a row says something else than its line."""
    try:
        line = json.loads(entry.line)
        is_canonical = canonical(line) == entry.line.encode()
    except ValueError:
        line, is_canonical = None, False
    if not isinstance(line, dict) or not is_canonical:
        yield "its line is not canonical JSON"
        return
    if entry.kind == SigningEntry.Kind.LOG_RESTORED:
        chain.restored.append((int(line["size"]), entry.number))
    review = str(entry.review.public_id) if entry.review else ""
    said = {
        "number": (line.get("number"), entry.number),
        "kind": (line.get("kind"), entry.kind),
        "time": (line.get("at"), time_text(entry.at)),
    }
    for what, (in_its_line, in_its_row) in said.items():
        if in_its_line != in_its_row:
            yield f"its {what} is not that of its line"
    # What a backup may lack.
    named: dict[str, tuple[Any, Any]] = {
        "review": (line.get("review", ""), review),
        "reviewer": (line.get("reviewer"), entry.reviewer_id),
        "subjects": (line.get("about"), sorted(about)),
    }
    for what, (in_its_line, in_its_row) in named.items():
        if in_its_line == in_its_row:
            continue
        is_lacking = not in_its_row or (
            what == "subjects" and all(place in in_its_line for place in in_its_row)
        )
        if is_lacking:
            chain.absent.append((entry.number, what))
        else:
            yield f"its {what} is not that of its line"


def in_nodes(chain: Chain) -> Iterator[Mismatch]:
    missing = dict(chain.nodes)
    rows = SigningNode.objects.values_list("level", "index", "hash")
    for level, index, digest in rows.iterator(chunk_size=CHUNK):
        if ((index + 1) << level) > len(chain.leaves):
            if index << level >= len(chain.leaves) or level == 0:
                yield Mismatch(f"node {level}/{index}", "no entries lie under it")
            continue  # of an append that came after these entries were read
        expected = missing.pop((level, index), None)
        if expected is None or expected.hex() != digest:
            yield Mismatch(f"node {level}/{index}", "it is not the hash of what lies under it")
    for level, index in missing:
        yield Mismatch(f"node {level}/{index}", "it is not there")


def in_head(chain: Chain, head: SigningHead | None) -> Iterator[Mismatch]:
    if head is None:
        if chain.leaves:
            yield Mismatch("the head of the log", "it is not there")
        return
    root = merkle.root(chain.frontier)
    if head.size != len(chain.leaves):
        yield Mismatch(
            "the head of the log", f"it counts {head.size} entries of {len(chain.leaves)}"
        )
    if bytes.fromhex(head.root) != root:
        yield Mismatch("the head of the log", "its root is not that of the entries")
    if [bytes.fromhex(each) for each in head.frontier] != chain.frontier:
        yield Mismatch("the head of the log", "its frontier is not that of the entries")
    if not head.size:
        return
    try:
        found = check_note(head.note, site_keys.vkeys(head.origin))
    except Wrong as error:
        yield Mismatch("the head of the log", f"{error} (or its key has changed)")
        return
    if (found.origin, found.size, found.root) != (head.origin, head.size, bytes.fromhex(head.root)):
        yield Mismatch("the head of the log", "its signed note says something else")


def beside_saved_head(chain: Chain, note: str) -> Iterator[Mismatch]:
    """Whether the log begins with one whose head somebody saved."""
    try:
        saved = check_note(note, site_keys.vkeys(read_checkpoint(note).origin))
    except Wrong as error:
        yield Mismatch("the saved head", str(error))
        return
    if saved.size > len(chain.leaves):
        yield Mismatch("the saved head", f"it counts {saved.size} entries, which are not all here")
    elif merkle.root_of(chain.leaves[: saved.size]) != saved.root:
        yield Mismatch("the saved head", "the log does not begin with the one that it is of")


def beside_file(chain: Chain, file: "LogFile", seen: int) -> Iterator[Mismatch]:
    """The database against the file. ``seen`` entries were read before the file was."""
    if not file.is_there:
        if chain.leaves:
            yield Mismatch(str(file.path), "the file of the signing log is not there")
        return
    for number, leaf in enumerate(file.confirmed):
        if number >= len(chain.leaves):
            missing = len(file.confirmed) - number
            yield Mismatch(
                f"entry {number}",
                f"it is in the file and not in the database, with {missing - 1} after it: "
                "an older backup was restored, or entries were deleted",
            )
            break
        if leaf != chain.leaves[number]:
            yield Mismatch(f"entry {number}", "the file has another line for it")
    for number in range(len(file.confirmed), seen):
        if file.open.get(number) != chain.leaves[number]:
            yield Mismatch(
                f"entry {number}",
                "it is in the database and not in the file: the database was written behind the "
                "site's back, or the file was lost",
            )


@dataclass
class LogFile:
    """The file outside the database, read from its beginning: the entries that a head confirms,
    each head against the tree of the entries before it, and what was interrupted."""

    path: Path
    is_there: bool = False
    offset: int = 0
    line: int = 0
    confirmed: list[bytes] = field(default_factory=list)
    frontier: list[bytes] = field(default_factory=list)
    # Entries that no head confirms yet.
    open: dict[int, bytes] = field(default_factory=dict)
    is_torn: bool = False
    interrupted: int = 0
    rebuilt: list[str] = field(default_factory=list)
    problems: list[Mismatch] = field(default_factory=list)

    def read_on(self) -> None:
        """Whatever was added since the last time. Raises OSError."""
        try:
            with self.path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH)
                end = file.seek(0, 2)
                fcntl.flock(file, fcntl.LOCK_UN)
                self.is_there = True
                file.seek(self.offset)
                while self.offset < end:
                    raw = file.readline()
                    self.offset += len(raw)
                    self.line += 1
                    self.take(raw)
        except FileNotFoundError:
            return

    def take(self, raw: bytes) -> None:
        if not raw.strip():
            return  # the end of a line that was cut off
        try:
            said = json.loads(raw) if raw.endswith(b"\n") else None
        except ValueError:
            said = None
        if self.is_torn and not (isinstance(said, dict) and "void" in said):
            self.wrong("it cannot be read")
        self.is_torn = not isinstance(said, dict)
        if isinstance(said, dict):
            try:
                self.take_line(said)
            except (KeyError, TypeError, ValueError):
                self.wrong("it cannot be read")

    def take_line(self, said: dict[str, Any]) -> None:
        if "entry" in said:
            self.take_entry(int(said["entry"]), str(said["line"]))
        elif "void" in said:
            self.make_void(int(said["void"]))
        elif "head" in said:
            self.take_head(str(said["head"]))
        elif "rebuilt" in said:
            self.rebuilt.append(f"{said['rebuilt']}: {said['why']}")
            if self.line != 1:
                self.wrong("a file is rebuilt at its beginning only")
        else:
            self.wrong("it cannot be read")

    def take_entry(self, number: int, line: str) -> None:
        if number != len(self.confirmed) + len(self.open):
            self.wrong(f"entry {number} stands where another should")
        self.open[number] = leaf_hash(line.encode())

    def make_void(self, number: int) -> None:
        if number < len(self.confirmed):
            self.wrong("entries are void that a head had confirmed")
        dropped = [each for each in self.open if each >= number]
        self.interrupted += len(dropped)
        for each in dropped:
            del self.open[each]

    def take_head(self, note: str) -> None:
        found = read_checkpoint(note)
        while len(self.confirmed) < found.size:
            leaf = self.open.pop(len(self.confirmed), None)
            if leaf is None:
                self.wrong("a head counts entries that are not in the file")
                return
            self.frontier, _completed = merkle.grow(self.frontier, len(self.confirmed), leaf)
            self.confirmed.append(leaf)
        root = merkle.root(self.frontier) if self.confirmed else EMPTY_ROOT
        if found.size != len(self.confirmed) or found.root != root:
            self.wrong("a head is not that of the entries before it")

    def wrong(self, problem: str) -> None:
        self.problems.append(Mismatch(f"{self.path}, line {self.line}", problem))
