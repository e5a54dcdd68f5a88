"""Loads invented members who only joined, so many that the demo's maps show something."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from common import yaml_files
from common.import_report import ImportReport
from conditions.models import Condition
from diseasemaps.accounts.models import User, fold_pen_name
from experiences import counts
from experiences.models import Membership

# Assigned in turn, so that every country has some of each.
RELATIONS = ("patient", "patient", "relative", "patient", "patient", "bereaved", "patient")
YEARS_AGO = (0, 3, 1, 7, 12, None, 2, 5, 20, 4, 9)
DOMAIN = "@crowd.demo.example"
JOINED_FIRST, JOINED_APART = timedelta(days=400), timedelta(hours=17)


def load(file: Path, now: datetime, report: ImportReport) -> None:
    content = yaml_files.read(file)
    names = pen_names(content["first_words"].split(), content["second_words"].split())
    for slug, countries in content["communities"].items():
        with transaction.atomic():
            load_crowd(Condition.objects.get(slug=slug), countries, names, now, report)
    counts.count_site()


def pen_names(firsts: list[str], seconds: list[str]) -> Iterator[str]:
    """Pen names in the same order at every load; neighbours differ in their first word."""
    turns = (seconds[place:] + seconds[:place] for place in range(len(seconds)))
    others = User.objects.exclude(email__endswith=DOMAIN)
    taken = set(others.values_list("pen_name_folded", flat=True))
    for turn in turns:
        for first, second in zip(firsts, turn, strict=True):
            name = f"{first} {second}"
            if fold_pen_name(name) not in taken:
                yield name


def load_crowd(
    condition: Condition,
    countries: Mapping[str, Mapping[str, int]],
    names: Iterator[str],
    now: datetime,
    report: ImportReport,
) -> None:
    there = set(
        Membership.objects.filter(condition=condition).values_list("member__email", flat=True)
    )
    people, places = [], []
    for number, (code, is_on_map) in enumerate(seats(countries)):
        joined = now - JOINED_FIRST + number * JOINED_APART
        email = f"{condition.slug}-{number}{DOMAIN}"
        name = next(names)
        if email in there:
            report.unchanged("members")
            continue
        people.append(
            User(email=email, pen_name=name, password=make_password(None), date_joined=joined)
        )
        places.append((number, code, is_on_map))
        report.created("members")
    User.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(
            member=person, condition=condition, **said(*place, now=now, at=person.date_joined)
        )
        for person, place in zip(people, places, strict=True)
    )
    if people:
        counts.count_members(condition.pk)


def seats(countries: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[str, bool]]:
    for code, numbers in countries.items():
        for place in range(numbers["members"]):
            yield code, place < numbers["on_map"]


def said(number: int, code: str, is_on_map: bool, *, now: datetime, at: datetime) -> dict[str, Any]:
    years = YEARS_AGO[number % len(YEARS_AGO)]
    return {
        "relation": RELATIONS[number % len(RELATIONS)],
        "diagnosed_year": None if years is None else now.year - years,
        "country": code,
        "on_map": is_on_map,
        "joined_at": at,
    }
