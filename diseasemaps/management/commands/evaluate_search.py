from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import Http404

from conditions.finding import Moved, Retired, find_condition
from conditions.models import Condition
from conditions.search.by_code import is_the_same, match_codes
from diseasemaps.workshop.search_measure import find, find_by_like, measure, table
from diseasemaps.workshop.search_samples import Sample

COMPARED = 200  # queries that are put to the plain way, too


class Command(BaseCommand):
    help = (
        "Measures the search: FILE has a query, a tab, and the address or code (such as "
        "OMIM:114900) of the condition that is right; several with a bar between them, where the "
        "query is ambiguous by its nature, as when two conditions share the very name: then any of "
        "them is right. After a second tab may stand the kind of query. Says how often the right "
        "one comes first and among the first ten, and how long it takes, beside a plain LIKE scan."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--answers", type=Path, help="write what came first, a line each")
        parser.add_argument("--misses", action="store_true", help="list what was not first")
        parser.add_argument(
            "--compared", type=int, default=COMPARED, help="queries put to the plain way (200)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lines = options["file"].read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        self.slugs = set(Condition.objects.live().values_list("slug", flat=True))
        samples = [
            self._parse(line, number) for number, line in enumerate(lines, start=1) if line.strip()
        ]
        if not samples:
            raise CommandError(f"{options['file']}: no query in this file")
        figures, found = measure(samples, find)
        for line in table(figures):
            self.stdout.write(line)
        if options["misses"]:
            self._list_misses(samples, found)
        if options["answers"]:
            firsts = (
                f"{each.query}\t{''.join(got[:1])}\n"
                for each, got in zip(samples, found, strict=True)
            )
            options["answers"].write_text("".join(firsts), encoding="utf-8")
        step = max(1, len(samples) // max(1, options["compared"]))
        compared = list(islice(samples, 0, None, step))
        self.stdout.write(f"\nPlain LIKE scan, {len(compared)} of these queries:")
        for line in table(measure(compared, find_by_like)[0]):
            self.stdout.write(line)

    def _parse(self, line: str, number: int) -> Sample:
        if "\t" not in line:
            raise CommandError(f"line {number}: no tab between the query and what is right")
        sample = Sample.parse(line)
        slugs = frozenset(self._slug(right.strip(), number) for right in sample.slugs)
        return Sample(sample.query, slugs, sample.kind)

    def _slug(self, right: str, number: int) -> str:
        """The address today of what a line names."""
        if right in self.slugs:
            return right
        try:
            return find_condition(right).slug
        except Moved as moved:
            return moved.condition.slug
        except (Http404, Retired):
            pass
        for code in match_codes(right):
            if is_the_same(code):
                return code.condition.slug
        raise CommandError(f"line {number}: no live condition has the address or code {right}")

    def _list_misses(self, samples: list[Sample], found: list[list[str]]) -> None:
        for sample, got in zip(samples, found, strict=True):
            if not sample.slugs.intersection(got[:1]):
                place = next((n for n, slug in enumerate(got, 1) if slug in sample.slugs), "-")
                self.stdout.write(
                    f"{sample.kind}\t{sample.query}\t{'|'.join(sorted(sample.slugs)[:3])}\t"
                    f"place {place}\tfirst {''.join(got[:1])}"
                )
