"""Letters to browse by, sort keys and slugs, made from names."""

import unicodedata

from django.utils.text import slugify

from conditions.models.catalogue import SLUG_MAX

# The letter of names that begin with none.
OTHER = "#"


def plain(text: str) -> str:
    """Lower case, without accents: the form in which names are sorted and compared."""
    decomposed = unicodedata.normalize("NFKD", text)
    return " ".join(
        "".join(char for char in decomposed if not unicodedata.combining(char)).casefold().split()
    )


def initial(name: str) -> str:
    letter = plain(name)[:1].upper()
    return letter if "A" <= letter <= "Z" else OTHER


def slug_base(name: str) -> str:
    """The address that a name asks for, whole words, before it is made unique."""
    slug = slugify(name) or "condition"
    if len(slug) <= SLUG_MAX:
        return slug
    return slug[:SLUG_MAX].rsplit("-", 1)[0]
