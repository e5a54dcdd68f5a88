"""The picture of a card: the site's name, a question, and whether its answer is reviewed.

Two layers of grey, for ink and for the colour of what is reviewed, become one picture of 32
colours: that is quick to pack and small.
"""

from bisect import bisect_right
from functools import lru_cache
from io import BytesIO
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext, override
from PIL import Image, ImageDraw

from common.head_tags import CARD_SIZE
from conditions.reading.cards import Card
from diseasemaps.cards.lettering import Letter, spell, width, write

PAPER, INK, ACCENT = (253, 252, 250), (29, 38, 41), (31, 90, 107)
SHADES: Final = 16  # of each colour
FAINT: Final = 15  # of 255; below, the ink under it shows
EDGE: Final = 80  # pixels
ROOM: Final = CARD_SIZE[0] - 2 * EDGE
# Sizes of letters to try for the title, and how many lines of each fit.
TITLES: Final = ((84, 3), (68, 4), (54, 5))
KEPT: Final = 64  # pictures in a worker's memory, of about 10 KB each

Line = tuple[Letter, ...]
SPACE: Final = (Letter(" "),)
DOTS: Final = (Letter("…"),)


@lru_cache(maxsize=KEPT)
def draw(card: Card) -> bytes:
    """As PNG."""
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
    """One short line; nothing, where it has letters that cannot be written."""
    letters = spell(text)
    if letters is not None:
        write(layer, place, shortened(letters, size), size)


def title(layer: Image.Image, text: str) -> None:
    """As large as it fits. A title in letters that cannot be written is left out: the picture then
    says what the site is, which is true of every page."""
    words = [spell(word) for word in text.split()]
    if not words or None in words:
        return
    for size, most in TITLES:
        lines = wrapped([word for word in words if word], size)
        if len(lines) <= most:
            break
    else:
        lines = [*lines[: most - 1], shortened((*lines[most - 1], *DOTS), size)]
    step = round(size * 1.22)
    baseline = 330 - step * len(lines) // 2 + size
    for line in lines:
        write(layer, (EDGE, baseline), shortened(line, size), size)
        baseline += step


def wrapped(words: list[Line], size: int) -> list[Line]:
    lines: list[Line] = []
    for word in words:
        longer = (*lines[-1], *SPACE, *word) if lines else word
        if lines and width(longer, size) <= ROOM:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def shortened(line: Line, size: int) -> Line:
    """As much as fits the width, with dots where something is left out."""
    if width(line, size) <= ROOM:
        return line
    fits = bisect_right(range(len(line)), ROOM, key=lambda end: width((*line[:end], *DOTS), size))
    return (*line[: max(fits - 1, 0)], *DOTS)


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
