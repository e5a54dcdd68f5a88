"""How long it takes to draw the picture of a page.

python -m tests.bench.cards
"""

import os
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

# isort: split
from diseasemaps.cards.drawing import draw  # noqa: E402
from tests.site.test_cards import card  # noqa: E402

ROUNDS = 20
MOST = 50  # milliseconds of the processor


def used(number: int) -> float:
    begun = time.process_time()
    draw(card(title=f"¿Cuáles son las causas del síndrome número {number}, en español?"))
    return (time.process_time() - begun) * 1000


def main() -> None:
    median = statistics.median(used(number) for number in range(ROUNDS))
    print(f"a picture: {median:.1f} ms, at most {MOST}")
    sys.exit(median > MOST)


if __name__ == "__main__":
    main()
