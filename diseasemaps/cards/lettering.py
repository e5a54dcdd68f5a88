"""Letters with the marks of many languages, from a font that has the plain ones alone.

The font comes with Pillow and knows ASCII and little more. So an accent is drawn over its letter,
"¿" is "?" turned round, and a Greek letter is spelled out, as physicians do ("alpha"). What cannot
be written so is not written at all: ``spell`` says None.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from math import pi, sin
from typing import Final

from PIL import Image, ImageDraw, ImageFont

FINE: Final = 4  # times larger is a mark drawn and then made small, which smooths it
# Lines through points in a box of one by one, its top left at nought.
WAVE: Final = [(x / 16, 0.5 - sin(x / 16 * 2 * pi) * 0.35) for x in range(17)]
BOWL: Final = [(x / 16, 0.1 + sin(x / 16 * pi) * 0.8) for x in range(17)]
HOOK: Final = [(0.5, 0.0), (0.5, 0.3), (0.75, 0.55), (0.5, 0.95), (0.2, 0.9)]
ABOVE: Final = {
    "\u0300": [[(0.3, 0.0), (0.65, 1.0)]],
    "\u0301": [[(0.7, 0.0), (0.35, 1.0)]],
    "\u0302": [[(0.1, 1.0), (0.5, 0.0), (0.9, 1.0)]],
    "\u0303": [WAVE],
    "\u0304": [[(0.1, 0.5), (0.9, 0.5)]],
    "\u0306": [BOWL],
    "\u0307": [[(0.5, 0.5), (0.5, 0.5)]],
    "\u0308": [[(0.2, 0.5), (0.2, 0.5)], [(0.8, 0.5), (0.8, 0.5)]],
    "\u030a": [
        [(0.5 + 0.25 * sin(a * pi / 8), 0.5 - 0.4 * sin(a * pi / 8 + pi / 2)) for a in range(17)]
    ],
    "\u030b": [[(0.5, 0.0), (0.2, 1.0)], [(0.9, 0.0), (0.6, 1.0)]],
    "\u030c": [[(0.1, 0.0), (0.5, 1.0), (0.9, 0.0)]],
}
BELOW: Final = {
    "\u0327": [HOOK],
    "\u0328": [[(0.6, 0.0), (0.4, 0.5), (0.7, 0.9)]],
    "\u0326": [[(0.55, 0.3), (0.4, 1.0)]],
}
SLASH: Final = [[(0.95, 0.0), (0.05, 1.0)]]
STRUCK: Final = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
TURNED: Final = {"¿": "?", "¡": "!"}
SPELLED: Final = {
    **{"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "\xa0": " "},
    **{"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "ʼ": "’", "„": "“", "×": "x", "•": "·"},
}


@dataclass(frozen=True)
class Letter:
    """A letter of the font, and what is drawn on it."""

    base: str
    marks: str = ""
    is_struck: bool = False
    is_turned: bool = False


def spell(text: str) -> tuple[Letter, ...] | None:
    """The letters of a text; None where one cannot be written."""
    letters: list[Letter] = []
    for char in unicodedata.normalize("NFC", text):
        found = list(letters_of(char))
        if not found:
            return None
        letters += found
    return tuple(letters)


def letters_of(char: str) -> Iterator[Letter]:
    if char in TURNED:
        yield Letter(TURNED[char], is_turned=True)
    elif char in STRUCK:
        yield Letter(STRUCK[char], is_struck=True)
    elif char in SPELLED:
        yield from (Letter(each) for each in SPELLED[char])
    elif is_written(char):
        yield Letter(char)
    elif name := greek_name(char):
        yield from (Letter(each) for each in name)
    else:
        base, *marks = unicodedata.normalize("NFD", char)
        if is_written(base) and marks and all(mark in {**ABOVE, **BELOW} for mark in marks):
            yield Letter(base, "".join(marks))


def greek_name(char: str) -> str:
    """ "α" is "alpha", "Δ" is "Delta"; empty for what is not a plain Greek letter."""
    name = unicodedata.name(char, "")
    for case, kind in (("SMALL", str.lower), ("CAPITAL", str.capitalize)):
        start = f"GREEK {case} LETTER "
        if name.startswith(start) and name.removeprefix(start).isalpha():
            return kind(name.removeprefix(start))
    return ""


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)


@lru_cache(maxsize=1024)
def is_written(char: str) -> bool:
    """Whether the font has it: what it has not looks like a character that nobody has."""
    small = font(20)
    missing = bytes(small.getmask("\U0010ffff"))
    return char == " " or bytes(small.getmask(char)) != missing


def width(letters: tuple[Letter, ...], size: int) -> float:
    return font(size).getlength(plain(letters))


def write(
    layer: Image.Image, place: tuple[int, int], letters: tuple[Letter, ...], size: int
) -> None:
    """One line into a layer of grey, its baseline at a place."""
    draw = ImageDraw.Draw(layer)
    left, baseline = place
    at = 0
    for is_turned, group in groupby(letters, key=lambda letter: letter.is_turned):
        piece = tuple(group)
        begin = left + offset(letters, at, size)
        if is_turned:
            for number, letter in enumerate(piece):
                turn(layer, begin + offset(piece, number, size), baseline, letter.base, size)
        else:
            draw.text((begin, baseline), plain(piece), 255, font(size), "ls")
        at += len(piece)
    for number, letter in enumerate(letters):
        if letter.marks or letter.is_struck:
            mark(layer, left + offset(letters, number, size), baseline, letter, size)


def plain(letters: tuple[Letter, ...]) -> str:
    return "".join(letter.base for letter in letters)


def offset(letters: tuple[Letter, ...], place: int, size: int) -> float:
    return width(letters[:place], size)


def turn(layer: Image.Image, left: float, baseline: int, base: str, size: int) -> None:
    """A sign upside down, hanging a little below the line."""
    box = font(size).getbbox(base, anchor="ls")
    glyph = Image.new("L", (int(box[2] - box[0]) + 2, int(box[3] - box[1]) + 2))
    ImageDraw.Draw(glyph).text((-box[0], -box[1]), base, 255, font(size), "ls")
    layer.paste(glyph.rotate(180), (round(left + box[0]), round(baseline + box[1] + size * 0.2)))


def mark(layer: Image.Image, left: float, baseline: int, letter: Letter, size: int) -> None:
    box = font(size).getbbox(letter.base, anchor="ls")
    top, bottom = baseline + box[1], baseline + box[3]
    middle = left + (box[0] + box[2]) / 2
    wide, high = round(size * 0.34), round(size * 0.15)
    if letter.is_struck:
        strike(layer, (left + box[0], top, left + box[2], bottom), letter.base, size)
    if letter.base == "i" and any(each in ABOVE for each in letter.marks):
        # The dot gives way.
        top = baseline + font(size).getbbox("x", anchor="ls")[1]
        clear = (round(left), round(baseline - size), round(left + box[2]) + 1, round(top) - 1)
        layer.paste(0, clear)
    for each in letter.marks:
        if each in ABOVE:
            top -= high + size * 0.04
            stroke(layer, (middle - wide / 2, top), (wide, high), ABOVE[each], size)
        else:
            under = (wide, round(size * 0.2))
            stroke(layer, (middle - wide / 2, baseline), under, BELOW[each], size)


def strike(
    layer: Image.Image, box: tuple[float, float, float, float], base: str, size: int
) -> None:
    """Through the middle of a round letter, and through the stem of one that has one."""
    left, top, right, bottom = box
    if base in "Oo":
        wide, tall, middle = (right - left) * 0.8, (bottom - top) * 0.9, (left + right) / 2
    else:
        wide, tall = size * 0.28, size * 0.2
        middle = right - size * 0.04 if base == "d" else left + size * 0.05
    place = (middle - wide / 2, (top + bottom - tall) / 2)
    stroke(layer, place, (round(wide), round(tall)), SLASH, size)


def stroke(
    layer: Image.Image,
    place: tuple[float, float],
    box: tuple[int, int],
    lines: list[list[tuple[float, float]]],
    size: int,
) -> None:
    """Lines with round ends, smooth, into a box of the layer."""
    pen = size * 0.075 * FINE
    room = round(pen / FINE) + 1
    large = Image.new("L", ((box[0] + 2 * room) * FINE, (box[1] + 2 * room) * FINE))
    draw = ImageDraw.Draw(large)
    for line in lines:
        points = [((x * box[0] + room) * FINE, (y * box[1] + room) * FINE) for x, y in line]
        draw.line(points, 255, round(pen), "curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), 255)
    smooth = large.resize((large.width // FINE, large.height // FINE), Image.Resampling.LANCZOS)
    layer.paste(255, (round(place[0] - room), round(place[1] - room)), smooth)
