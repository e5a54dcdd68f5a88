"""How long it takes to find words in 20,000 public experiences of one condition.

    python -m tests.bench.text_search

On a database of its own (see ``tests.bench.topic_page``). Half of the texts are Spanish, with their
accents and quotes. Prints wall and processor time, so that a busy machine can be told apart.
"""

import statistics
import sys
import time
from urllib.parse import quote

# It sets Django up.
from tests.bench import topic_page as bench

# isort: split
from django.db.models import F, Value
from django.db.models.functions import Concat

from experiences.models import ExperienceRevision

TEXTS = 20_000
ROUNDS = 15
MOST = 100  # milliseconds of the processor
SPANISH = "Tardaron dos años en darle un nombre, y “después” todo fue rápido: el síndrome. "
QUERIES = {
    "in every text": "two years",
    "in every second": "sindrome rapido",
    "in one of 500": "zebra",
    "in none": "xylophone",
    "letters in every text, word in none": "omebody",
}


def fill() -> str:
    topic = bench.fill_topic("much told disease", TEXTS)
    texts = ExperienceRevision.objects.filter(experience__topic=topic)
    texts.annotate(half=F("pk") % 2).filter(half=0).update(text=SPANISH * 6)
    rare = texts.annotate(rest=F("pk") % 500).filter(rest=7)
    rare.update(text=Concat(F("text"), Value(" A zebra.")))
    return topic.condition.get_absolute_url()


def run() -> bool:
    bench.standard_questions.load()
    address, good = fill(), True
    for label, query in QUERIES.items():
        ask = bench.page(f"{address}experiences/?q={quote(query)}")
        wall, used = [], []
        for _ in range(ROUNDS):
            start, begun = time.perf_counter(), time.process_time()
            ask()
            wall.append((time.perf_counter() - start) * 1000)
            used.append((time.process_time() - begun) * 1000)
        taken = statistics.median(used)
        good &= taken <= MOST
        print(
            f"{label:38} {statistics.median(wall):7.1f} ms, of the processor {taken:6.1f} ms, "
            f"{bench.queries(ask)} queries"
        )
    return good


if __name__ == "__main__":
    bench.run = run
    sys.exit(bench.main())
