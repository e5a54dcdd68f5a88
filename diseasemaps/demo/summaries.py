"""The demo's summaries: the public file format, but with reviews so many days before today."""

import re
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from conditions.interchange import document, drafting, folder
from conditions.models import Summary
from conditions.tally import Tally
from diseasemaps.accounts.models import User
from diseasemaps.demo.accounts import EDITOR

DAYS_AGO = re.compile(r"^( +)reviewed_days_ago: (\d+)$", re.MULTILINE)


def load(content: Path, today: date, tally: Tally) -> None:
    """What the demo's editor wrote before stays: its dates count back from an earlier day."""
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
                tally.unchanged("summaries")
            else:
                load_file(file, today, editor, tally)


def load_file(file: Path, today: date, editor: User, tally: Tally) -> None:
    text = DAYS_AGO.sub(
        lambda match: f"{match[1]}reviewed_on: {today - timedelta(days=int(match[2]))}",
        folder.read_text(file),
        count=1,
    )
    read = document.parse(text, str(file))
    condition, question = drafting.find_condition(read), drafting.find_question(read)
    drafting.take(read, condition, question, tally, by=[editor])
