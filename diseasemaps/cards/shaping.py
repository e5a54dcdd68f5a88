"""Shapes text for drawing: joins Arabic letters and puts right-to-left words in visual order.

Pillow does both only where the FriBiDi library is installed, which a bare server lacks. Done here,
a card looks the same on every machine.
"""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from arabic_reshaper import ArabicReshaper
from bidi.algorithm import get_base_level, get_display
from PIL import ImageFont

FONT: Final = Path(__file__).parent / "font" / "DejaVuSans.ttf"
# The font lacks the ligature of the word Allah, which is then written letter by letter.
JOINER: Final = ArabicReshaper({"delete_tatweel": True, "ARABIC LIGATURE ALLAH": False})
# Only between letters of joined scripts; drawn as nothing.
NON_JOINER: Final = "\u200c"


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is right-to-left."""
    return bool(get_base_level(text))


def joined(text: str) -> str:
    """The text with each Arabic letter in its contextual form."""
    return str(JOINER.reshape(text)).replace(NON_JOINER, "")


def shaped(text: str, *, right_to_left: bool) -> str:
    """A line in visual order, from left to right, of a paragraph of that direction."""
    return str(get_display(joined(text), base_dir="R" if right_to_left else "L"))


def can_write(text: str) -> bool:
    return all(has_glyph(char) for char in joined(text))


@lru_cache(maxsize=1024)
def has_glyph(char: str) -> bool:
    """Whether the font can draw the letter by itself.

    A combining mark that NFC leaves apart would be drawn beside its letter, and an unjoined letter
    of a joined script (Arabic to N'Ko) would not join. A missing glyph looks like that of an
    unassigned character.
    """
    if not char.isprintable() or unicodedata.category(char).startswith("M"):
        return False
    if "\u0620" <= char <= "\u07ff" and char.isalpha():
        return False
    missing = font(20).getmask("\U0010ffff")
    return char == " " or bytes(font(20).getmask(char)) != bytes(missing)


def width(text: str, size: int) -> float:
    return font(size).getlength(joined(text))
