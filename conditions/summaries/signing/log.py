"""Appending to the signing log.

Whoever signs calls ``lock`` first in the transaction, before any other lock, and ``append`` once
per event or for several together. The entry is in the file outside the database when ``append``
returns, and in the database when the transaction commits.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from conditions.models import (
    Review,
    ReviewerProfile,
    SigningEntry,
    SigningHead,
    SigningNode,
    SigningSubject,
    Summary,
    Topic,
)
from conditions.summaries.signing import high_water, log_file, merkle, notes, site_keys
from conditions.summaries.signing.canonical import canonical, time_text
from conditions.summaries.signing.log_file import LogUnavailable
from conditions.summaries.signing.verify_review import EMPTY_ROOT, leaf_hash

__all__ = ["Event", "LogUnavailable", "append", "entries_of", "lock", "verify_seal"]

VERSION = 1
ENTRY_MAX = 60_000  # bytes of a line: a tile gives its length in two bytes
Kind = SigningEntry.Kind


class EntryTooLong(ValueError):
    """An event about too much; it is to be split."""


@dataclass(frozen=True)
class Event:
    """Something that was signed, or that takes a signature away."""

    kind: str
    payload: dict[str, Any]
    summaries: Sequence[Summary] = ()
    reviewer: ReviewerProfile | None = None
    review: Review | None = None

    @property
    def subjects(self) -> list[Summary]:
        """Each summary once."""
        return list({summary.pk: summary for summary in self.summaries}.values())


@dataclass
class Growth:
    """The log as it is after some more entries."""

    size: int
    frontier: list[bytes]
    entries: list[SigningEntry] = field(default_factory=list)
    nodes: list[SigningNode] = field(default_factory=list)


class OwnLines(threading.local):
    """The lines that the open transaction of this thread wrote into the file, by number."""

    def __init__(self) -> None:
        self.lines: dict[int, str] = {}


own = OwnLines()


def lock(name: str = "") -> SigningHead:
    """The head of the log, which nobody else can move until the transaction ends. The first lock
    of every transaction that appends: who takes another before can wait for ever. ``name`` is that
    of a log which goes on from a file."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the signing log is locked in a transaction")
    heads = SigningHead.objects.select_for_update()
    try:
        found = heads.get(pk=1)
    except SigningHead.DoesNotExist:
        # Of two at once, the second waits for the first and then makes none.
        made = SigningHead(pk=1, root=EMPTY_ROOT.hex(), origin=name or origin_of_site())
        SigningHead.objects.bulk_create([made], ignore_conflicts=True)
        found = heads.get(pk=1)
    return found


def origin_of_site() -> str:
    """The name of a log that begins here: the site's address without its scheme."""
    parts = urlsplit(settings.SITE_URL)
    return f"{parts.netloc}{parts.path.rstrip('/')}/signing-log"


def origin() -> str:
    """The name of the log, by which the site's key is named as well."""
    found = SigningHead.objects.filter(pk=1).values_list("origin", flat=True).first()
    return found or origin_of_site()


def append(*events: Event, at: datetime | None = None) -> list[SigningEntry]:
    """The new entries, in order; those that say that the log was opened or its key has changed are
    not among them. One write to the file and one new head for all. Raises LogUnavailable.

    Eight statements and one fsync, however many events.
    """
    head = lock()
    moment = at or timezone.now()
    growth = Growth(head.size, [bytes.fromhex(each) for each in head.frontier])
    about = places(summary for event in events for summary in event.summaries)
    said = [*opening(head), *events]
    for event in said:
        add(growth, event, moment, about)
    lines = [entry.line for entry in growth.entries]
    write_file(head, lines)
    insert(growth, said)
    move(head, growth)
    seal([summary for event in events for summary in event.summaries])
    transaction.on_commit(after_commit)
    return growth.entries[len(said) - len(events) :]


def opening(head: SigningHead) -> list[Event]:
    """What has to be said first: that the log is new, or that the site signs with another key."""
    key = site_keys.current().vkey(head.origin)
    if head.size == 0:
        return [Event(Kind.LOG_OPENED, {"origin": head.origin, "key": key})]
    text = head.note.partition("\n\n")[0] + "\n"
    if head.note.startswith(notes.signed_note(text, [site_keys.current()])):
        return []
    return [Event(Kind.LOG_KEY_CHANGED, {"key": key})]


def places(summaries: Iterable[Summary]) -> dict[int, list[Any]]:
    """[condition id, question key, language] of each summary; a query for those that came without
    their topic. None of the three ever changes."""
    found: dict[int, list[Any]] = {}
    unknown = []
    for summary in summaries:
        if has_topic(summary):
            topic = summary.topic
            found[summary.pk] = [topic.condition_id, topic.question.key, summary.language]
        else:
            unknown.append(summary.pk)
    if unknown:
        rows = Summary.objects.filter(pk__in=unknown).values_list(
            "pk", "topic__condition", "topic__question__key", "language"
        )
        found.update({pk: [*place] for pk, *place in rows})
    return found


