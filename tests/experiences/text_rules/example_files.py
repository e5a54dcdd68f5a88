"""The written examples of `example_texts/*.yaml`: a file a family, a table a rule."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

FOLDER = Path(__file__).parent / "example_texts"
MARKED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
SPANISH = re.compile(
    r"[áéíóúñ¿¡]|\b(?:mi|el|la|de|en|los|que|me|se|al|por|un|una|no|sin|vete|eres|sois|toma|tengo)\b"
)
ENGLISH = re.compile(r"\b(?:the|my|i|it|is|was|in|and|to|a|this)\b")


class Example(NamedTuple):
    rule: str
    text: str
    passages: list[tuple[int, int]]  # that the rule must find; none in a near miss

    @property
    def language(self) -> str:
        small = self.text.lower()
        return "es" if SPANISH.search(small) and not ENGLISH.search(small) else "en"


def families() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def found(family: str) -> list[Example]:
    return list(examples(family, "found"))


def quiet(family: str) -> list[Example]:
    return list(examples(family, "quiet"))


def examples(family: str, polarity: str) -> Iterator[Example]:
    table = yaml.safe_load((FOLDER / f"{family}.yaml").read_text(encoding="utf-8"))
    for rule, sides in table.items():
        side = sides[polarity]
        for line in side.splitlines() if isinstance(side, str) else side:
            yield example(rule, line)


def example(rule: str, line: str) -> Example:
    passages = []
    for number, match in enumerate(MARKED.finditer(line)):
        start = match.start() - 4 * number
        passages.append((start, start + len(match[1])))
    return Example(rule, MARKED.sub(r"\1", line), passages)
