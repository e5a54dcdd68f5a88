"""Every path, module and link that the documentation names exists."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

BASE = settings.BASE_DIR
DOCS = [BASE / "README.md", BASE / "CONTRIBUTING.md", *sorted((BASE / "docs").rglob("*.md"))]
PACKAGES = ("common", "conditions", "experiences", "diseasemaps", "tests")
FOLDERS = (*PACKAGES, "templates", "static", "locale", "docs", ".ci")
SUFFIXES = (".py", ".html", ".css", ".js", ".yaml")

LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?:[\w.*-]+/)*[\w.*-]+/?")
DOTTED = re.compile(rf"(?<![\w./-])(?:{'|'.join(PACKAGES)})(?:\.[A-Za-z_]\w*)+(?![\w/])")
# The files of a language that the site does not have yet stand where those of Spanish do.
ANOTHER_LANGUAGE = re.compile(r"(?<=[./])fr(?=[./])")
PLACEHOLDER = re.compile(r"<[^>]+>")


def missing(text: str, folder: Path = BASE) -> list[str]:
    """What a text in a folder names and nobody finds."""
    links = [link for link in LINK.findall(text) if "://" not in link]
    return [
        *(link for link in links if not (folder / link).exists()),
        *(path for path in named_paths(text) if not is_there(path)),
        *(name for name in DOTTED.findall(text) if not is_importable(name)),
    ]


def named_paths(text: str) -> Iterator[str]:
    """Those in code that begin at a folder of ours or end as our files do."""
    for code in CODE.findall(text):
        for word in code.split():
            path = ANOTHER_LANGUAGE.sub("es", PLACEHOLDER.sub("*", word))
            is_ours = path.startswith(tuple(f"{name}/" for name in FOLDERS))
            if PATH.fullmatch(path) and (is_ours or path.endswith(SUFFIXES)):
                yield path


def is_there(path: str) -> bool:
    """From the top, or below some folder of ours: ``site.js``, ``moderation/log.py``."""
    return any(BASE.glob(path)) or any(
        next((BASE / name).rglob(path), None) is not None for name in FOLDERS
    )


def is_importable(name: str) -> bool:
    """As a module or package, or as something in one."""
    file, names = BASE, name.split(".")
    while names and (file / names[0]).is_dir():
        file /= names.pop(0)
    if names and (file / names[0]).with_suffix(".py").exists():
        file /= names.pop(0)
    if not names:
        return True
    found = import_module(".".join(file.relative_to(BASE).parts))
    for attribute in names:
        if not hasattr(found, attribute):
            return False
        found = getattr(found, attribute)
    return True


@pytest.mark.parametrize("document", DOCS, ids=lambda path: str(path.relative_to(BASE)))
def test_documents_name_what_exists(document):
    assert missing(document.read_text(encoding="utf-8"), document.parent) == []


@pytest.mark.parametrize(
    "text",
    [
        "[here](docs/no-such-page.md)",
        "`conditions/no_such_room/`",
        "`no_such_module.py`",
        "`static/js/no-such-*.js`",
        "`common.no_such_module`",
        "`python -m tests.bench.no_such_bench`",
        "`experiences.counts.no_such_function`",
    ],
)
def test_what_does_not_exist_is_found(text):
    assert len(missing(text)) == 1


def test_what_exists_is_not_reported():
    text = """[api](docs/api.md#errors), [elsewhere](https://example.org/conditions/none.md),
    `tests/site/`, `site.js`, `locale/fr/LC_MESSAGES/django.po`, `data.json`, `/feed/`,
    `python -m tests.bench.topic_page`, `experiences.counts.recount`, `manage.py migrate`"""
    assert missing(text) == []
