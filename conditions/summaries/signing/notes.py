"""The head of the log as other programs read it: a checkpoint in a signed note, both of C2SP."""

import base64
from collections.abc import Iterable

from conditions.summaries.signing.site_keys import SiteKey


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def signed_note(text: str, keys: Iterable[SiteKey]) -> str:
    """A text with a signature line by each key, so that who knows only a former one goes on."""
    lines = "".join(key.sign_note(text) for key in keys)
    return f"{text}\n{lines}"
