"""What a reviewer confirms before signing: versions of a list, in ``data/checklist.yaml``."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

CHECKLISTS = Path(__file__).parent / "data" / "checklist.yaml"


@dataclass(frozen=True)
class Item:
    key: str
    sentences: dict[str, str]

    def sentence(self, language: str) -> str:
        return self.sentences.get(language) or self.sentences[settings.LANGUAGE_CODE]


@dataclass(frozen=True)
class Checklist:
    version: str
    items: tuple[Item, ...]

    def signed(self, language: str) -> dict[str, Any]:
        """As a review keeps it: the version, and each key with the sentence that was shown."""
        items = [[item.key, item.sentence(language)] for item in self.items]
        return {"version": self.version, "items": items}


@cache
def checklists() -> tuple[Checklist, ...]:
    """Every version that there was, the one in use first."""
    return tuple(
        Checklist(
            version=str(entry["version"]),
            items=tuple(
                Item(item["key"], {lang: text for lang, text in item.items() if lang != "key"})
                for item in entry["items"]
            ),
        )
        for entry in yaml.safe_load(CHECKLISTS.read_text(encoding="utf-8"))
    )


def current() -> Checklist:
    return checklists()[0]


def confirmed(signed: dict[str, Any]) -> Sequence[str]:
    """The sentences that a review confirms, as they were shown to the reviewer."""
    return [sentence for _key, sentence in signed.get("items", [])]
