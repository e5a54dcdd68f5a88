"""``[1]`` in an editor's Markdown, when the sources that it counts are moved about."""

import re
from collections.abc import Mapping

# An escaped bracket opens no citation.
WRITTEN = re.compile(r"(?<!\\)\[(\d{1,3})\]")
# What stands where a source was taken away: it is shown as it is, and asked about.
LOST = "[?]"


def renumbered(text: str, numbers: Mapping[int, int | None]) -> str:
    """Every citation under its new number; of a source that is gone, a mark to be mended."""

    def anew(match: re.Match[str]) -> str:
        old = int(match[1])
        new = numbers.get(old, old)
        return LOST if new is None else f"[{new}]"

    return WRITTEN.sub(anew, text)
