"""The normal form in which names and queries are compared.

Spellings that a reader would call the same have the same form: case, accents, ligatures, Greek
letters, hyphens and apostrophes, British and American spelling, Roman and Arabic numbers.
"""

import re
import unicodedata
from functools import lru_cache

FORM_MAX = 600  # characters; a name has at most 500, and a Greek letter becomes several

APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼʹ′"), None)
# A broken file shows this in place of a letter.
LOST = "\N{REPLACEMENT CHARACTER}"
# Letters that have no decomposition.
LIGATURES = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ŋ": "n",
        LOST: None,
    }
)
GREEK = {
    letter: unicodedata.name(letter).rsplit(" ", 1)[-1].lower()
    for letter in "αβγδεζηθικλμνξοπρστυφχψω"
}
GREEK["λ"] = "lambda"  # Unicode calls it lamda
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
DIGRAPHS = re.compile(r"ae|oe")  # haemophilia and hemophilia
FOLDED_MIN = 5  # letters; in shorter words they are a toe, or AEDS, which is not EDS
ROMAN = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "xi": "11",
    "xii": "12",
    "xiii": "13",
}
# Numbers only after a word in COUNTED; elsewhere they are letters.
ROMAN_LETTERS = {"i": "1", "v": "5", "x": "10"}
COUNTED = {"type", "tipo", "grade", "stage", "subtype", "group", "class"}
SPELLINGS = {"tumour": "tumor", "tumours": "tumors", "colour": "color", "behaviour": "behavior"}


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """The form of a name or query; empty where it has neither letters nor digits."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(APOSTROPHES)
    text = text.translate(LIGATURES)
    decomposed = unicodedata.normalize("NFKD", text)
    letters = (
        GREEK.get(char) or (char if char.isalnum() else " ")
        for char in decomposed
        if not unicodedata.combining(char) and unicodedata.category(char) != "Cf"
    )
    words = "".join(letters).split()
    return " ".join(map(_word, words, ["", *words]))[:FORM_MAX].rstrip()


def _word(word: str, before: str) -> str:
    if word in ROMAN:
        return ROMAN[word]
    if before in COUNTED and word in ROMAN_LETTERS:
        return ROMAN_LETTERS[word]
    if len(word) < FOLDED_MIN:
        return word
    return SPELLINGS.get(word) or DIGRAPHS.sub("e", word)


def variants(text: str) -> list[str]:
    """All forms under which a name is indexed and a query looked up; its normal form first.

    One variant drops letters outside ASCII, because a catalogue with a broken encoding has "Sjgren"
    for "Sjögren"; another spells them out, because ö is often written oe.
    """
    forms = [normal(text)]
    if not text.isascii():
        composed = unicodedata.normalize("NFC", text)
        lost = "".join(
            char for char in composed if char.isascii() or not char.isalpha() or char in "’‘"
        )
        forms.append(normal(lost))
        if any(ord(char) in UMLAUTS for char in composed.casefold()):
            forms.append(normal(composed.casefold().translate(UMLAUTS)))
    return [form for form in dict.fromkeys(forms) if form]
