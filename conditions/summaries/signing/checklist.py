"""What a reviewer confirms before signing: versions of a list, in ``data/checklist.yaml``.

``checklist.<language>.yaml`` beside it has the sentences in another language, by versions and keys,
so that a language is added by adding a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from common import yaml_files

CHECKLISTS = Path(__file__).parents[2] / "data" / "checklist.yaml"
LANGUAGE = "en"  # of the checklist's own file


class BadChecklist(ValueError):
    """A file has a sentence for something that no version asks."""


@dataclass(frozen=True)
class Item:
    key: str
    sentences: dict[str, str]

    def language(self, wanted: str) -> str:
        """The language of the sentence: the wanted one, the site's, or that of the file."""
        choices = (wanted, settings.LANGUAGE_CODE, LANGUAGE)
        return next(language for language in choices if language in self.sentences)

    def sentence(self, language: str) -> str:
        return self.sentences[self.language(language)]


@dataclass(frozen=True)
class Checklist:
    version: str
    items: tuple[Item, ...]

    def signed(self, language: str) -> dict[str, Any]:
        """As a review keeps it: the version, and each key with the sentence that was shown."""
        items = [[item.key, item.sentence(language)] for item in self.items]
        return {"version": self.version, "items": items}


@dataclass(frozen=True)
class Confirmed:
    """A sentence that a review confirms: as it is shown here, and as it was signed."""

    shown: str
    language: str  # of what is shown; empty where that is not known
    signed: str

    @property
    def is_translated(self) -> bool:
        return self.shown != self.signed


@cache
def checklists() -> tuple[Checklist, ...]:
    """Every version that there was, the one in use first."""
    return read(CHECKLISTS)


def read(path: Path) -> tuple[Checklist, ...]:
    versions = [
        Checklist(
            str(entry["version"]),
            tuple(Item(item["key"], {LANGUAGE: item["sentence"]}) for item in entry["items"]),
        )
        for entry in yaml_files.read(path)
    ]
    items = {(each.version, item.key): item for each in versions for item in each.items}
    for language, place, sentence in translations(path):
        if place not in items:
            raise BadChecklist(f"{path.stem}.{language}{path.suffix}: {' '.join(place)}: unknown")
        items[place].sentences[language] = sentence
    return tuple(versions)


def translations(path: Path) -> Iterator[tuple[str, tuple[str, str], str]]:
    """The language, the version with the key, and the sentence, from the files beside it."""
    for file in sorted(path.parent.glob(f"{path.stem}.*{path.suffix}")):
        for version, sentences in yaml_files.read(file).items():
            for key, sentence in sentences.items():
                yield file.name.split(".")[1], (str(version), key), sentence


def current() -> Checklist:
    return checklists()[0]


def confirmed(signed: dict[str, Any], language: str) -> list[Confirmed]:
    """What a review confirms, in the language of whoever reads it.

    What was signed is never changed: a sentence is shown in another language only where it is, word
    for word, one of those that its version has under its key.
    """
    versions = {each.version: each for each in checklists()}
    version = versions.get(str(signed.get("version", "")))
    items = {item.key: item for item in version.items} if version else {}
    found = []
    for key, sentence in signed.get("items", []):
        item = items.get(key)
        if item and sentence in item.sentences.values():
            found.append(Confirmed(item.sentence(language), item.language(language), sentence))
        else:
            found.append(Confirmed(sentence, "", sentence))
    return found
