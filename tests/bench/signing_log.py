"""How long the signing log takes with 100,000 entries: appending, proving, and checking all.

    python -m tests.bench.signing_log [entries [reviews]]

Works where ``tests.bench.topic_page`` works; its file stands in a temporary folder, on the disk
that TMPDIR names. Exits 1 where appending or proving takes longer than it may.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from tests.bench.topic_page import folder  # first: sets up

# isort: split
from django.db import connection, transaction
from django.test import override_settings
from django.test.runner import DiscoverRunner
from django.utils import timezone

from conditions import standard_questions
from conditions.models import (
    Condition,
    Question,
    Review,
    ReviewerKey,
    ReviewerProfile,
    Revision,
    SigningHead,
    Source,
    Summary,
    Topic,
)
from conditions.summaries.signing import events, log, log_file, site_keys, tree
from conditions.summaries.signing.chain import Chain, LogFile, in_log
from conditions.summaries.signing.log import Event
from conditions.summaries.signing.statement import Statement, due_on, review_statement
from conditions.summaries.signing.verify_review import check_inclusion, leaf_hash
from conditions.summaries.signing.verifying import Verifying
from tests import factories
from tests.passkeys import Passkey

ENTRIES = 100_000
REVIEWS = 10_000
AT_ONCE = 1_000  # entries of one append while the log is filled
TIMES = 300
SUMMARIES = 30  # so that each has about as many entries as one that is kept for some years
APPEND_MAX = PROOF_MAX = 10  # ms
VERIFY_MAX = 60  # s
PARAGRAPH = "It took two years until somebody put a name to it, and then it went quickly. "


def sync_as_on_a_site() -> None:
    """The tests' own settings leave a commit to the system."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def fill(entries: int) -> None:
    size = 0
    while size < entries:
        with transaction.atomic():
            log.lock()
            log.append(*[event(size + number) for number in range(AT_ONCE)])
        size += AT_ONCE
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def event(number: int) -> Event:
    """About as long as one of a signature."""
    payload = {
        "review": "",
        "statement": f"{number:064x}",
        "why": "signed",
        "text": f"{number:064x}",
        "names": f"{number:064x}",
        "signature": f"{number:064x}",
        "approved_at": "2026-11-30T12:00:00.000000Z",
    }
    return Event("published", payload)


def said(what: str, act: Callable[[int], object], most: float) -> bool:
    """Of each call, in milliseconds; the work apart, which a busy machine changes less."""
    found, works = [], time.process_time()
    for number in range(TIMES):
        began = time.perf_counter()
        act(number)
        found.append(1000 * (time.perf_counter() - began))
    work = 1000 * (time.process_time() - works) / TIMES
    median, late = statistics.median(found), sorted(found)[int(TIMES * 0.95)]
    print(
        f"{what}: median {median:.2f} ms, 95 of 100 under {late:.2f} ms, of which {work:.2f} ms "
        f"are work (at most {most})"
    )
    return median < most


