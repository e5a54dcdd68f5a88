"""What this release of the site is, read from its files: its fingerprint and its languages."""

import hashlib
from pathlib import Path

from django.conf.locale import LANG_INFO
from django.utils.translation import to_language

FOLDERS = ("diseasemaps", "conditions", "experiences", "common", "templates", "static", "locale")
SUFFIXES = {".py", ".html", ".css", ".js", ".svg", ".mo"}


def fingerprint(base: Path) -> str:
    """A hash of code and templates, part of every ETag: a new release ends readers' copies."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((base / folder).rglob("*")):
            if path.suffix in SUFFIXES:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def languages_in(folder: Path, default: str) -> list[tuple[str, str]]:
    """The default language, and each that has compiled messages, with its own name."""
    compiled = folder.glob("*/LC_MESSAGES/django.mo")
    others = sorted(to_language(path.parent.parent.name) for path in compiled)
    codes = [default, *(code for code in others if code != default)]
    return [(code, LANG_INFO.get(code, {}).get("name_local", code)) for code in codes]
