"""Loads the demo's summaries, and its one safety notice, which is kept in force."""

import re
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from common.import_report import ImportReport
from conditions.freshness import touch
from conditions.interchange import document, drafting, export
from conditions.models import Condition, Notice, Summary
from conditions.summaries.keeping_current import notices
from diseasemaps.accounts.demo_accounts import ADMINISTRATOR, EDITOR
from diseasemaps.accounts.models import User

DAYS_AGO = re.compile(r"^( +)reviewed_days_ago: (\d+)$", re.MULTILINE)
CONDITION = "ehlers-danlos-syndrome"
TEXT = (
    "An example, made up for this demo: an old leaflet on joint care shows exercise 4 upside down. "
    "Please look at the corrected page. No such leaflet exists."
)
NOTICE_SINCE = timedelta(days=10)
FOR = timedelta(days=90)


def load(content: Path, today: date, report: ImportReport) -> None:
    """Leaves the summaries of an earlier load, whose dates count back from an earlier day."""
    editor = User.objects.get(email=EDITOR)
    there = set(
        Summary.objects.filter(revisions__contributions__person=editor).values_list(
            "topic__condition__slug", "topic__question__key", "language"
        )
    )
    with transaction.atomic():
        for file in sorted(content.rglob("*.md")):
            question, language, _ = file.name.split(".")
            if (file.parent.name, question, language) in there:
                report.unchanged("summaries")
            else:
                load_file(file, today, editor, report)


def load_file(file: Path, today: date, editor: User, report: ImportReport) -> None:
    text = DAYS_AGO.sub(
        lambda match: f"{match[1]}reviewed_on: {today - timedelta(days=int(match[2]))}",
        export.read_text(file),
        count=1,
    )
    read = document.parse(text, str(file))
    condition, question = drafting.find_condition(read), drafting.find_question(read)
    drafting.take(read, condition, question, report, by=[editor])


def load_notice(today: date, report: ImportReport) -> None:
    condition = Condition.objects.get(slug=CONDITION)
    starts_on, ends_on = today - NOTICE_SINCE, today + FOR
    notice = Notice.objects.filter(
        condition=condition, text=TEXT, confirmed_at__isnull=False
    ).first()
    if notice is None:
        proposed = notices.propose(
            condition,
            text=TEXT,
            by=User.objects.get(email=EDITOR),
            starts_on=starts_on,
            ends_on=ends_on,
        )
        notices.confirm(proposed, by=User.objects.get(email=ADMINISTRATOR))
        report.created("notices")
    elif notice.ends_on < today:
        Notice.objects.filter(pk=notice.pk).update(starts_on=starts_on, ends_on=ends_on)
        report.changed("notices")
    else:
        report.unchanged("notices")
        return
    touch(condition.pk)
