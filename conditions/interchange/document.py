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

from conditions.interchange import front_matter
from conditions.interchange.front_matter import FENCE, Fields
from conditions.interchange.refusal import Refused
from conditions.markdown import CITATION
from conditions.models import Revision, Source
from conditions.models.summaries import SHORT_ANSWER_MAX

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
EARLIEST_YEAR = 1500
WIDTH = 98  # characters of a line of front matter
DOI = re.compile(r"10\.\d{4,9}/\S+")
PMID = re.compile(r"[1-9]\d{0,11}")
check_url = URLValidator(schemes=["http", "https"])


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
    front, body, body_line = front_matter.split(text, path)
    fields = front_matter.read(front, path)
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
