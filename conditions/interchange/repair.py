"""Text whose line breaks and lists were flattened into runs of spaces, made Markdown again.

Only white space is repaired: every word stays, in its order, and nothing that stood in the text
is read as Markdown. What a run of spaces meant is told from its length and its neighbours, as
the pages of the US National Institutes of Health were flattened.
"""

import re
from dataclasses import dataclass, field

MARKER = "-"
# Shortest runs of spaces that end a paragraph: after a sentence, in an item, in mid-sentence.
AFTER_SENTENCE = 2
AFTER_ITEM = 3
AFTER_HEADING = 4
# A run of spaces after one of these is a stray one.
UNFINISHED = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"}

SPECIAL = re.compile(r"[\\`*<\[\]|]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
AT_START = re.compile(r"[#>+=~-]")
NUMBER_AT_START = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


@dataclass
class Block:
    is_item: bool
    words: list[str] = field(default_factory=list)


def to_markdown(text: str) -> str:
    lines: list[str] = []
    before: Block | None = None
    for block in blocks(text):
        if before is not None and not (before.is_item and block.is_item):
            lines.append("")
        marker = f"{MARKER} " if block.is_item else ""
        lines.append(marker + escape(" ".join(block.words)))
        before = block
    return "\n".join(lines)


def blocks(text: str) -> list[Block]:
    """The paragraphs and list items of a flattened text."""
    pieces = re.split(r"(\s+)", text.strip())
    words, gaps = pieces[::2], ["\n", *pieces[1::2]]
    found: list[Block] = []
    for place, (gap, word) in enumerate(zip(gaps, words, strict=True)):
        block = found[-1] if found else None
        if gap == " " and word != MARKER and block is not None:
            block.words.append(word)
            continue
        last = block.words[-1] if block and block.words else ""
        more = place + 1 < len(words)
        if word == MARKER and more and marks_item(gap, last):
            found.append(Block(is_item=True))
        elif block is None or (last and begins_paragraph(gap, word, last, block.is_item)):
            found.append(Block(is_item=False, words=[word]))
        else:
            block.words.append(word)
    return found


def marks_item(gap: str, last: str) -> bool:
    """After one space a hyphen is punctuation, unless a sentence or a colon has just ended."""
    return "\n" in gap or len(gap) > 1 or ends_sentence(last)


def begins_paragraph(gap: str, word: str, last: str, in_item: bool) -> bool:
    ended = ends_sentence(last)
    capital = word.lstrip("(\"'“‘")[:1].isupper()
    if "\n" in gap:
        return ended or capital
    if ended:
        return capital and len(gap) >= (AFTER_ITEM if in_item else AFTER_SENTENCE)
    if last.lower() in UNFINISHED:
        return False
    return capital and len(gap) >= (AFTER_ITEM if in_item else AFTER_HEADING)


def ends_sentence(word: str) -> bool:
    return word.rstrip(")\"'”’").endswith((".", "!", "?", ":"))


def escape(line: str) -> str:
    """One line that Markdown shows as it stands."""
    line = SPECIAL.sub(r"\\\g<0>", line)
    if AT_START.match(line):
        return "\\" + line
    return NUMBER_AT_START.sub(r"\1\\\2", line, count=1) if line[:1].isdigit() else line
