"""Draws a card: the site's name, a question, and whether its answer is reviewed.

Two grey layers, for ink and for the accent colour, become one picture of 32 colours, which is small
and quick to compress.
"""

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from io import BytesIO
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext, override
from PIL import Image, ImageDraw

from common.head_tags import CARD_SIZE
from conditions.reading.cards import Card
from diseasemaps.cards.shaping import can_write, font, is_right_to_left, shaped, width

PAPER, INK, ACCENT = (253, 252, 250), (29, 38, 41), (31, 90, 107)
SHADES: Final = 16  # of each colour
FAINT: Final = 15  # of 255; a fainter accent leaves the ink visible
EDGE: Final = 80  # pixels
ROOM: Final = CARD_SIZE[0] - 2 * EDGE
# Font sizes to try for the title, each with the most lines that fit.
TITLES: Final = ((76, 3), (62, 4), (50, 5))
KEPT: Final = 64  # pictures in a worker's cache, of about 10 KB each


@lru_cache(maxsize=KEPT)
def draw(card: Card) -> bytes:
    """The card as PNG."""
    ink, accent = Image.new("L", CARD_SIZE), Image.new("L", CARD_SIZE)
    pen = ImageDraw.Draw(accent)
    pen.rectangle((0, 0, CARD_SIZE[0], 14), 255)
    pen.rounded_rectangle((EDGE, 70, EDGE + 26, 110), 5, 255)
    pen.rounded_rectangle((EDGE + 20, 62, EDGE + 58, 92), 8, 255)
    with override(card.language):
        put(ink, (EDGE + 80, 104), heading(card), 38)
        title(ink, card.title)
        put(accent if card.reviewed_on else ink, (EDGE, CARD_SIZE[1] - 70), standing(card), 36)
    packed = BytesIO()
    coloured(ink, accent).save(packed, "PNG", compress_level=6)
    return packed.getvalue()


def heading(card: Card) -> str:
    if not card.is_demo:
        return card.site
    return f"{card.site} · " + gettext("Demonstration: all of it is invented.")


def standing(card: Card) -> str:
    if card.reviewed_on is None:
        return gettext("What medicine knows, and what it is like")
    day = date_format(card.reviewed_on, "DATE_FORMAT")
    return gettext("Reviewed summary, last reviewed %(date)s") % {"date": day}


def put(layer: Image.Image, place: tuple[int, int], text: str, size: int) -> None:
    """Draws one short line, or nothing when the font lacks a letter of it."""
    line = one_line(text)
    if line:
        room = CARD_SIZE[0] - EDGE - place[0]
        write(layer, place, shortened(line, size, room), size, right_to_left=False)


def title(layer: Image.Image, text: str) -> None:
    """Draws the title in the largest size that fits, or nothing when the font lacks a letter of it:
    the card then names the site only."""
    words = one_line(text).split()
    if not words:
        return
    right_to_left = is_right_to_left(text)
    for size, most in TITLES:
        lines = wrapped(words, size)
        if len(lines) <= most:
            break
    else:
        lines = [*lines[: most - 1], shortened(lines[most - 1] + "…", size)]
    step = round(size * 1.3)
    baseline = 315 - step * len(lines) // 2 + size
    for line in lines:
        fitting = shortened(line, size)
        left = CARD_SIZE[0] - EDGE - width(fitting, size) if right_to_left else EDGE
        write(layer, (left, baseline), fitting, size, right_to_left=right_to_left)
        baseline += step


def one_line(text: str) -> str:
    """The text on one line; empty where the font lacks a letter of it."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return text if can_write(text) else ""


def write(
    layer: Image.Image,
    place: tuple[float, float],
    line: str,
    size: int,
    *,
    right_to_left: bool,
) -> None:
    """Draws a line whose baseline begins at the place."""
    line = shaped(line, right_to_left=right_to_left)
    ImageDraw.Draw(layer).text(place, line, 255, font(size), "ls")


def wrapped(words: list[str], size: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= ROOM:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def shortened(line: str, size: int, room: int = ROOM) -> str:
    """As much of the line as fits, with an ellipsis where it was cut."""
    if width(line, size) <= room:
        return line
    ends: range = range(len(line))
    fits = bisect_right(ends, float(room), key=lambda end: width(line[:end] + "…", size))
    return line[: max(fits - 1, 0)] + "…"


def coloured(ink: Image.Image, accent: Image.Image) -> Image.Image:
    picture = ink.point([value * SHADES // 256 for value in range(256)])
    shades = accent.point([SHADES + value * SHADES // 256 for value in range(256)])
    picture.paste(shades, mask=accent.point([255 * (value > FAINT) for value in range(256)]))
    picture = picture.convert("P")
    picture.putpalette(
        [
            round(light + (dark - light) * shade / (SHADES - 1))
            for colour in (INK, ACCENT)
            for shade in range(SHADES)
            for light, dark in zip(PAPER, colour, strict=True)
        ]
    )
    return picture
