import hashlib
from pathlib import Path

FOLDERS = ("diseasemaps", "conditions", "experiences", "common", "templates", "static", "locale")
SUFFIXES = {".py", ".html", ".css", ".js", ".svg", ".mo"}


def fingerprint(base: Path) -> str:
    """Changes with the code and the templates, so that a reader's copy ends with a new release."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((base / folder).rglob("*")):
            if path.suffix in SUFFIXES:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
