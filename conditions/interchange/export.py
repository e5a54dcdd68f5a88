"""Folders of summaries as Markdown files: read for an import, written by an export."""

from collections.abc import Iterator
from pathlib import Path

from django.db.models import Prefetch

from common.import_report import ImportReport
from conditions.interchange import document
from conditions.interchange.document import CitedSource, Document, Refused
from conditions.interchange.drafting import DRAFTS, SIGNED, signed_review
from conditions.models import Condition, Review, Revision, Summary
from conditions.models.summaries import SummaryQuerySet

CHUNK = 500  # summaries held in memory
State = Revision.State


def read_folder(path: Path) -> Iterator[Document]:
    """The documents of a folder and those below it, or of one file, by name."""
    files = sorted(path.rglob("*.md")) if path.is_dir() else [path]
    if not files:
        raise Refused(str(path), 1, "no .md file in this folder")
    for file in files:
        yield document.parse(read_text(file), str(file))


def read_text(file: Path) -> str:
    """The text with its line ends as they are."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Refused(str(file), 1, error.strerror or str(error)) from error
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refused(str(file), line, "not valid UTF-8") from error


def write_file(file: Path, text: str) -> str:
    """Write unless it is there already; says which: created, changed, unchanged."""
    data = text.encode()
    there = file.read_bytes() if file.exists() else None
    if there == data:
        return "unchanged"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return "created" if there is None else "changed"


def export_summaries(
    target: Path, *, condition: str = "", language: str = "", drafts: bool = False
) -> ImportReport:
    """One file for each public summary and, if asked for, each unsigned text on top of it."""
    report = ImportReport()
    summaries = Summary.objects.exclude(topic__condition__state=Condition.State.MERGED)
    if condition:
        summaries = summaries.filter(topic__condition__slug=condition)
    if language:
        summaries = summaries.filter(language=language)
    for revision in live_revisions(summaries):
        write(target, revision, SIGNED, report)
    if drafts:
        for revision in newest_unsigned(summaries):
            write(target, revision, DRAFTS, report)
    return report


def live_revisions(summaries: SummaryQuerySet) -> Iterator[Revision]:
    """The public texts as they were signed: a small change of wording that came since is left out,
    for a file cannot tell of it and its review covers only what was signed."""
    approved = Review.objects.filter(
        verdict=Review.Verdict.APPROVED, withdrawal__isnull=True
    ).select_related("reviewer")
    return (
        Revision.objects.filter(pk__in=summaries.signed_texts())
        .select_related("summary__topic__condition", "summary__topic__question")
        .prefetch_related("sources", Prefetch("reviews", queryset=approved))
        .order_by("summary")
        .iterator(chunk_size=CHUNK)
    )


def newest_unsigned(summaries: SummaryQuerySet) -> Iterator[Revision]:
    """The last revision of each summary, where nobody has signed it."""
    revisions = (
        Revision.objects.filter(summary__in=summaries)
        .select_related("summary__topic__condition", "summary__topic__question")
        .prefetch_related("sources")
        .order_by("summary", "-number")
    )
    last = None
    for revision in revisions.iterator(chunk_size=CHUNK):
        if revision.summary_id != last and revision.state != State.APPROVED:
            yield revision
        last = revision.summary_id


def write(target: Path, revision: Revision, kind: str, report: ImportReport) -> None:
    summary, topic = revision.summary, revision.summary.topic
    draft = ".draft" if kind == DRAFTS else ""
    file = target / topic.condition.slug / f"{topic.question.key}.{summary.language}{draft}.md"
    outcome = write_file(file, document.write(to_document(revision, signed=kind == SIGNED)))
    getattr(report, outcome)(kind)


def to_document(revision: Revision, *, signed: bool) -> Document:
    summary = revision.summary
    review = next(iter(revision.reviews.all()), None) if signed else None
    return Document(
        condition=summary.topic.condition.slug,
        question=summary.topic.question.key,
        language=summary.language,
        short_answer=revision.short_answer,
        body=revision.body,
        change_note=revision.change_note,
        attribution=revision.attribution,
        sources=tuple(
            CitedSource(
                title=source.title,
                publisher=source.publisher,
                year=source.year,
                url=source.url,
                doi=source.doi,
                pmid=source.pmid,
                kind=source.kind,
            )
            for source in revision.sources.all()
        ),
        review=signed_review(review) if review else None,
    )
