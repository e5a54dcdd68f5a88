"""Question-answer pairs in JSON lines, as MedQuAD has them, as drafts for editors to work on.

Nothing here is public or signed. A pair is found again by its source, id and focus; several pairs
on one topic are several drafts. Bulk writes: 8,000 pairs take seconds, not minutes.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from common.import_report import ImportReport
from conditions.interchange.document import NOT_STORABLE, Refused, is_url
from conditions.interchange.drafting import DRAFTS
from conditions.interchange.focus import ConditionIndex
from conditions.interchange.repair import to_markdown
from conditions.models import Contribution, Question, Revision, Source, Summary, Topic
from conditions.summaries.signing.statement import text_json

LANGUAGE = "en"
BATCH = 500  # rows of one statement
ID_MAX = 40  # characters of a pair's id, and of its source
DIGEST = 12  # characters that tell one focus from another in a key
KEY_PREFIX = "medquad:"
EDITED = "edited here since"
TWICE = "the same pair stands in the file before"
LICENCE = (
    "MedQuAD: Asma Ben Abacha and Dina Demner-Fushman, A Question-Entailment Approach to Question "
    "Answering, BMC Bioinformatics 20:511, 2019; CC BY 4.0; condensed, white space repaired."
)
PUBLISHERS = {
    "CancerGov": "National Cancer Institute",
    "CDC": "Centers for Disease Control and Prevention",
    "GARD": "Genetic and Rare Diseases Information Center",
    "GHR": "Genetics Home Reference",
    "MPlusHealthTopics": "MedlinePlus Health Topics",
    "NHLBI": "National Heart, Lung, and Blood Institute",
    "NIDDK": "National Institute of Diabetes and Digestive and Kidney Diseases",
    "NIHSeniorHealth": "NIHSeniorHealth",
    "NINDS": "National Institute of Neurological Disorders and Stroke",
}
QUESTIONS = {
    "information": "overview",
    "symptoms": "symptoms",
    "complications": "symptoms",
    "treatment": "treatments",
    "inheritance": "hereditary",
    "frequency": "prevalence",
    "genetic changes": "causes",
    "causes": "causes",
    "susceptibility": "causes",
    "exams and tests": "diagnosis",
    "stages": "diagnosis",
    "research": "advances",
    "outlook": "life-expectancy",
    "considerations": "living",
}
TEXTS = ("source", "url", "focus", "qid", "qtype", "question", "answer")
LISTS = ("cuis", "synonyms")
MOST = {"source": ID_MAX, "qid": ID_MAX, "url": 500, "question": 400}  # characters


@dataclass(frozen=True)
class Pair:
    source: str
    url: str
    focus: str
    cuis: list[str]
    synonyms: list[str]
    qid: str
    qtype: str
    question: str
    answer: str

    @property
    def import_key(self) -> str:
        """MedQuAD gives an id to several sources, and to several foci of one page."""
        focus = hashlib.sha256(self.focus.encode()).hexdigest()[:DIGEST]
        return f"{KEY_PREFIX}{self.source}:{self.qid}:{focus}"

    @property
    def publisher(self) -> str:
        return PUBLISHERS.get(self.source, self.source)

    @property
    def attribution(self) -> str:
        return f"{self.publisher}, by way of {LICENCE}"


def read(path: Path) -> Iterator[Pair]:
    """Raises Refused with the number of the first line that is not a whole pair."""
    number = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                yield parse(line, str(path), number)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Refused(str(path), number + 1, f"not a whole gzip file: {error}") from error
    except OSError as error:
        raise Refused(str(path), 1, error.strerror or str(error)) from error


def parse(line: bytes, path: str, number: int) -> Pair:
    try:
        row = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise Refused(path, number, "not valid UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise Refused(path, number, f"not JSON: {error}") from error
    if not isinstance(row, dict):
        raise Refused(path, number, "an object is expected")
    for name in TEXTS + LISTS:
        if problem := wrong(row, name):
            raise Refused(path, number, f"{name}: {problem}")
    return Pair(**{name: row[name] for name in TEXTS + LISTS})


def wrong(row: dict[str, Any], name: str) -> str:
    """The problem with a field, or an empty text."""
    if name not in row:
        return "missing"
    value = row[name]
    texts = value if name in LISTS else [value]
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        return "a list of texts is expected" if name in LISTS else "a text is expected"
    if any(NOT_STORABLE.search(text) for text in texts):
        return "a null byte or half a character"
    return "" if name in LISTS else wrong_text(value, name)


def wrong_text(value: str, name: str) -> str:
    if not value.strip():
        return "empty"
    if len(value) > MOST.get(name, len(value)):
        return f"longer than {MOST[name]} characters"
    return "an address is expected" if name == "url" and not is_url(value) else ""


def import_pairs(pairs: Iterable[Pair], report: ImportReport) -> None:
    """Every pair ends up in the report: created, changed, unchanged, or skipped with a reason."""
    with transaction.atomic():
        placed = place(pairs, report)
        summaries = make_summaries({topic for _, topic in placed})
        known = imported_drafts()
        new: list[tuple[Revision, Source]] = []
        numbers = next_numbers()
        for pair, topic in placed:
            summary = summaries[topic]
            draft, source = build(pair, summary)
            stored = known.get((summary.pk, pair.import_key))
            if stored is None:
                draft.number = next(numbers.setdefault(summary.pk, count(1)))
                new.append((draft, source))
            else:
                renew(stored, draft, source, report)
        create(new)
        report.created(DRAFTS, len(new))


def place(pairs: Iterable[Pair], report: ImportReport) -> list[tuple[Pair, tuple[int, int]]]:
    """The pairs that belong here, each with its condition and question."""
    index = ConditionIndex()
    keys = dict(Question.objects.values_list("key", "pk"))
    placed: list[tuple[Pair, tuple[int, int]]] = []
    seen: set[tuple[int, int, str]] = set()
    for pair in pairs:
        question = keys.get(QUESTIONS.get(pair.qtype, ""))
        if question is None:
            report.skipped(f"no standard question for {pair.qtype}")
            continue
        condition = index.find(pair.cuis, pair.focus, pair.synonyms)
        if isinstance(condition, str):
            report.skipped(condition)
        elif (condition, question, pair.import_key) in seen:
            report.skipped(TWICE)
        else:
            seen.add((condition, question, pair.import_key))
            placed.append((pair, (condition, question)))
    return placed


def make_summaries(wanted: set[tuple[int, int]]) -> dict[tuple[int, int], Summary]:
    """The summary of each topic, both made where they are missing."""
    questions = {question for _, question in wanted}
    topics = Topic.objects.filter(question__in=questions)
    there = set(topics.values_list("condition", "question"))
    Topic.objects.bulk_create(
        [
            Topic(condition_id=condition, question_id=question)
            for condition, question in sorted(wanted - there)
        ],
        batch_size=BATCH,
    )
    summaries = Summary.objects.filter(
        language=LANGUAGE, topic__question__in=questions
    ).select_related("topic")
    with_one = set(summaries.values_list("topic", flat=True))
    Summary.objects.bulk_create(
        [
            Summary(topic=topic, language=LANGUAGE)
            for topic in topics.order_by("pk")
            if (topic.condition_id, topic.question_id) in wanted and topic.pk not in with_one
        ],
        batch_size=BATCH,
    )
    return {
        (summary.topic.condition_id, summary.topic.question_id): summary
        for summary in summaries.all()
    }


def next_numbers() -> dict[int, Iterator[int]]:
    lasts = Summary.objects.filter(language=LANGUAGE).annotate(last=Max("revisions__number"))
    return {pk: count((last or 0) + 1) for pk, last in lasts.values_list("pk", "last")}


def imported_drafts() -> dict[tuple[int, str], Revision]:
    """Drafts of earlier runs, each with whether somebody here has worked on it."""
    revisions = (
        Revision.objects.filter(import_key__startswith=KEY_PREFIX)
        .select_related("summary")
        .prefetch_related("sources")
        .annotate(has_author=Exists(Contribution.objects.filter(revision=OuterRef("pk"))))
        .order_by("pk")
    )
    return {
        (revision.summary_id, revision.import_key): revision
        for revision in revisions.iterator(chunk_size=BATCH)
    }


def build(pair: Pair, summary: Summary) -> tuple[Revision, Source]:
    """The draft and its one source, unsaved."""
    draft = Revision(
        summary=summary,
        body=to_markdown(pair.answer),
        attribution=pair.attribution,
        import_key=pair.import_key,
    )
    title = " ".join(pair.question.split())
    return draft, Source(number=1, title=title, publisher=pair.publisher, url=pair.url)


def renew(stored: Revision, draft: Revision, source: Source, report: ImportReport) -> None:
    """Bring a draft up to date, unless somebody has worked on it. Its version stays the first,
    which is how the next run knows that nobody has."""
    if text_json(stored, stored.sources.all()) == text_json(draft, [source]):
        report.unchanged(DRAFTS)
        return
    # No join: PostgreSQL would not look again at a row for which it waited, while somebody saved.
    untouched = Revision.objects.filter(
        ~Exists(Contribution.objects.filter(revision=OuterRef("pk"))),
        pk=stored.pk,
        version=1,
        state=Revision.State.DRAFT,
    )
    fields = ("short_answer", "body", "attribution")
    with transaction.atomic():
        if not untouched.update(**{name: getattr(draft, name) for name in fields}):
            report.skipped(EDITED)
            return
        stored.sources.all().delete()
        source.revision = stored
        source.save()
    report.changed(DRAFTS)


def create(new: list[tuple[Revision, Source]]) -> None:
    """Creates drafts as ``workflow.create_draft`` would, in few statements."""
    Revision.objects.bulk_create([draft for draft, _ in new], batch_size=BATCH)
    for draft, source in new:
        source.revision = draft
    Source.objects.bulk_create([source for _, source in new], batch_size=BATCH)
