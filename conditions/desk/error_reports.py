"""Reports of errors in a public text: sent by readers, closed by an editor."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from conditions.models import ErrorReport, Revision


class AlreadyClosed(Exception):
    """Another editor was faster."""


def report_error(revision: Revision, *, text: str, contact: str = "") -> ErrorReport:
    return ErrorReport.objects.create(revision=revision, text=text, contact=contact)


def close(report: ErrorReport, *, by: AbstractBaseUser, outcome: str, note: str) -> None:
    """Closes a report and deletes the reader's contact. Raises AlreadyClosed."""
    changed: dict[str, Any] = {"outcome": outcome, "note": note, "contact": ""}
    is_open = ErrorReport.objects.filter(pk=report.pk, outcome=ErrorReport.Outcome.OPEN)
    closed = is_open.update(**changed, closed_by=by.pk, closed_at=timezone.now())
    report.refresh_from_db()
    if not closed:
        raise AlreadyClosed(report)
