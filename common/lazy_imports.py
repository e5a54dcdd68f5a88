"""Third-party code that is imported when it is first used: it costs seconds or megabytes."""

from functools import cache
from importlib import import_module
from typing import Any


@cache
def lazily(name: str) -> Any:
    """The module of that name. The first call in a process pays for the import."""
    return import_module(name)
