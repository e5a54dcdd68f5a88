from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from diseasemaps.workshop.search_samples import Sampler

EACH = 400


class Command(BaseCommand):
    help = (
        "Writes queries made from the catalogue, each with the conditions that are right: names as "
        "they are, with one typo, with two, their first five letters (once with all that begin so "
        "as right, once with the very one), and with other accents. evaluate_search reads them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--each", type=int, default=EACH, help="queries of each kind (400)")
        parser.add_argument("--seed", type=int, default=1, help="another seed, other queries (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        for sample in Sampler(options["seed"]).make(options["each"]):
            self.stdout.write(sample.line())
