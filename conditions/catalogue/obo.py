r"""Reader of OBO files, the form in which the Disease Ontology is published.

Both dialects in use are read: acronyms marked by a synonym type (``EXACT OMO:0003012 []``) or by a
trailing qualifier (``{synonymtypedef="acronym"}``). Characters written ``\:`` ``\,`` ``\"`` are
unescaped, lists of references dropped, trailing qualifiers and comments cut off. Tags that we have
no use for are passed over; a tag that we use and cannot read refuses the file.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conditions.catalogue.source_files import Malformed, clean, read_lines
from conditions.codes import IDENTIFYING_SYSTEMS, parse_code

SCOPES = {"EXACT": "exact", "BROAD": "broad", "NARROW": "narrow", "RELATED": "related"}
ACRONYMS = {"OMO:0003012", "OMO:0003000", "ABBREVIATION", "acronym"}
OBSOLETE = "obsolete "

QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
PAIR = r'[^{}"=]+="(?:[^"\\]|\\.)*"'
QUALIFIERS = re.compile(rf"\s*\{{({PAIR}(?:,{PAIR})*)\}}\s*(?:!.*)?$")
ACRONYM_QUALIFIER = re.compile(r'synonymtypedef="([^"]*)"')
RELATION_NAME = re.compile(r"(?<![\w/])[a-z]+(?:_[a-z]+)+(?![\w/])")
COMMENT = re.compile(r"\s!\s.*$")
TOKEN = re.compile(r"(?:[^\s\\]|\\.)+")
ESCAPED = re.compile(r"\\(.)")
BLANKS = {"n": " ", "t": " ", "W": " "}
ID = re.compile(r"[A-Za-z_]+:\S+")
EQUIVALENT = "MONDO:equivalentTo"

Pairs = list[tuple[int, str, str]]


@dataclass(frozen=True, slots=True)
class Synonym:
    text: str
    scope: str
    is_abbreviation: bool


@dataclass(frozen=True, slots=True)
class Xref:
    text: str
    is_exact: bool


@dataclass(slots=True)
class Term:
    id: str
    name: str
    line: int
    definition: str = ""
    is_obsolete: bool = False
    synonyms: list[Synonym] = field(default_factory=list)
    xrefs: list[Xref] = field(default_factory=list)
    alt_ids: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    replaced_by: list[str] = field(default_factory=list)

    @property
    def bare_name(self) -> str:
        return bare(self.name)


@dataclass(slots=True)
class Release:
    path: Path
    system: str
    is_complete: bool
    terms: dict[str, Term]
    # Terms of other catalogues that the file carries along.
    foreign: int = 0

    def live(self) -> list[Term]:
        return [term for _, term in sorted(self.terms.items()) if not term.is_obsolete]


def bare(label: str) -> str:
    """A name as it was before the catalogue wrote "obsolete" in front of it."""
    return label.removeprefix(OBSOLETE)


def read_release(path: Path) -> Release:
    """The whole file; whether it is complete is told by its header: ``ontology: doid`` is."""
    ontology, terms = "", {}
    for name, number, pairs in _stanzas(path):
        if not name:
            ontology = next((value for _, tag, value in pairs if tag == "ontology"), "")
        elif name == "Term":
            term = _term(path, number, pairs)
            if term.id in terms:
                raise Malformed(path, term.line, f"{term.id} is there twice")
            terms[term.id] = term
    if not terms:
        raise Malformed(path, number, "no term in the file")
    system = ontology.partition("/")[0].lower() or _system(next(iter(terms))) or ""
    if system not in IDENTIFYING_SYSTEMS:
        raise Malformed(path, 1, f"an ontology that is not read here: {ontology or 'no name'}")
    own = {key: term for key, term in terms.items() if _system(key) == system}
    return Release(path, system, ontology.lower() == system, own, len(terms) - len(own))


def _system(text: str) -> str | None:
    code = parse_code(text)
    return code[0] if code else None


def _stanzas(path: Path) -> Iterator[tuple[str, int, Pairs]]:
    """The header under an empty name, then each stanza under its own, with its first line."""
    name, start, pairs = "", 1, Pairs()
    for number, text in read_lines(path):
        line = text.strip()
        if not line or line.startswith("!"):
            continue
        if line.startswith("[") and line.endswith("]"):
            yield name, start, pairs
            name, start, pairs = line[1:-1], number, Pairs()
            continue
        tag, colon, value = line.partition(":")
        if not colon:
            raise Malformed(path, number, "neither a tag with its value nor the start of a term")
        pairs.append((number, tag, value.strip()))
    yield name, start, pairs


def _term(path: Path, start: int, pairs: Pairs) -> Term:
    term = Term("", "", start)
    for number, tag, value in pairs:
        read = READERS.get(tag)
        if read is None:
            continue
        try:
            read(term, value)
        except ValueError as error:
            raise Malformed(path, number, f"{tag}: {error}") from error
        if tag == "id":
            term.line = number
    for tag in ("id", "name"):
        if not getattr(term, tag):
            raise Malformed(path, start, f"a term without {'an id' if tag == 'id' else 'a name'}")
    return term


def _read_id(term: Term, value: str) -> None:
    if term.id:
        raise ValueError("a second one in the same term")
    term.id = _token(value)


def _read_name(term: Term, value: str) -> None:
    if term.name:
        raise ValueError("a second one in the same term")
    term.name = _unescape(COMMENT.sub("", _cut(value)[0]))


def _read_definition(term: Term, value: str) -> None:
    text, rest = _quoted(_cut(value)[0])
    _references(rest)
    # "has_material_basis_in" is a name for programs; a reader gets the words.
    term.definition = RELATION_NAME.sub(lambda found: found[0].replace("_", " "), text)


def _read_synonym(term: Term, value: str) -> None:
    value, qualifiers = _cut(value)
    text, rest = _quoted(value)
    words = _references(rest).split()
    scope = SCOPES.get(words[0]) if words else "related"
    if scope is None:
        raise ValueError(f"unknown scope {words[0]}")
    marks = words[1:] + ACRONYM_QUALIFIER.findall(qualifiers)
    term.synonyms.append(Synonym(text, scope, not ACRONYMS.isdisjoint(marks)))


def _read_xref(term: Term, value: str) -> None:
    value, qualifiers = _cut(value)
    token = TOKEN.match(value)
    if token is None:
        raise ValueError("empty")
    term.xrefs.append(Xref(_unescape(token[0]), EQUIVALENT in qualifiers))


def _read_obsolete(term: Term, value: str) -> None:
    value = _cut(value)[0].lower()
    if value not in ("true", "false"):
        raise ValueError("neither true nor false")
    term.is_obsolete = value == "true"


def _cut(value: str) -> tuple[str, str]:
    """The value without its trailing qualifiers, and these."""
    found = QUALIFIERS.search(value) if "{" in value else None
    return (value[: found.start()], found[1]) if found else (value, "")


def _quoted(value: str) -> tuple[str, str]:
    found = QUOTED.match(value)
    if found is None:
        raise ValueError("no text between two quotation marks")
    return _unescape(found[1]), value[found.end() :]


def _references(rest: str) -> str:
    """What stands before the list of references, which has to be there."""
    head, bracket, references = COMMENT.sub("", rest).partition("[")
    if not bracket or not references.rstrip().endswith("]"):
        raise ValueError("no closed list of references after the text")
    return head


def _token(value: str) -> str:
    found = TOKEN.match(_cut(value)[0])
    if found is None or not ID.fullmatch(found[0]):
        raise ValueError(f"not an id: {value}")
    return found[0]


def _unescape(text: str) -> str:
    if "\\" in text:
        text = ESCAPED.sub(lambda found: BLANKS.get(found[1], found[1]), text)
    return clean(text)


READERS: dict[str, Callable[[Term, str], None]] = {
    "id": _read_id,
    "name": _read_name,
    "def": _read_definition,
    "synonym": _read_synonym,
    "xref": _read_xref,
    "is_obsolete": _read_obsolete,
    "alt_id": lambda term, value: term.alt_ids.append(_token(value)),
    "is_a": lambda term, value: term.parents.append(_token(value)),
    "replaced_by": lambda term, value: term.replaced_by.append(_token(value)),
}
