"""How long the pages for browsing take, in a catalogue of ten conditions and in the whole one.

    DISEASEMAPS_DATA=… python -m tests.bench.browsing

In one process, in turns, on a database of its own (see ``tests.bench.topic_page``).
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

# It sets Django up.
from tests.bench import topic_page as bench

# isort: split
from django.db import transaction

from conditions.catalogue import load
from conditions.catalogue.graph import count_groups
from conditions.models import Condition, Parent
from tests import factories
from tests.bench.topic_page import Rollback, medians, page, queries

RELEASE = Path(os.environ.get("DISEASEMAPS_DATA", ".")) / "disease-ontology"
ADDRESSES = [
    "/conditions/groups/",
    "/conditions/groups/disease/",
    "/conditions/a-z/d/",
    "/conditions/disease/",
    "/latest/",
    "/map/",
]


def fill_few() -> None:
    disease = factories.make_condition("disease")
    for _ in range(9):
        Parent.objects.create(child=factories.make_condition(), parent=disease)
    count_groups()


def times() -> tuple[list[float], list[int]]:
    asks = [page(address) for address in ADDRESSES]
    return medians(*asks), [queries(ask) for ask in asks]


def measure(fill) -> tuple[list[float], list[int]]:
    taken = None
    with suppress(Rollback), transaction.atomic():
        fill()
        print(Condition.objects.live().count(), "conditions")
        taken = times()
        raise Rollback
    assert taken
    return taken


def run() -> bool:
    bench.standard_questions.load()
    few, few_queries = measure(fill_few)
    releases = sorted(RELEASE.glob("doid-*.obo.gz"))
    many, many_queries = measure(lambda: load.load(releases))
    for place, address in enumerate(ADDRESSES):
        print(
            f"{address:30} {few[place]:7.2f} ms in {few_queries[place]} queries, "
            f"whole catalogue {many[place]:7.2f} ms in {many_queries[place]}"
        )
    return True


if __name__ == "__main__":
    bench.run = run
    sys.exit(bench.main())
