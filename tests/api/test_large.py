"""Memory and time at the size of a whole catalogue."""

import tracemalloc

import pytest

from conditions.models import Code, Condition, Name
from diseasemaps import crawlers
from diseasemaps.api import exports
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
CONDITIONS = 4_000
MOST = 1.5  # times the memory of a tenth of it


def make(first: int, number: int) -> None:
    made = Condition.objects.bulk_create(
        Condition(
            name=f"disease {n}",
            slug=f"disease-{n}",
            sort_name=f"disease {n:06}",
            initial="D",
            definition="A disease that is described in a sentence of about this length. " * 2,
        )
        for n in range(first, first + number)
    )
    Name.objects.bulk_create(
        (
            Name(condition=each, text=f"{each.name}, {n}", source="mondo")
            for each in made
            for n in range(3)
        ),
        batch_size=1000,
    )
    Code.objects.bulk_create(
        (
            Code(condition=each, system="orpha", value=f"{each.pk}", relation="exact")
            for each in made
        ),
        batch_size=1000,
    )


def peak(work) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def drain(name: str) -> int:
    return sum(len(line) for line in exports.FILES[name]())


def test_file_of_the_whole_catalogue_takes_no_more_memory_than_that_of_a_tenth():
    names = ("catalogue.jsonl", "catalogue.csv")
    make(0, CONDITIONS // 10)
    sizes = [drain(name) for name in names]
    small = [peak(lambda name=name: drain(name)) for name in names]
    make(CONDITIONS // 10, CONDITIONS - CONDITIONS // 10)
    for name, size, few in zip(names, sizes, small, strict=True):
        assert drain(name) > 9 * size
        assert peak(lambda name=name: drain(name)) < MOST * few


def test_sitemap_of_many_topics_takes_no_more_memory_than_that_of_a_tenth(monkeypatch):
    # So that a tenth is more than what is in memory at a time.
    monkeypatch.setattr(crawlers, "CHUNK", CONDITIONS // 40)
    question = factories.make_question("causes")

    def grow(first: int, number: int) -> None:
        made = Condition.objects.filter(pk__gt=first).order_by("pk")[:number]
        question.topics.bulk_create(
            question.topics.model(
                condition=each,
                question=question,
                experience_count=1,
                person_count=1,
                experience_languages=["en"],
            )
            for each in made
        )

    def read() -> int:
        listed = (
            crawlers.entries("topics", "en", stretch)
            for stretch, _last in crawlers.stretches("topics", "en")
        )
        return sum(1 for entries in listed for _entry in entries)

    make(0, CONDITIONS)
    grow(0, CONDITIONS // 10)
    assert read() == CONDITIONS // 10
    small = peak(read)
    grow(Condition.objects.order_by("pk")[CONDITIONS // 10 - 1].pk, CONDITIONS)
    assert read() == CONDITIONS
    assert peak(read) < MOST * small
