"""Conditions, their names and codes, the questions, and totals."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from common.languages import site_address
from conditions.codes import parse_code
from conditions.finding import find_condition
from conditions.models import Condition, QuestionText, Topic
from diseasemaps.api import shapes
from diseasemaps.api.answers import (
    Titles,
    condition_answer,
    condition_row,
    summary_languages,
    topic_row,
)
from diseasemaps.api.parameters import (
    CODE_MAX,
    PAGE,
    SPOKEN,
    AfterRow,
    Limit,
    SlugInPath,
    Speak,
    cut,
    next_page,
)
from diseasemaps.api.protocol import digest, fresh
from diseasemaps.api.texts import public_summaries
from experiences.models import Experience

router = Router(tags=["catalogue"])


@router.get("/conditions", response=shapes.ConditionPage, url_name="condition-list")
def list_conditions(
    request: HttpRequest,
    response: HttpResponse,
    code: Annotated[
        str,
        Query(
            max_length=CODE_MAX,
            description="Of another catalogue: only conditions that carry it.",
            example="DOID:4440",
        ),
    ] = "",
    with_content: Annotated[
        bool, Query(description="Only those with a public summary or experience.")
    ] = False,
    language: Speak = SPOKEN,
    after: AfterRow = 0,
    limit: Limit = PAGE,
) -> Any:
    """Live conditions of the catalogue, in the order in which they came into it."""
    found = (
        Topic.objects.with_something_on_them().conditions()
        if with_content
        else Condition.objects.live()
    )
    if code:
        system, value = parse_code(code.replace("\0", "")) or ("", "")
        found = found.filter(codes__system=system, codes__value=value)
    rows, has_more = cut(list(found.filter(pk__gt=after).order_by("pk")[: limit + 1]), limit)
    fresh(request, response, digest((row.pk, row.changed_at) for row in rows), has_more)
    titles = Titles(language, rows)
    return {
        "items": [condition_row(row, titles) for row in rows],
        "next": next_page(request, rows[-1].pk) if has_more else None,
    }


@router.get("/conditions/{slug}", response=shapes.Condition, url_name="condition-detail")
def get_condition(
    request: HttpRequest, response: HttpResponse, slug: SlugInPath, language: Speak = SPOKEN
) -> Any:
    """A condition with all its names and codes, and the questions on which there is something."""
    condition = find_condition(slug)
    fresh(request, response, condition.changed_at)
    response.headers["Link"] = f'<{site_address("/credits/")}>; rel="license"'
    topics = list(
        Topic.objects.asked()
        .with_something_on_them()
        .filter(condition=condition)
        .select_related("condition")
        .order_by("question__position", "pk")
    )
    parents = list(Condition.objects.live().filter(children=condition))
    titles = Titles(language, [condition, *parents])
    languages = summary_languages(topics)
    rows = [topic_row(topic, languages.get(topic.pk, []), titles) for topic in topics]
    return condition_answer(condition, parents, rows, titles)


@router.get("/questions", response=list[shapes.Question], url_name="question-list")
def list_questions(request: HttpRequest, response: HttpResponse) -> Any:
    """The standard questions, asked of every condition to which they apply."""
    texts = list(
        QuestionText.objects.select_related("question")
        .order_by("question__position", "question__key", "language")
        .defer("prompts")
    )
    fresh(request, response, digest(vars_of(text) for text in texts))
    found: dict[str, Any] = {}
    for text in texts:
        question = text.question
        row = found.setdefault(
            question.key,
            {
                "key": question.key,
                "kind": question.kind,
                "group": question.group,
                "review_months": question.review_months,
                "is_behind_choice": question.behind_choice,
                "texts": [],
            },
        )
        row["texts"].append({"language": text.language, "title": text.title, "label": text.label})
    return list(found.values())


def vars_of(text: QuestionText) -> tuple[Any, ...]:
    asked = text.question
    return (
        *(text.language, text.title, text.label, asked.key, asked.kind, asked.group),
        *(asked.review_months, asked.behind_choice),
    )


@router.get("/counts", response=shapes.Counts, url_name="count-list")
def get_counts(request: HttpRequest, response: HttpResponse) -> Any:
    """Totals of the site. There are no breakdowns here: small numbers would tell of people."""
    answering = Topic.objects.asked().filter(condition__state="live")
    totals = {
        "conditions": Condition.objects.live().count(),
        "topics": Topic.objects.asked().with_something_on_them().count(),
        "summaries": public_summaries().count(),
        "experiences": Experience.objects.public().filter(topic__in=answering).count(),
    }
    fresh(request, response, totals)
    return totals
