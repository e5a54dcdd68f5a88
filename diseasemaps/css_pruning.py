"""Prunes a style sheet: only rules whose classes some page can use are left.

It errs on the side of keeping: a class counts as used where its name stands as a word in any
template, script or Python file that can make a page, or begins as one does there (``btn-{{ … }}``).
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import crispy_bootstrap5
import crispy_forms
from django.conf import settings

OURS = ("templates", "diseasemaps", "conditions", "experiences", "common", "static/js")
# Whose templates and code put classes on our pages.
PACKAGES = (crispy_bootstrap5, crispy_forms)
KINDS = {".html", ".py", ".js"}
# Holds rules of its own. What else begins with @ is kept as it is.
NESTING = ("@media", "@supports")
COMMA = re.compile(r",(?![^(]*\))")
# What a selector says is not there needs no use.
NOT_THERE = re.compile(r":not\([^)]*\)")
# A class that a value ends, in an attribute class.
BEGUN = re.compile(r"class=\"(?:[^\"]*[\s}])?([\w-]+-)\{[{%]")
CLASS = re.compile(r"\.([\w-]+)")


@cache
def words_and_beginnings() -> tuple[frozenset[str], tuple[str, ...]]:
    """All words of our templates, scripts and Python files, and the beginnings of classes.

    Read once a process, so that ``runserver`` must be restarted to see a class's first use.
    """
    folders = [settings.BASE_DIR / name for name in OURS]
    folders += [Path(package.__path__[0]) for package in PACKAGES]
    files = (file for folder in folders for file in folder.rglob("*") if file.suffix in KINDS)
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return frozenset(re.findall(r"[\w-]+", text)), tuple(set(BEGUN.findall(text)))


def is_used(name: str) -> bool:
    words, beginnings = words_and_beginnings()
    return name in words or name.startswith(beginnings)


def pruned(css: str) -> str:
    return "".join(kept(head, body) for head, body in blocks(css))


def kept(head: str, body: str) -> str:
    if head.startswith(NESTING):
        body = pruned(body)
    elif not head.startswith("@"):
        selectors = COMMA.split(head)
        head = ",".join(each for each in selectors if all(map(is_used, classes(each))))
    return f"{head}{{{body}}}" if head and body else ""


def classes(selector: str) -> list[str]:
    return CLASS.findall(NOT_THERE.sub("", selector))


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """Each head with what its braces hold. No string in Bootstrap's file holds a brace."""
    start = 0
    while (opening := css.find("{", start)) >= 0:
        depth, end = 1, opening + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[start:opening].strip(), css[opening + 1 : end - 1]
        start = end
