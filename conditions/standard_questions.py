"""The standard questions of ``data/questions.yaml``, made to exist.

What is in the database already stays as it is: an administrator may have worded it anew.
"""

from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction

from conditions.freshness import touch_all
from conditions.models import Question, QuestionText
from conditions.tally import Tally

QUESTIONS = Path(__file__).parent / "data" / "questions.yaml"
STEP = 10  # between positions, so that a question of one's own fits in
TEXT_KEYS = {"title", "label", "prompts"}
NEEDED = {"key", "kind", "group", "review_months", "texts"}
SWITCHES = {"behind_choice", "from_catalogue", "off_by_default", "help_links"}


class BadQuestions(ValueError):
    """The file does not say what a question needs."""


def load(path: Path = QUESTIONS) -> Tally:
    """Create the questions and wordings that are missing; nothing else is touched."""
    entries = read(path)
    tally = Tally()
    with transaction.atomic():
        for number, entry in enumerate(entries, start=1):
            create_missing(entry, number * STEP, tally)
        if tally.writes:
            touch_all()
    return tally


def create_missing(entry: dict[str, Any], position: int, tally: Tally) -> None:
    fields = {field: value for field, value in entry.items() if field not in ("key", "texts")}
    question, made = Question.objects.get_or_create(
        key=entry["key"], defaults={"position": position, **fields}
    )
    count(tally, "questions", made)
    for language, text in entry["texts"].items():
        _, made = QuestionText.objects.get_or_create(
            question=question, language=language, defaults=text
        )
        count(tally, "question texts", made)


def count(tally: Tally, kind: str, made: bool) -> None:
    if made:
        tally.created(kind)
    else:
        tally.unchanged(kind)


def read(path: Path) -> list[dict[str, Any]]:
    """The entries of the file, checked by the rules of the models; BadQuestions names the first
    that breaks one."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
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


def check(entry: Any) -> None:
    if not isinstance(entry, dict):
        raise ValidationError("keys and values are expected")
    if missing := NEEDED - set(entry):
        raise ValidationError(f"missing: {', '.join(sorted(missing))}")
    if unknown := set(entry) - NEEDED - SWITCHES:
        raise ValidationError(f"unknown: {', '.join(sorted(map(str, unknown)))}")
    fields = {field: value for field, value in entry.items() if field != "texts"}
    Question(**fields).full_clean(validate_unique=False)
    if not isinstance(entry["texts"], dict) or not entry["texts"]:
        raise ValidationError("texts by language are expected")
    for language, text in entry["texts"].items():
        check_text(language, text)


def check_text(language: Any, text: Any) -> None:
    if not isinstance(text, dict) or not {"title", "label"} <= set(text) <= TEXT_KEYS:
        raise ValidationError(f"{language}: a title, a label and prompts are expected")
    prompts = text.get("prompts", [])
    if not isinstance(prompts, list) or not all(isinstance(prompt, str) for prompt in prompts):
        raise ValidationError(f"{language}: the prompts are a list of sentences")
    if "{condition}" not in str(text["title"]):
        raise ValidationError(f"{language}: the question must contain {{condition}}")
    QuestionText(language=language, **text).full_clean(
        exclude=["question"], validate_unique=False, validate_constraints=False
    )
