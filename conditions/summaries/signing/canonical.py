"""The one way in which JSON is written before it is hashed or signed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from conditions.summaries.signing.verify_review import canonical_bytes


class NotCanonical(ValueError):
    """A value that has no canonical JSON: a float, a key that is not ASCII, a lone surrogate or
    NUL in a text."""


def canonical(value: Any) -> bytes:
    """Objects with ASCII keys, arrays, texts, integers, true, false and null; keys sorted, no white
    space, UTF-8. Equal to RFC 8785 for these. Texts stay as they are: no Unicode normalisation.
    """
    check(value)
    return canonical_bytes(value)


def check(value: Any) -> None:
    if isinstance(value, str):
        check_text(value)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonical(f"a key that is not ASCII: {key!r}")
            check_text(key)
            check(each)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for each in value:
            check(each)
    elif value is not None and not isinstance(value, int):
        raise NotCanonical(f"a value of the type {type(value).__name__}")


def check_text(text: str) -> None:
    if "\0" in text:
        raise NotCanonical("a text with NUL")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("a text with a lone surrogate") from error


def time_text(moment: datetime) -> str:
    """UTC with six digits of the second: YYYY-MM-DDTHH:MM:SS.ffffffZ."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
