"""Bulk files: the catalogue and the reviewed summaries, as CSV and as JSON lines.

Rows are streamed from pages read by key, so that memory does not grow with the catalogue.
``manage.py export_open_data`` writes the same to files.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from ninja import Router

from common.languages import site_address
from common.spreadsheets import csv_lines
from conditions.models import Condition
from diseasemaps.api.answers import (
    Titles,
    catalogue_credit,
    catalogue_licence,
    code_row,
    name_row,
    page_of,
    summary_answer,
    with_all,
)
from diseasemaps.api.parameters import SPOKEN
from diseasemaps.api.protocol import EXPORT_COST, Limit, digest, fresh
from diseasemaps.api.texts import public_summaries

AT_ONCE = 200  # rows in memory
JSON_LINES = "application/jsonl"
CSV = "text/csv; charset=utf-8"
# Separates the values of one cell.
APART = " | "
SUMMARY_COLUMNS = (
    "condition",
    "question",
    "language",
    "title",
    "short_answer",
    "body",
    "sources",
    "reviewer",
    "credentials",
    "reviewed_on",
    "due_on",
    "receipt",
    "statement_hash",
    "signed_with",
    "url",
    "attribution",
    "licence",
)
CATALOGUE_COLUMNS = (
    "slug",
    "name",
    "definition",
    "definition_source",
    "names",
    "codes",
    "url",
    "licence",
    "attribution",
)

router = Router(tags=["exports"], throttle=[Limit(EXPORT_COST)])


def in_pages(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """All rows by key, a page at a time: no cursor stays open while somebody downloads slowly."""
    last = 0
    while page := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield page
        last = page[-1].pk
        for row in page:
            # A row and its prefetched rows refer to each other. Without the cycle they are freed
            # at once and not by the garbage collector.
            vars(row).clear()


def catalogue() -> Iterator[dict[str, Any]]:
    for page in in_pages(Condition.objects.live().prefetch_related("names", "codes")):
        for condition in page:
            licence = catalogue_licence(condition)
            yield {
                "slug": condition.slug,
                "name": condition.name,
                "definition": condition.definition,
                "definition_source": condition.definition_source,
                "names": [name_row(name) for name in condition.names.all()],
                "codes": [code_row(code) for code in condition.codes.all()],
                "url": page_of(SPOKEN, "conditions:condition-detail", condition.slug),
                "licence": licence,
                "attribution": catalogue_credit(licence),
            }


def summaries() -> Iterator[dict[str, Any]]:
    """Summaries whose review stands today; overdue and unreviewed ones are in the API only."""
    today = timezone.localdate()
    titles: dict[str, Titles] = {}
    for page in in_pages(with_all(public_summaries())):
        for language in {summary.language for summary in page}:
            conditions = [each.topic.condition for each in page if each.language == language]
            titles[language] = Titles(language, conditions)
        for summary in page:
            answer = summary_answer(summary, titles[summary.language], today)
            if answer["standing"] == "stands":
                yield answer


def catalogue_cells() -> Iterator[list[object]]:
    for row in catalogue():
        names = APART.join(name["text"] for name in row["names"])
        codes = APART.join(f"{code['system']}:{code['value']}" for code in row["codes"])
        yield [names if key == "names" else codes if key == "codes" else row[key] for key in row]


def summary_cells() -> Iterator[list[object]]:
    for row in summaries():
        cells = {
            **row,
            **row["review"],
            "condition": row["condition"]["slug"],
            "sources": APART.join(
                f"[{source['number']}] {source['title']}. {source['publisher']} {source['url']}"
                for source in row["sources"]
            ),
            "licence": row["licence"] or "",
        }
        yield [cells[column] for column in SUMMARY_COLUMNS]


def json_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"


# The lines of each file by its name.
FILES: dict[str, Callable[[], Iterator[str]]] = {
    "catalogue.jsonl": lambda: json_lines(catalogue()),
    "catalogue.csv": lambda: csv_lines(CATALOGUE_COLUMNS, catalogue_cells()),
    "summaries.jsonl": lambda: json_lines(summaries()),
    "summaries.csv": lambda: csv_lines(SUMMARY_COLUMNS, summary_cells()),
}


def file_answer(
    request: HttpRequest, response: HttpResponse, name: str, rows: QuerySet[Any]
) -> StreamingHttpResponse:
    fresh(request, response, digest(rows.order_by("pk").iterator(chunk_size=2000)))
    kind = CSV if name.endswith(".csv") else JSON_LINES
    answer = StreamingHttpResponse(FILES[name](), content_type=kind)
    for header in ("ETag", "Cache-Control"):
        answer.headers[header] = response.headers[header]
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Link"] = f'<{site_address("/credits/")}>; rel="license"'
    return answer


def catalogue_rows() -> QuerySet[Any]:
    return Condition.objects.live().values_list("pk", "changed_at")


def summary_rows() -> QuerySet[Any, Any]:
    return public_summaries().values_list("pk", "live_revision", "topic__condition__changed_at")


def described(kind: str) -> dict[str, Any]:
    """The OpenAPI response of a file."""
    return {
        "responses": {
            200: {"description": "The file", "content": {kind: {"schema": {"type": "string"}}}}
        }
    }


@router.get(
    "/exports/catalogue.csv", url_name="export-catalogue-csv", openapi_extra=described("text/csv")
)
def export_catalogue_csv(request: HttpRequest, response: HttpResponse) -> Any:
    """All live conditions, one a line; names and codes are joined by a bar."""
    return file_answer(request, response, "catalogue.csv", catalogue_rows())


@router.get(
    "/exports/catalogue.jsonl",
    url_name="export-catalogue-jsonl",
    openapi_extra=described(JSON_LINES),
)
def export_catalogue_jsonl(request: HttpRequest, response: HttpResponse) -> Any:
    """All live conditions, one JSON object a line, with the source of each name and code."""
    return file_answer(request, response, "catalogue.jsonl", catalogue_rows())


@router.get(
    "/exports/summaries.csv", url_name="export-summaries-csv", openapi_extra=described("text/csv")
)
def export_summaries_csv(request: HttpRequest, response: HttpResponse) -> Any:
    """All summaries, in all languages, whose review stands today."""
    return file_answer(request, response, "summaries.csv", summary_rows())


@router.get(
    "/exports/summaries.jsonl",
    url_name="export-summaries-jsonl",
    openapi_extra=described(JSON_LINES),
)
def export_summaries_jsonl(request: HttpRequest, response: HttpResponse) -> Any:
    """The same, one JSON object a line, in the shape of the interface."""
    return file_answer(request, response, "summaries.jsonl", summary_rows())
