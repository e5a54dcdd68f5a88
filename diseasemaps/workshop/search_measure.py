"""Measures search: how often the right condition comes first or among the first, and how fast."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles

from conditions.models import Condition, SearchEntry
from conditions.search.matching import match_names
from diseasemaps.workshop.search_samples import SHOWN, Sample

Find = Callable[[str], list[str]]


def find(query: str) -> list[str]:
    """The addresses that the search shows first."""
    found = [each.candidate.condition_id for each in match_names(query)[:SHOWN]]
    slugs = dict(Condition.objects.filter(pk__in=found).values_list("pk", "slug"))
    return [slugs[pk] for pk in found if pk in slugs]


def find_by_like(query: str) -> list[str]:
    """The baseline: names that contain the query (LIKE)."""
    rows = SearchEntry.objects.filter(text__icontains=query).order_by("text", "pk")
    return list(dict.fromkeys(rows.values_list("condition__slug", flat=True)[:SHOWN]))


@dataclass
class Figures:
    """The figures of one kind of query."""

    times: list[float] = field(default_factory=list)  # seconds by the clock
    # Processor time of this process, without the load of the machine or another database server.
    processor: list[float] = field(default_factory=list)
    first: int = 0
    shown: int = 0

    def add(self, sample: Sample, find: Find) -> list[str]:
        start, worked = time.perf_counter(), time.process_time()
        found = find(sample.query)
        self.times.append(time.perf_counter() - start)
        self.processor.append(time.process_time() - worked)
        self.first += bool(sample.slugs.intersection(found[:1]))
        self.shown += bool(sample.slugs.intersection(found))
        return found

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.times + other.times,
            self.processor + other.processor,
            self.first + other.first,
            self.shown + other.shown,
        )

    def row(self, name: str) -> str:
        count = len(self.times)
        return (
            f"{name:17} {count:6,} {self.first / count:8.1%} {self.shown / count:8.1%} "
            f"{1000 * median(self.times):9.1f} {1000 * slow(self.times):7.1f} "
            f"{1000 * median(self.processor):9.1f} {1000 * slow(self.processor):7.1f}"
        )


def slow(times: list[float]) -> float:
    """The 95th percentile."""
    if not times[1:]:
        return median(times)
    return quantiles(times, n=20, method="inclusive")[-1]


HEADING = (
    f"{'':17} {'':6} {'':8} {'':8} {'clock ms':>17} {'processor ms':>17}\n"
    f"{'kind':17} {'count':>6} {'top 1':>8} {'top 10':>8} {'median':>9} {'p95':>7} "
    f"{'median':>9} {'p95':>7}"
)


def table(figures: dict[str, Figures]) -> Iterator[str]:
    yield HEADING
    for kind, each in figures.items():
        yield each.row(kind)
    if len(figures) > 1:
        yield sum(figures.values(), Figures()).row("all")


def measure(samples: Iterable[Sample], find: Find) -> tuple[dict[str, Figures], list[list[str]]]:
    """Figures by kind, and the results of each sample."""
    figures: dict[str, Figures] = {}
    found = [figures.setdefault(sample.kind, Figures()).add(sample, find) for sample in samples]
    return figures, found