def has_topic(summary: Summary) -> bool:
    """Whether the topic and its question were fetched with it."""
    return Summary.topic.is_cached(summary) and Topic.question.is_cached(summary.topic)


def add(growth: Growth, event: Event, at: datetime, about: dict[int, list[Any]]) -> None:
    line = canonical(
        {
            **named(event),
            "version": VERSION,
            "number": growth.size,
            "at": time_text(at),
            "kind": str(event.kind),
            "about": sorted(about[summary.pk] for summary in event.subjects),
        }
    )
    if len(line) > ENTRY_MAX:
        raise EntryTooLong(f"{event.kind}: {len(line)} bytes")
    leaf = leaf_hash(line)
    growth.entries.append(
        SigningEntry(
            number=growth.size,
            kind=event.kind,
            at=at,
            line=line.decode(),
            hash=leaf.hex(),
            reviewer=event.reviewer,
            review=event.review,
        )
    )
    growth.frontier, completed = merkle.grow(growth.frontier, growth.size, leaf)
    growth.nodes += [
        SigningNode(level=level, index=index, hash=node.hex()) for (level, index), node in completed
    ]
    growth.size += 1


def named(event: Event) -> dict[str, Any]:
    """What an event says, with the reviewer's number and the review's public id where it has
    them: the columns beside the line hold nothing that it does not."""
    said: dict[str, Any] = {}
    if event.reviewer is not None:
        said["reviewer"] = event.reviewer.pk
    if event.review is not None:
        said["review"] = str(event.review.public_id)
    return {**event.payload, **said}


def write_file(head: SigningHead, lines: list[str]) -> None:
    # What is in the database no more was rolled back.
    own.lines = {number: line for number, line in own.lines.items() if number < head.size}
    log_file.append(lines, committed(head), own.lines)
    own.lines.update(enumerate(lines, head.size))


def committed(head: SigningHead) -> log_file.Committed:
    return log_file.Committed(head.size, bytes.fromhex(head.root), head.note, lines_between)


def lines_between(first: int, end: int) -> list[str]:
    entries = SigningEntry.objects.filter(number__gte=first, number__lt=end).order_by("number")
    return list(entries.values_list("line", flat=True))


def insert(growth: Growth, events: Sequence[Event]) -> None:
    SigningEntry.objects.bulk_create(growth.entries)
    SigningNode.objects.bulk_create(growth.nodes)
    SigningSubject.objects.bulk_create(
        SigningSubject(entry=entry, summary=summary)
        for entry, event in zip(growth.entries, events, strict=True)
        for summary in event.subjects
    )


def move(head: SigningHead, growth: Growth) -> None:
    root = merkle.root(growth.frontier)
    text = notes.checkpoint_text(head.origin, growth.size, root)
    SigningHead.objects.filter(pk=1).update(
        size=growth.size,
        root=root.hex(),
        frontier=[each.hex() for each in growth.frontier],
        note=notes.signed_note(text, site_keys.all_keys()),
    )


def seal(summaries: Sequence[Summary]) -> None:
    """Put the seal anew on each summary, over the hashes of all entries about it."""
    hashes: dict[int, list[str]] = {summary.pk: [] for summary in summaries}
    if not hashes:
        return
    rows = SigningSubject.objects.filter(summary__in=hashes).order_by("entry")
    for summary_id, digest in rows.values_list("summary", "entry__hash"):
        hashes[summary_id].append(digest)
    for summary in summaries:
        summary.log_seal = site_keys.summary_seal(summary.pk, hashes[summary.pk])
    once = list({summary.pk: summary for summary in summaries}.values())
    if len(once) == 1:  # as nearly always; a quarter of the time
        Summary.objects.filter(pk=once[0].pk).update(log_seal=once[0].log_seal)
    else:
        Summary.objects.bulk_update(once, ["log_seal"])


def after_commit() -> None:
    """Say in the file what is committed. Reads it anew: another append may have come meanwhile."""
    own.lines.clear()
    head = SigningHead.objects.filter(pk=1).first()
    if head is not None and head.size:
        high_water.HIGH_WATER.see(head.size)
        log_file.confirm(head.size, head.note)


def entries_of(summary_id: int) -> list[str]:
    """The lines of all entries about a summary, in their order."""
    rows = SigningSubject.objects.filter(summary=summary_id).order_by("entry")
    return list(rows.values_list("entry__line", flat=True))


def verify_seal(summary: Summary, lines: Sequence[str]) -> bool:
    """Whether these are all the entries about a summary, as the site wrote them."""
    hashes = [leaf_hash(line.encode()).hex() for line in lines]
    return site_keys.is_sealed(summary.log_seal, *site_keys.summary_parts(summary.pk, hashes))
