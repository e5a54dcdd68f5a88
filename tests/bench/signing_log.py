"""How long the signing log takes with 100,000 entries: appending, proving, and checking all.

    python -m tests.bench.signing_log [entries]

Works where ``tests.bench.topic_page`` works; its file stands in a temporary folder, on the disk
that TMPDIR names. Exits 1 where appending or proving takes longer than it may.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

from tests.bench.topic_page import folder  # first: sets up

# isort: split
from django.db import connection, transaction
from django.test import override_settings
from django.test.runner import DiscoverRunner

from conditions.models import SigningHead
from conditions.summaries.signing import log, log_file, tree
from conditions.summaries.signing.chain import Chain, LogFile, in_log
from conditions.summaries.signing.log import Event
from conditions.summaries.signing.verify_review import check_inclusion, leaf_hash
from tests import factories

ENTRIES = 100_000
AT_ONCE = 1_000  # entries of one append while the log is filled
TIMES = 300
SUMMARIES = 30  # so that each has about as many entries as one that is kept for some years
APPEND_MAX = PROOF_MAX = 10  # ms


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


def times(act: Callable[[int], object]) -> list[float]:
    """Of each call, in milliseconds."""
    found = []
    for number in range(TIMES):
        began = time.perf_counter()
        act(number)
        found.append(1000 * (time.perf_counter() - began))
    return sorted(found)


def said(what: str, found: list[float], most: float) -> bool:
    median, late = statistics.median(found), found[int(len(found) * 0.95)]
    print(f"{what}: median {median:.2f} ms, 95 of 100 under {late:.2f} ms (at most {most})")
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

    is_quick = said("append, with its fsync and commit", times(append), APPEND_MAX)
    head = SigningHead.objects.get()
    is_quick &= said("inclusion proof", times(prove), PROOF_MAX)
    is_quick &= said(
        "consistency proof",
        times(lambda number: tree.consistency(1 + number * head.size // TIMES, head.size)),
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


def main(entries: int) -> int:
    runner = DiscoverRunner(verbosity=0, interactive=False)
    with redirect_stdout(sys.stderr):
        databases = runner.setup_databases()
    try:
        with override_settings(SIGNING_LOG=Path(folder.name) / "signing-log.jsonl"):
            sync_as_on_a_site()
            return 0 if run(entries) else 1
    finally:
        runner.teardown_databases(databases)
        connection.close()
        folder.cleanup()


if __name__ == "__main__":
    sys.exit(main(int((sys.argv[1:] or [str(ENTRIES)])[0])))
