"""The loader of the standard reasons for decisions, ``data/reasons.yaml``.

The file has them in English; ``reasons.<language>.yaml`` beside it has their words in another
language. A row that is in the database already stays: an administrator may have reworded it.
"""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from common import yaml_files
from common.import_report import ImportReport
from experiences.models import Reason

REASONS = Path(__file__).parent / "data" / "reasons.yaml"
STEP = 10  # between positions, so that a reason of one's own fits in
KEYS = {"key", "label", "message"}


class BadReasons(ValueError):
    """A file does not say what a reason needs."""


def load(path: Path = REASONS) -> ImportReport:
    """Create the reasons and wordings that are missing; nothing else is touched."""
    entries = read(path)
    wordings = {
        file.name.split(".")[1]: read_wordings(file)
        for file in sorted(path.parent.glob(f"{path.stem}.*{path.suffix}"))
    }
    report = ImportReport()
    with transaction.atomic():
        for number, entry in enumerate(entries, start=1):
            fields = {"label": entry["label"], "message": entry["message"]}
            reason, made = Reason.objects.get_or_create(
                key=entry["key"], defaults={**fields, "position": number * STEP}
            )
            (report.created if made else report.unchanged)("reasons")
            add_wordings(reason, wordings, report)
    return report


def add_wordings(reason: Reason, wordings: dict[str, dict[str, Any]], report: ImportReport) -> None:
    missing = {
        language: words[reason.key]
        for language, words in wordings.items()
        if reason.key in words and language not in reason.wordings
    }
    if missing:
        reason.wordings = {**reason.wordings, **missing}
        reason.save(update_fields=["wordings"])
        report.created("wordings of reasons", len(missing))


def read(path: Path) -> list[dict[str, Any]]:
    entries = yaml_files.read(path)
    if not isinstance(entries, list):
        raise BadReasons(f"{path.name}: a list of reasons is expected")
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or set(entry) != KEYS:
            raise BadReasons(f"{path.name}: reason {number}: a key, label and message are expected")
        check(Reason(**entry), f"{path.name}: reason {number}")
    return entries


def read_wordings(path: Path) -> dict[str, dict[str, Any]]:
    """The words of a language's file by the reasons' keys."""
    texts = yaml_files.read(path)
    if not isinstance(texts, dict):
        raise BadReasons(f"{path.name}: keys of reasons with their words are expected")
    for key, words in texts.items():
        check(Reason(key=key, label="x", message="x", wordings={"xx": words}), path.name)
    return texts


def check(reason: Reason, where: str) -> None:
    try:
        reason.full_clean(validate_unique=False)
    except ValidationError as error:
        raise BadReasons(f"{where}: {' '.join(error.messages)}") from error
