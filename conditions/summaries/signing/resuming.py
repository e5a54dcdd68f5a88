"""After a restore: the log goes on from its file, it is never wound back.

The database has an older state; the file outside it has every entry since. They are written into
the database again as they are, and two further entries say what was restored: which statements the
backup does not have, and which summaries show an older text than the one published last.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from conditions.freshness import touch
from conditions.models import (
    Confirmation,
    Review,
    ReviewerProfile,
    SigningEntry,
    SigningHead,
    SigningNode,
    SigningSubject,
    Summary,
)
from conditions.summaries.signing import log, log_file, merkle, site_keys
from conditions.summaries.signing.log import Event
from conditions.summaries.signing.verify_review import (
    EMPTY_ROOT,
    Wrong,
    check_note,
    leaf_hash,
    lines_of_file,
)

Kind = SigningEntry.Kind
LOST_MAX = 400  # statements that one entry names
Place = tuple[int, str, str]  # condition, question's key, language


class CannotResume(Exception):
    """The file does not go on from what the database has; says why."""


@dataclass
class Resumed:
    entries: int = 0
    lost: list[str] = field(default_factory=list)
    texts: list[Summary] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    """What the file has: the lines that a head confirms, and that head."""

    lines: Sequence[str]
    note: str
    root: bytes


def resume() -> Resumed:
    """Raises CannotResume, and LogUnavailable as every append does."""
    written = read_file()
    with transaction.atomic():
        head = locked_head(written)
        check_beginning(head, written)
        lines = list(written.lines[head.size :])
        if not lines:
            return Resumed()
        summaries = put_back(head, written, lines)
        found = Resumed(len(lines), lost_statements(lines), older_texts(summaries))
        say(head.size, found, summaries)
        suspend_again(lines)
        for summary in summaries:
            touch(summary.topic.condition_id, summary.topic_id)
    return found


def read_file() -> Written:
    try:
        text = log_file.path().read_text(encoding="utf-8")
    except OSError as error:
        raise CannotResume(f"SIGNING_LOG cannot be read: {type(error).__name__}") from error
    notes = [
        line["head"] for line in map(log_file.parsed, text.encode().splitlines()) if "head" in line
    ]
    if not notes:
        return Written([], "", EMPTY_ROOT)
    try:
        head = check_note(notes[-1], site_keys.vkeys(notes[-1].split("\n", 1)[0]))
    except Wrong as error:
        raise CannotResume(f"the last head in SIGNING_LOG: {error}") from error
    lines = lines_of_file(text)[: head.size]
    if merkle.root_of(leaf_hash(line.encode()) for line in lines) != head.root:
        raise CannotResume("the entries in SIGNING_LOG are not those of its last head")
    return Written(lines, notes[-1], head.root)


def locked_head(written: Written) -> SigningHead:
    """Under its own name, also where the backup is older than the log."""
    name = str(json.loads(written.lines[0])["origin"]) if written.lines else ""
    head = log.lock(name)
    if name and head.origin != name:
        raise CannotResume(f"the file is of another log: {name}")
    return head


def check_beginning(head: SigningHead, written: Written) -> None:
    """That what the database has is what the file begins with."""
    if head.size > len(written.lines):
        raise CannotResume("the file has less than the database: run verify_reviews")
    begins = merkle.root_of(leaf_hash(line.encode()) for line in written.lines[: head.size])
    if begins.hex() != head.root:
        raise CannotResume("the file does not begin with the database's entries")


def put_back(head: SigningHead, written: Written, lines: Sequence[str]) -> list[Summary]:
    """The entries, with as much of what they are about as the backup has; the summaries."""
    said = [json.loads(line) for line in lines]
    reviews = reviews_of(said)
    reviewers = set(
        ReviewerProfile.objects.filter(
            pk__in=[each["reviewer"] for each in said if each.get("reviewer")]
        ).values_list("pk", flat=True)
    )
    summaries = summaries_of(said)
    frontier = [bytes.fromhex(each) for each in head.frontier]
    entries, nodes, subjects = [], [], []
    for number, (line, each) in enumerate(zip(lines, said, strict=True), head.size):
        leaf = leaf_hash(line.encode())
        reviewer = each.get("reviewer")
        entry = SigningEntry(
            number=number,
            kind=each["kind"],
            at=datetime.fromisoformat(each["at"]),
            line=line,
            hash=leaf.hex(),
            reviewer_id=reviewer if reviewer in reviewers else None,
            review_id=reviews.get(each.get("review", "")),
        )
        entries.append(entry)
        frontier, completed = merkle.grow(frontier, number, leaf)
        nodes += [
            SigningNode(level=level, index=index, hash=node.hex())
            for (level, index), node in completed
        ]
        about = [summaries[place] for place in places(each) if place in summaries]
        subjects += [SigningSubject(entry=entry, summary=summary) for summary in about]
    SigningEntry.objects.bulk_create(entries, batch_size=500)
    SigningNode.objects.bulk_create(nodes, batch_size=500)
    SigningSubject.objects.bulk_create(subjects, batch_size=500)
    SigningHead.objects.filter(pk=1).update(
        size=len(written.lines),
        root=written.root.hex(),
        frontier=[each.hex() for each in frontier],
        note=written.note,
    )
    touched = {subject.summary.pk: subject.summary for subject in subjects}
    log.seal(list(touched.values()))
    return list(touched.values())


def places(said: dict[str, Any]) -> list[Place]:
    return [(place[0], place[1], place[2]) for place in said["about"]]


def reviews_of(said: Iterable[dict[str, Any]]) -> dict[str, int]:
    named = {each["review"] for each in said if each.get("review")}
    rows = Review.objects.filter(public_id__in=named).values_list("public_id", "pk")
    return {str(public_id): pk for public_id, pk in rows}


def summaries_of(said: Iterable[dict[str, Any]]) -> dict[Place, Summary]:
    """By condition, question and language, those that the backup has."""
    wanted = {place for each in said for place in places(each)}
    rows = Summary.objects.filter(
        topic__condition__in={place[0] for place in wanted}
    ).select_related("topic__question", "live_review")
    return {
        place: summary
        for summary in rows
        if (place := (summary.topic.condition_id, summary.topic.question.key, summary.language))
        in wanted
    }


def lost_statements(lines: Iterable[str]) -> list[str]:
    """Of signatures and confirmations whose rows the backup does not have."""
    signed = [
        line["statement"]
        for line in map(json.loads, lines)
        if line["kind"] in (Kind.SIGNED, Kind.CONFIRMED)
    ]
    kept = {
        *Review.objects.filter(statement_hash__in=signed).values_list("statement_hash", flat=True),
        *Confirmation.objects.filter(statement_hash__in=signed).values_list(
            "statement_hash", flat=True
        ),
    }
    return [statement for statement in signed if statement not in kept]


def older_texts(summaries: Iterable[Summary]) -> list[Summary]:
    """Those whose public text is not the one that was published last."""
    return [summary for summary in summaries if last_published(summary) != live_review_of(summary)]


def live_review_of(summary: Summary) -> str:
    return str(summary.live_review.public_id) if summary.live_review else ""


def last_published(summary: Summary) -> str:
    published = ""
    for line in map(json.loads, log.entries_of(summary.pk)):
        if line["kind"] == Kind.PUBLISHED:
            published = line["review"]
    return published


def say(size: int, found: Resumed, summaries: Sequence[Summary]) -> None:
    """In the log itself, in one append."""
    parts = [found.lost[start : start + LOST_MAX] for start in range(0, len(found.lost), LOST_MAX)]
    events = [Event(Kind.LOG_RESTORED, {"size": size, "lost": part}) for part in parts or [[]]]
    for summary in found.texts:
        review = summary.live_review
        payload = {"lost": statement_of(summary), "review": ""}
        events.append(
            Event(Kind.TEXT_RESTORED, payload, summaries=[summary], review=review or None)
        )
    log.append(*events)


def statement_of(summary: Summary) -> str:
    """The hash of the statement that was published last."""
    review, statement = last_published(summary), ""
    for line in map(json.loads, log.entries_of(summary.pk)):
        if line["kind"] == Kind.SIGNED and line["review"] == review:
            statement = line["statement"]
    return statement


def suspend_again(lines: Iterable[str]) -> None:
    """For lists: the badge is derived from the log."""
    for line in map(json.loads, lines):
        if line["kind"] == Kind.SUSPENDED:
            reviews = Review.objects.filter(public_id__in=line["reviews"], suspended_at=None)
            reviews.update(suspended_at=datetime.fromisoformat(line["at"]))


def rebuild_file(why: str) -> int:
    """Write a new SIGNING_LOG from the database, and how many entries it has. The head stays locked
    meanwhile. Raises LogUnavailable where there is a file."""
    with transaction.atomic():
        head = log.lock()
        lines = SigningEntry.objects.order_by("number").values_list("line", flat=True)
        log_file.rebuilt(head.size, why, lines.iterator(chunk_size=500), head.note)
        return head.size
