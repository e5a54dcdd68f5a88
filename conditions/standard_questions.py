"""Loads the standard questions of ``data/questions.yaml``.

The file has them in English; ``questions.<language>.yaml`` beside it has their wordings in another
language, so that a language is added by adding a file. What is in the database already stays as it
is: an administrator may have worded it anew. A title that nobody touched follows the file; where a
badge stands under the old title, the new one waits as an offer instead.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from common import yaml_files
from common.import_report import ImportReport
from conditions.freshness import touch_all
from conditions.models import Question, QuestionText, Summary
from conditions.summaries.signing.renamed import mark_renamed
from conditions.summaries.signing.shown import folded

QUESTIONS = Path(__file__).parent / "data" / "questions.yaml"
LANGUAGE = "en"  # of the questions' own file
STEP = 10  # between positions, so that a question of one's own fits in
TEXT_KEYS = {"title", "label", "prompts"}
NEEDED = {"key", "kind", "group", "review_months", "title", "label"}
SWITCHES = {"behind_choice", "from_catalogue", "off_by_default", "help_links"}


class BadQuestions(ValueError):
    """A file does not say what a question needs."""


def load(path: Path = QUESTIONS) -> ImportReport:
    """Create the questions and wordings that are missing, and follow the file where it words a
    question anew; nothing else is touched."""
    entries = read(path)
    wordings = {language: read_wordings(file) for language, file in translations(path)}
    report = ImportReport()
    with transaction.atomic():
        for number, entry in enumerate(entries, start=1):
            question = create_missing(entry, number * STEP, report)
            add_wording(question, LANGUAGE, text_of(entry), report)
            for language, texts in wordings.items():
                if entry["key"] in texts:
                    add_wording(question, language, texts[entry["key"]], report)
        if report.writes:
            touch_all()
            mark_renamed()
    return report


def translations(path: Path) -> Iterator[tuple[str, Path]]:
    """The files with wordings in other languages, by their languages."""
    for file in sorted(path.parent.glob(f"{path.stem}.*{path.suffix}")):
        yield file.name.split(".")[1], file


def text_of(entry: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in entry.items() if field in TEXT_KEYS}


def create_missing(entry: dict[str, Any], position: int, report: ImportReport) -> Question:
    fields = {field: entry[field] for field in entry if field not in TEXT_KEYS | {"key"}}
    question, made = Question.objects.get_or_create(
        key=entry["key"], defaults={"position": position, **fields}
    )
    count(report, "questions", made)
    return question


def add_wording(
    question: Question, language: str, text: dict[str, Any], report: ImportReport
) -> None:
    row, made = QuestionText.objects.get_or_create(
        question=question, language=language, defaults={**text, "shipped_title": text["title"]}
    )
    if not made and row.shipped_title != text["title"]:
        follow(row, text["title"], report)
    else:
        count(report, "question texts", made)


def follow(row: QuestionText, title: str, report: ImportReport) -> None:
    """Takes over a title that the file has anew."""
    was_shipped, row.shipped_title = row.shipped_title, title
    if row.title == was_shipped and row.title != title:
        if folded(row.title) != folded(title) and has_badge(row):
            row.offered_title = title
            report.created("offered wordings")
        else:
            row.title, row.offered_title = title, ""
            report.changed("question texts")
    elif row.offered_title:
        row.offered_title = "" if row.title == title else title
        report.changed("offered wordings")
    else:
        report.unchanged("question texts")
    row.save(update_fields=["shipped_title", "title", "offered_title"])


def has_badge(row: QuestionText) -> bool:
    return Summary.objects.reviewed().under_wording(row).exists()


def count(report: ImportReport, kind: str, made: bool) -> None:
    if made:
        report.created(kind)
    else:
        report.unchanged(kind)


def read(path: Path) -> list[dict[str, Any]]:
    """The questions of the file, checked by the rules of the models; BadQuestions names the first
    that breaks one."""
    entries = yaml_files.read(path)
    if not isinstance(entries, list):
        raise BadQuestions(f"{path.name}: a list of questions is expected")
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        try:
            check(entry)
            if entry["key"] in seen:
                raise ValidationError(f"the key {entry['key']} stands twice")
            seen.add(entry["key"])
        except ValidationError as error:
            problem = " ".join(error.messages)
            raise BadQuestions(f"{path.name}: question {number}: {problem}") from error
    return entries


def read_wordings(path: Path) -> dict[str, dict[str, Any]]:
    """The wordings of a language's file by the questions' keys, checked in the same way."""
    texts = yaml_files.read(path)
    if not isinstance(texts, dict):
        raise BadQuestions(f"{path.name}: keys of questions with their wordings are expected")
    for key, text in texts.items():
        try:
            check_text(text)
        except ValidationError as error:
            raise BadQuestions(f"{path.name}: {key}: {' '.join(error.messages)}") from error
    return texts


def check(entry: Any) -> None:
    if not isinstance(entry, dict):
        raise ValidationError("keys and values are expected")
    if missing := NEEDED - set(entry):
        raise ValidationError(f"missing: {', '.join(sorted(missing))}")
    if unknown := set(entry) - NEEDED - TEXT_KEYS - SWITCHES:
        raise ValidationError(f"unknown: {', '.join(sorted(map(str, unknown)))}")
    fields = {field: value for field, value in entry.items() if field not in TEXT_KEYS}
    Question(**fields).full_clean(validate_unique=False)
    check_text(text_of(entry))


def check_text(text: Any) -> None:
    if not isinstance(text, dict) or not {"title", "label"} <= set(text) <= TEXT_KEYS:
        raise ValidationError("a title, a label and prompts are expected")
    prompts = text.get("prompts", [])
    if not isinstance(prompts, list) or not all(isinstance(prompt, str) for prompt in prompts):
        raise ValidationError("the prompts are a list of sentences")
    if "{condition}" not in str(text["title"]):
        raise ValidationError("the question must contain {condition}")
    QuestionText(language=LANGUAGE, **text).full_clean(
        exclude=["question"], validate_unique=False, validate_constraints=False
    )
