"""Searching the public experiences of a condition by their words.

There is no index of words: each search reads the newest public texts anew, so that a text which
is withdrawn, hidden or erased is found no more from that moment, and no index has to be updated.
The cost of a search is bounded by ``LOOKED_AT``; the next page goes on where it ended.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from unicodedata import category

from common.folding import APOSTROPHES, SPELLINGS, normal
from common.paging import cut
from experiences.models import Experience
from experiences.reading.listing import PER_PAGE, Key

LOOKED_AT = 3_000  # texts in one search
BATCH = 500  # texts in one query
WORDS_MAX = 8  # words of a query
WHOLE = 3  # letters; a shorter word has to be a whole one, a longer one may be the beginning
PLAINER = (("'", ""), ("`", ""), ("ae", "e"), ("oe", "e"))  # haemorrhage and hemorrhage
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# A word of a text as it stands there, with apostrophes and marks that combine.
WORD = re.compile("[^\\W_](?:[^\\W_]|['’‘`´ʼʹ′\u0300-\u036f\u00ad\u200b-\u200d])*")
OTHER_SPELLINGS = {one: other for pair in SPELLINGS.items() for one, other in (pair, pair[::-1])}


def folded(text: str) -> str:
    """Small letters without accents; the same words as of ``normal``, but fast on long texts."""
    text = NOT_ASCII.sub(lambda found: _letter(found[0]), text.lower())
    for written, plain in PLAINER:
        text = text.replace(written, plain)
    return text


@lru_cache(maxsize=1024)
def _letter(char: str) -> str:
    if ord(char) in APOSTROPHES or category(char) in ("Mn", "Me", "Cf"):
        return ""
    return normal(char) or " "


@dataclass(frozen=True)
class Piece:
    text: str
    is_found: bool


class Words:
    """The words of a query. A text is found that has them all, whole or as the beginning of one."""

    def __init__(self, query: str) -> None:
        words = [folded(word) for word in WORD.findall(query)]
        words = list(dict.fromkeys(word for word in words if word))[:WORDS_MAX]
        self.spellings = [{word, OTHER_SPELLINGS.get(word, word)} for word in words]
        self.patterns = [
            re.compile(r"(?<![^\W_])(?:" + "|".join(map(_pattern, sorted(spellings))) + ")")
            for spellings in self.spellings
        ]

    def __bool__(self) -> bool:
        return bool(self.patterns)

    def are_in(self, text: str) -> bool:
        text = folded(text)
        return all(
            # Most texts have not even the letters, which is known at once.
            any(spelling in text for spelling in spellings) and pattern.search(text)
            for spellings, pattern in zip(self.spellings, self.patterns, strict=True)
        )

    def pieces(self, text: str) -> list[Piece]:
        """The whole text in pieces, of which each word that was looked for is one."""
        pieces, end = [], 0
        for word in WORD.finditer(text):
            form = folded(word[0])
            if any(pattern.match(form) for pattern in self.patterns):
                pieces += [Piece(text[end : word.start()], False), Piece(word[0], True)]
                end = word.end()
        pieces.append(Piece(text[end:], False))
        return [piece for piece in pieces if piece.text]


def _pattern(word: str) -> str:
    return re.escape(word) + (r"(?![^\W_])" if len(word) < WHOLE else "")


@dataclass(frozen=True)
class FoundText:
    experience: Experience
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class FoundTexts:
    texts: Sequence[FoundText]
    # The place from which the next page goes on; empty at the end.
    older: str
    # The search ended before the page was full: there may be more among older texts.
    is_cut: bool


def search_texts(topics: Sequence[int], words: Words, after: Key | None) -> FoundTexts:
    """Public texts on these topics with all of the words, the newest first."""
    keys, has_more = _newest(topics, after)
    found = []
    for key, text in _texts(keys):
        if words.are_in(text):
            found.append(key)
            if len(found) > PER_PAGE:
                break
    is_full = len(found) > PER_PAGE
    page = found[:PER_PAGE]
    last = page[-1] if is_full else keys[-1] if has_more else None
    return FoundTexts(_shown(page, words), str(last or ""), has_more and not is_full)


def _newest(topics: Sequence[int], after: Key | None) -> tuple[list[Key], bool]:
    """Keys of the texts to search, from an index alone, and whether there are older ones."""
    rows = Experience.objects.public().filter(topic__in=topics)
    if after:
        rows = rows.filter(after.older())
    places, has_more = cut(rows.newest_first().values_list("published_at", "pk"), LOOKED_AT)
    return [Key(published_at, pk) for published_at, pk in places if published_at], has_more


def _texts(keys: Sequence[Key]) -> Iterator[tuple[Key, str]]:
    batches = (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
    return chain.from_iterable(map(_batch, batches))


def _batch(keys: Sequence[Key]) -> Iterator[tuple[Key, str]]:
    rows = Experience.objects.public().filter(pk__in=[key.pk for key in keys]).order_by()
    texts = dict(rows.values_list("pk", "live_revision__text"))
    return ((key, texts[key.pk]) for key in keys if key.pk in texts)


def _shown(keys: Sequence[Key], words: Words) -> list[FoundText]:
    rows = Experience.objects.public().with_what_readers_see()
    experiences = rows.in_bulk([key.pk for key in keys])
    shown = [experiences[key.pk] for key in keys if key.pk in experiences]
    return [
        FoundText(each, words.pieces(each.live_revision.text))
        for each in shown
        if each.live_revision
    ]
