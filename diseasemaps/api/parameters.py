"""Parameters of requests, and the pages of lists."""

from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from ninja import Path, Query

from common.languages import site_address
from conditions.models.catalogue import SLUG_MAX
from experiences.reading.listing import KEY_MAX

PAGE = 50  # rows, by default
PAGE_MAX = 200  # rows
ROW_MAX = 2**63 - 1  # the largest primary key
CODE_MAX = 80  # characters

Language = StrEnum(  # type: ignore[misc]  # known when the settings are
    "Language", {code: code for code, _name in settings.LANGUAGES}
)

SlugInPath = Annotated[
    str,
    Path(
        max_length=SLUG_MAX,
        pattern=r"^[-a-zA-Z0-9_]+$",
        example="carcinoid-syndrome",
    ),
]
KeyInPath = Annotated[str, Path(max_length=40, pattern=r"^[-a-zA-Z0-9_]+$", example="causes")]
Speak = Annotated[Language, Query(description="Of titles, names and addresses of pages.")]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX, description="Rows on a page.")]
AfterRow = Annotated[
    int, Query(ge=0, le=ROW_MAX, description="Where the page begins: take it from `next`.")
]
AfterKey = Annotated[
    str,
    Query(
        max_length=KEY_MAX,
        pattern=r"^([0-9]{1,19}-[0-9]{1,18})?$",
        description="Where the page begins: take it from `next`.",
    ),
]

SPOKEN = Language(settings.LANGUAGE_CODE)


def cut(rows: list[Any], limit: int) -> tuple[list[Any], bool]:
    """A page of rows, of which one more was read, and whether more follow."""
    return rows[:limit], len(rows) > limit


def next_page(request: HttpRequest, after: object) -> str:
    """The address of the next page, which begins after a row."""
    return f"{site_address(request.path)}?{urlencode({**request.GET.dict(), 'after': after})}"
