"""What the tests of the signing log have in common."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from conditions.models import SigningEntry, SigningHead
from conditions.summaries.signing import log
from conditions.summaries.signing.chain import Chain, LogFile, in_log
from conditions.summaries.signing.log import Event


def event(number: int = 0, **fields: Any) -> Event:
    return Event("suspended", {"reviews": [], "why": "not_me", "entry": number}, **fields)


def append(*events: Event) -> list[SigningEntry]:
    """As a transition does: the lock first, then the entries, then the commit."""
    with transaction.atomic():
        log.lock()
        return log.append(*(events or [event()]))


def said(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def kinds(path: Path) -> str:
    """The lines of the file, a letter each: e, h, v, r."""
    return "".join(next(iter(line))[0] for line in said(path))


def problems(path: Path) -> list[str]:
    return [str(each) for each in in_log(LogFile(path), Chain())]


def size() -> int:
    head = SigningHead.objects.first()
    return head.size if head else 0
