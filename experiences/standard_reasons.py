"""The standard reasons of ``data/reasons.yaml``, made to exist.

What is in the database already stays as it is: an administrator may have worded it anew.
"""

from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction

from conditions.tally import Tally
from experiences.models import Reason

REASONS = Path(__file__).parent / "data" / "reasons.yaml"
STEP = 10  # between positions, so that a reason of one's own fits in
KEYS = {"key", "label", "message"}


class BadReasons(ValueError):
    """The file does not say what a reason needs."""


def load(path: Path = REASONS) -> Tally:
    """Create the reasons that are missing; nothing else is touched."""
    tally = Tally()
    with transaction.atomic():
        for number, entry in enumerate(read(path), start=1):
            defaults = {
                "label": entry["label"],
                "message": entry["message"],
                "position": number * STEP,
            }
            _, made = Reason.objects.get_or_create(key=entry["key"], defaults=defaults)
            (tally.created if made else tally.unchanged)("reasons")
    return tally


def read(path: Path) -> list[dict[str, Any]]:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(entries, list):
        raise BadReasons(f"{path.name}: a list of reasons is expected")
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or set(entry) != KEYS:
            raise BadReasons(f"{path.name}: reason {number}: a key, label and message are expected")
        try:
            Reason(**entry).full_clean(validate_unique=False)
        except ValidationError as error:
            problem = " ".join(error.messages)
            raise BadReasons(f"{path.name}: reason {number}: {problem}") from error
    return entries
