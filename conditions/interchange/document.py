"""One summary as a Markdown file with YAML front matter; docs/summary-format.md is its description.

``parse`` and ``write`` are each other's inverse, whatever the texts hold.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from conditions.markdown import CITATION
from conditions.models import Revision, Source
from conditions.models.revisions import DOI, EARLIEST_YEAR, PMID, SHORT_ANSWER_MAX

FENCE = "---"
FIRST_LINE = 2  # the fence is line 1
# A null byte, or one half of a character that YAML or JSON wrote as two.
NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
TAG = "tag:yaml.org,2002:"
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
KEYS = {
    "condition",
    "question",
    "language",
    "short_answer",
    "change_note",
    "attribution",
    "sources",
    "review",
}
SOURCE_KEYS = {"title", "publisher", "year", "url", "doi", "pmid", "kind"}
REVIEW_KEYS = {"reviewer", "reviewed_on", "interests", "note"}
WIDTH = 98  # characters of a line of front matter
check_url = URLValidator(schemes=["http", "https"])


class Refused(Exception):
    """Something in a file that cannot be taken, in one line: where it is and what it is."""

    def __init__(self, path: str, line: int, problem: str) -> None:
        super().__init__(" ".join(f"{path}:{line}: {problem}".split()))
        self.path = path
        self.line = line


def split(text: str, path: str) -> tuple[str, str, int]:
    """The front matter, what follows it, and the line on which that begins.

    A file saved with Windows line ends is read as if it had plain ones.
    """
    text = text.removeprefix("\ufeff")
    if text.startswith(f"{FENCE}\r\n"):
        text = text.replace("\r\n", "\n")
    if not text.startswith(f"{FENCE}\n"):
        raise Refused(path, 1, "the file does not begin with a line of three hyphens")
    front, fence, body = text.removeprefix(f"{FENCE}\n").partition(f"\n{FENCE}\n")
    if not fence:
        front, fence, body = text.removeprefix(f"{FENCE}\n").partition(f"\n{FENCE}")
        if not fence or body:
            raise Refused(path, 1, "no second line of three hyphens closes the front matter")
    return front, body, front.count("\n") + FIRST_LINE + 2


def read(front: str, path: str) -> "Fields":
    try:
        node = yaml.compose(front, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        line = front[: error.position].count("\n") + FIRST_LINE
        raise Refused(path, line, "the front matter is not YAML: a control character") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + FIRST_LINE if error.problem_mark else 1
        raise Refused(path, line, f"the front matter is not YAML: {error.problem}") from error
    except RecursionError as error:
        raise Refused(path, 1, "the front matter is nested too deeply") from error
    if not isinstance(node, yaml.MappingNode):
        raise Refused(path, 1, "the front matter holds no keys")
    return Fields(node, path)


class Fields:
    """The keys of one mapping. A key that holds nothing counts as left out."""

    def __init__(self, node: yaml.MappingNode, path: str, name: str = "") -> None:
        self.path = path
        self.name = name
        self.line = node.start_mark.line + FIRST_LINE
        self.lines: dict[str, int] = {}
        self.nodes: dict[str, yaml.Node] = {}
        for key, value in node.value:
            line = key.start_mark.line + FIRST_LINE
            if not isinstance(key, yaml.ScalarNode):
                raise Refused(path, line, f"{name}: a key is not a word")
            if key.value in self.lines:
                raise Refused(path, line, f"{name}{key.value} stands twice")
            self.lines[key.value] = line
            if value.tag != f"{TAG}null":
                self.nodes[key.value] = value

    def refuse(self, key: str, problem: str) -> Refused:
        return Refused(self.path, self.lines.get(key, self.line), f"{self.name}{key}: {problem}")

    def refuse_unknown(self, known: set[str]) -> None:
        for key in self.lines:
            if key not in known:
                raise self.refuse(key, "unknown key")

    def require(self, key: str) -> yaml.Node:
        if key not in self.nodes:
            line = self.lines.get(key, self.line if self.name else 1)
            raise Refused(self.path, line, f"{self.name}{key}: missing")
        return self.nodes[key]

    def text(self, key: str, *, most: int | None = None, needed: bool = False) -> str:
        """``most`` is the number of characters that fit."""
        node = self.require(key) if needed else self.nodes.get(key)
        if node is None:
            return ""
        if node.tag != f"{TAG}str" or not isinstance(node, yaml.ScalarNode):
            raise self.refuse(key, "a text is expected (in quotation marks, if it looks like less)")
        if NOT_STORABLE.search(node.value):
            raise self.refuse(key, "a null byte or half a character")
        if most is not None and len(node.value) > most:
            raise self.refuse(key, f"longer than {most} characters")
        return str(node.value)

    def number(self, key: str) -> int | None:
        node = self.nodes.get(key)
        if node is None:
            return None
        if node.tag != f"{TAG}int" or not re.fullmatch(r"\d{1,9}", str(node.value)):
            raise self.refuse(key, "a number is expected")
        return int(node.value)

    def digits(self, key: str) -> str:
        """A number that names something, with quotation marks or without."""
        node = self.nodes.get(key)
        if node is not None and node.tag == f"{TAG}int":
            return str(node.value)
        return self.text(key)

    def day(self, key: str) -> date:
        node = self.require(key)
        problem = "a date such as 2026-03-31 is expected"
        if not isinstance(node, yaml.ScalarNode) or not ISO_DATE.fullmatch(node.value):
            raise self.refuse(key, problem)
        try:
            return date.fromisoformat(node.value)
        except ValueError as error:
            raise self.refuse(key, problem) from error

    def child(self, key: str) -> "Fields | None":
        node = self.nodes.get(key)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            raise self.refuse(key, "keys and values are expected")
        return Fields(node, self.path, f"{key}.")

    def children(self, key: str) -> list["Fields"]:
        node = self.nodes.get(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.refuse(key, "a list is expected")
        for number, entry in enumerate(node.value, start=1):
            if not isinstance(entry, yaml.MappingNode):
                line = entry.start_mark.line + FIRST_LINE
                raise Refused(self.path, line, f"{key} {number}: keys and values are expected")
        return [
            Fields(entry, self.path, f"{key} {number}: ")
            for number, entry in enumerate(node.value, start=1)
        ]


@dataclass(frozen=True)
class CitedSource:
    title: str
    publisher: str = ""
    year: int | None = None
    url: str = ""
    doi: str = ""
    pmid: str = ""
    kind: str = Source.Kind.WEBSITE.value


@dataclass(frozen=True)
class SignedReview:
    reviewer: str
    reviewed_on: date
    interests: str = ""
    note: str = ""


@dataclass(frozen=True)
class Document:
    condition: str
    question: str
    language: str
    short_answer: str
    body: str
    change_note: str = ""
    attribution: str = ""
    sources: tuple[CitedSource, ...] = ()
    review: SignedReview | None = None
    # Where it was read, and the line of each key: for refusals.
    path: str = field(default="", compare=False)
    lines: dict[str, int] = field(default_factory=dict, compare=False)

    def refuse(self, key: str, problem: str) -> Refused:
        return Refused(self.path, self.lines.get(key, 1), f"{key}: {problem}")


def parse(text: str, path: str = "") -> Document:
    """Raises Refused with the line of the first thing that is wrong."""
    if "\x00" in text:
        raise Refused(path, text[: text.index("\x00")].count("\n") + 1, "a null byte")
    front, body, body_line = split(text, path)
    fields = read(front, path)
    fields.refuse_unknown(KEYS)
    # A file ends with a line end that is not part of the text.
    body = body.removesuffix("\n")
    sources = tuple(parse_source(entry) for entry in fields.children("sources"))
    check_citations(body, len(sources), path, body_line)
    document = Document(
        condition=fields.text("condition", needed=True),
        question=fields.text("question", needed=True),
        language=fields.text("language", needed=True),
        short_answer=fields.text("short_answer", needed=True, most=SHORT_ANSWER_MAX),
        body=body,
        change_note=fields.text("change_note", most=limit(Revision, "change_note")),
        attribution=fields.text("attribution"),
        sources=sources,
        review=parse_review(fields.child("review")),
        path=path,
        lines=fields.lines,
    )
    if document.review and not (document.short_answer.strip() and body.strip()):
        raise document.refuse("review", "a text with an empty short or long answer is not signed")
    return document


def parse_source(fields: Fields) -> CitedSource:
    fields.refuse_unknown(SOURCE_KEYS)
    source = CitedSource(
        title=fields.text("title", needed=True, most=limit(Source, "title")),
        publisher=fields.text("publisher", most=limit(Source, "publisher")),
        year=fields.number("year"),
        url=fields.text("url", most=limit(Source, "url")),
        doi=fields.text("doi", most=limit(Source, "doi")),
        pmid=fields.digits("pmid"),
        kind=fields.text("kind") or Source.Kind.WEBSITE.value,
    )
    if not source.title.strip():
        raise fields.refuse("title", "empty")
    if source.year is not None and not EARLIEST_YEAR <= source.year <= timezone.now().year + 1:
        raise fields.refuse("year", f"{source.year} is not the year of a publication")
    if source.url and not is_url(source.url):
        raise fields.refuse("url", "an address that begins with http:// or https:// is expected")
    if source.doi and not DOI.fullmatch(source.doi):
        raise fields.refuse("doi", "a DOI such as 10.1000/182 is expected, without https://doi.org")
    if source.pmid and not PMID.fullmatch(source.pmid):
        raise fields.refuse("pmid", "a PubMed number is expected")
    if source.kind not in Source.Kind.values:
        raise fields.refuse("kind", f"one of {', '.join(Source.Kind.values)} is expected")
    return source


def is_url(text: str) -> bool:
    try:
        check_url(text)
    except ValidationError:
        return False
    return True


def parse_review(fields: Fields | None) -> SignedReview | None:
    if fields is None:
        return None
    fields.refuse_unknown(REVIEW_KEYS)
    review = SignedReview(
        reviewer=fields.text("reviewer", needed=True),
        reviewed_on=fields.day("reviewed_on"),
        interests=fields.text("interests"),
        note=fields.text("note"),
    )
    if review.reviewed_on > timezone.localdate():
        raise fields.refuse("reviewed_on", f"{review.reviewed_on} is in the future")
    return review


def check_citations(body: str, sources: int, path: str, first_line: int) -> None:
    for match in CITATION.finditer(body):
        if not 1 <= int(match[1]) <= sources:
            line = first_line + body[: match.start()].count("\n")
            raise Refused(path, line, f"{match[0]} cites a source that is not in the list")


def limit(model: type[Revision] | type[Source], name: str) -> int | None:
    """How many characters the column holds."""
    return getattr(model._meta.get_field(name), "max_length", None)


def write(document: Document) -> str:
    front: dict[str, Any] = {
        "condition": document.condition,
        "question": document.question,
        "language": document.language,
        "short_answer": document.short_answer,
    }
    if document.change_note:
        front["change_note"] = document.change_note
    if document.attribution:
        front["attribution"] = document.attribution
    if document.sources:
        front["sources"] = [filled(vars(source)) for source in document.sources]
    if document.review:
        front["review"] = filled(vars(document.review))
    dumped = yaml.dump(
        front, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=WIDTH, line_break="\n"
    )
    return f"{FENCE}\n{dumped}{FENCE}\n{document.body}\n"


def filled(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", None)}


class Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists stand indented under their key, which people find easier to edit."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def represent_text(dumper: Dumper, text: str) -> yaml.ScalarNode:
    """In the other styles YAML folds what it takes for a line break, U+0085 among it."""
    style = None if text.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, represent_text)
