"""Which questions of a condition have a reviewed answer, as one picture."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conditions.charts import Grid, grid
from conditions.pages.asked import AskedQuestion

DONE, DUE, NONE = "done", "due", "none"
KEY = [(DONE, _("reviewed")), (DUE, _("review overdue")), (NONE, _("no summary yet"))]


def coverage(questions: Iterable[AskedQuestion]) -> Grid:
    """Of the questions that somebody has to answer; the catalogue answers the others."""
    return grid(
        (asked.label, *standing(asked)) for asked in questions if not asked.question.from_catalogue
    )


def standing(asked: AskedQuestion) -> tuple[str, str]:
    if not asked.has_summary:
        return NONE, gettext("No summary yet")
    due = asked.topic.review_due_on if asked.topic else None
    is_standing = due is not None and timezone.localdate() <= due
    return (DONE if is_standing else DUE), asked.standing
