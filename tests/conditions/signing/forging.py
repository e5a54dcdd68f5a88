"""What somebody does who has the database, and who has the site's key besides."""

import json
from collections.abc import Callable
from typing import Any

from conditions.models import (
    Review,
    ReviewerProfile,
    SigningEntry,
    SigningHead,
    SigningNode,
    SigningSubject,
    Summary,
)
from conditions.summaries.signing import merkle, notes, site_keys
from conditions.summaries.signing.canonical import canonical
from conditions.summaries.signing.statement import Statement, hash_of, statement_of
from conditions.summaries.signing.verify_review import leaf_hash
from tests.conditions.signing.test_log_file import open_database

Line = dict[str, Any]
Lines = list[Line]


def rewrite(change: Callable[[Lines], Lines]) -> None:
    """Change the log and make everything anew that hangs on it: numbers, hashes, tree, head, note,
    seals. Nothing inside the database gives it away then."""
    lines = change([json.loads(each.line) for each in SigningEntry.objects.order_by("number")])
    rows = {each.number: each for each in SigningEntry.objects.all()}
    summaries = {
        (row.topic.condition_id, row.topic.question.key, row.language): row
        for row in Summary.objects.with_topic()
    }
    frontier: list[bytes] = []
    with open_database():
        for table in (SigningSubject, SigningNode, SigningEntry):
            table.objects.all()._raw_delete("default")
        for number, line in enumerate(lines):
            old = rows.get(line["number"])
            raw = canonical({**line, "number": number})
            leaf = leaf_hash(raw)
            entry = SigningEntry.objects.create(
                number=number,
                kind=line["kind"],
                at=line["at"],
                line=raw.decode(),
                hash=leaf.hex(),
                reviewer_id=old.reviewer_id if old else line.get("reviewer"),
                review=Review.objects.filter(public_id=line.get("review") or None).first(),
            )
            frontier, nodes = merkle.grow(frontier, number, leaf)
            for (level, index), node in nodes:
                SigningNode.objects.create(level=level, index=index, hash=node.hex())
            for place in line["about"]:
                SigningSubject.objects.create(entry=entry, summary=summaries[tuple(place)])
        head = SigningHead.objects.get()
        root = merkle.root(frontier)
        note = notes.checkpoint_text(head.origin, len(lines), root)
        SigningHead.objects.update(
            size=len(lines),
            root=root.hex(),
            frontier=[each.hex() for each in frontier],
            note=notes.signed_note(note, site_keys.all_keys()),
        )
    seal_summaries()


def seal_summaries() -> None:
    for summary in Summary.objects.all():
        rows = SigningSubject.objects.filter(summary=summary).order_by("entry")
        hashes = list(rows.values_list("entry__hash", flat=True))
        seal = site_keys.summary_seal(summary.pk, hashes) if hashes else ""
        Summary.objects.filter(pk=summary.pk).update(log_seal=seal)


def seal_profiles() -> None:
    for profile in ReviewerProfile.objects.all():
        seal = site_keys.profile_seal(profile)
        ReviewerProfile.objects.filter(pk=profile.pk).update(seal=seal)


def sign_anew(review: Review, change: Callable[[dict[str, Any]], None]) -> None:
    """Put other words into a statement, sign it with the site's key, and rewrite the log to it."""
    data = json.loads(review.statement)
    change(data)
    statement = statement_of(data)
    origin = SigningHead.objects.get().origin
    assertion = site_keys.current().site_assertion(statement.digest, origin)
    Review.objects.filter(pk=review.pk).update(
        statement=statement.raw.decode(),
        statement_hash=statement.hash,
        assertion=assertion,
        key=None,
        reviewer=data["reviewer"]["id"],
    )
    rewrite(lambda lines: [retold(line, review, statement, assertion) for line in lines])


def retold(line: Line, review: Review, statement: Statement, assertion: Any) -> Line:
    if line.get("review") != str(review.public_id):
        return line
    said: Line = {"statement": statement.hash}
    if line["kind"] == "signed":
        said |= {
            "text": statement.text_hash,
            "names": statement.names_hash,
            "key": "",
            "signature": hash_of(assertion),
            "reviewer": statement.data["reviewer"]["id"],
        }
    return {**line, **said} if "statement" in line else line