def run(entries: int) -> bool:
    summaries = [factories.make_draft().summary for _number in range(SUMMARIES)]
    began = time.perf_counter()
    fill(entries)
    print(f"{entries:,} entries written in {time.perf_counter() - began:.1f} s")

    def append(number: int) -> None:
        with transaction.atomic():
            log.lock()
            payload = event(number).payload
            log.append(Event("published", payload, summaries=[summaries[number % SUMMARIES]]))

    def prove(number: int) -> None:
        chosen = random.Random(number).randrange(head.size)
        tree.inclusion(chosen, head.size)

    is_quick = said("append, with its fsyncs and commit", append, APPEND_MAX)
    head = SigningHead.objects.get()
    is_quick &= said("inclusion proof", prove, PROOF_MAX)
    is_quick &= said(
        "consistency proof",
        lambda number: tree.consistency(1 + number * head.size // TIMES, head.size),
        PROOF_MAX,
    )
    line = log.lines_between(head.size // 3, head.size // 3 + 1)[0]
    check_inclusion(
        leaf_hash(line.encode()),
        head.size // 3,
        head.size,
        tree.inclusion(head.size // 3, head.size),
        bytes.fromhex(head.root),
    )
    began = time.perf_counter()
    problems = list(in_log(LogFile(log_file.path()), Chain()))
    print(f"all entries, the tree and the file checked in {time.perf_counter() - began:.1f} s")
    print(f"{len(problems)} problems")
    return is_quick and not problems


def run_reviews(reviews: int) -> bool:
    """As ``run``, of the whole of ``verify_reviews``: half are signed by a reviewer's own key."""
    sign(reviews)
    run = Verifying(log_file.path())
    began, cpu = time.perf_counter(), time.process_time()
    problems = list(run.mismatches())
    taken, worked = time.perf_counter() - began, time.process_time() - cpu
    print(f"verify_reviews of {reviews:,} reviews: {taken:.1f} s, {worked:.1f} s of work")
    print(*run.remarks(), sep="\n")
    print(f"{len(problems)} problems", *problems[:3], sep="\n")
    return taken < VERIFY_MAX and not problems


def sign(reviews: int) -> None:
    """So many reviews, each of a topic of its own, made in bulk as ``approve`` makes them."""
    standard_questions.load()
    question = Question.objects.get(key="causes")
    reviewer, key = factories.make_reviewer(factories.make_person()), Passkey()
    row = key.register_row(reviewer)
    at = timezone.now()
    for first in range(0, reviews, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, reviews))
        conditions = Condition.objects.bulk_create(
            Condition(name=f"disease {n}", slug=f"disease-{n}", sort_name=f"{n}", initial="d")
            for n in numbers
        )
        topics = Topic.objects.bulk_create(
            Topic(condition=condition, question=question) for condition in conditions
        )
        summaries = Summary.objects.bulk_create(Summary(topic=t, language="en") for t in topics)
        revisions = Revision.objects.bulk_create(
            Revision(
                summary=summary,
                number=1,
                state="approved",
                approved_at=at,
                short_answer=f"The short answer about {summary.topic.condition.name}.",
                body="".join(f"## Part {n}\n\n{PARAGRAPH * 6}[{n}]\n\n" for n in range(1, 5)),
            )
            for summary in summaries
        )
        Source.objects.bulk_create(
            Source(revision=revision, number=n, title=f"Source {n}", url="https://example.org/")
            for revision in revisions
            for n in range(1, 5)
        )
        with transaction.atomic():
            log.lock()
            made = [
                signed_review(revision, reviewer, at, key if n % 2 else None, row)
                for n, revision in enumerate(revisions)
            ]
            rows = Review.objects.bulk_create(review for review, _statement in made)
            for revision, review in zip(revisions, rows, strict=True):
                revision.summary.live_revision, revision.summary.live_review = revision, review
            Summary.objects.bulk_update(summaries, ["live_revision", "live_review"], 200)
            for begin in range(0, len(made), 100):
                some = made[begin : begin + 100]
                log.append(
                    *(
                        event
                        for review, statement in some
                        for event in (
                            events.signed(review, statement, review.revision.summary),
                            events.published(review, review.revision.summary, events.SIGNED),
                        )
                    )
                )


def signed_review(
    revision: Revision,
    by: ReviewerProfile,
    at: datetime,
    key: Passkey | None,
    row: ReviewerKey,
) -> tuple[Review, Statement]:
    statement = review_statement(revision, by=by, at=at, public_id=uuid4(), interests="None.")
    review = Review(
        public_id=statement.data["review"],
        revision=revision,
        reviewer=by,
        reviewer_name=by.name,
        credentials=by.credentials,
        interests="None.",
        verdict="approved",
        statement=statement.raw.decode(),
        statement_hash=statement.hash,
        key=row if key else None,
        assertion=key.assertion(statement.hash)
        if key
        else site_keys.current().site_assertion(statement.digest, log.origin()),
        reviewed_at=at,
        due_on=due_on(revision, at),
    )
    return review, statement


def main(entries: int = ENTRIES, reviews: int = REVIEWS) -> int:
    runner = DiscoverRunner(verbosity=0, interactive=False)
    with redirect_stdout(sys.stderr):
        databases = runner.setup_databases()
    try:
        with override_settings(SIGNING_LOG=Path(folder.name) / "signing-log.jsonl"):
            sync_as_on_a_site()
            is_quick = run(entries) if entries else True
            is_quick &= run_reviews(reviews) if reviews else True
            return 0 if is_quick else 1
    finally:
        runner.teardown_databases(databases)
        connection.close()
        folder.cleanup()


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
