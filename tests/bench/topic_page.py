"""How long a topic's page takes: beside a bare Django page of the same content, and as data grow.

    python -m tests.bench.topic_page

Works on a SQLite file of its own in a temporary folder, or, with DATABASE_URL, in a test database
beside that one. Prints medians over interleaved runs in the same process, and their ratios; the
machine's mood cancels out of the ratios.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from datetime import timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
folder = tempfile.TemporaryDirectory()
os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder.name}/bench.sqlite3")

import django  # noqa: E402

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection, reset_queries, transaction  # noqa: E402
from django.test import RequestFactory, override_settings  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import set_urlconf  # noqa: E402
from django.utils import timezone  # noqa: E402

from conditions import standard_questions  # noqa: E402
from conditions.models import Condition, Name, Question, Topic  # noqa: E402
from diseasemaps.accounts.models import User  # noqa: E402
from experiences import counts  # noqa: E402
from experiences.models import Experience, ExperienceRevision  # noqa: E402
from tests import factories  # noqa: E402

ROUNDS = 100
MOST = 1.5  # times a bare page
GROWTH = 1.1  # times the page with little data
PARAGRAPH = "It took two years until somebody put a name to it, and then it went quickly. "


class Rollback(Exception):
    """Ends a transaction that was only for measuring."""


def fill_topic(name: str, experiences: int) -> Topic:
    """A reviewed topic with that many public experiences, made in bulk."""
    condition = factories.make_condition(name)
    Name.objects.bulk_create(
        Name(condition=condition, text=f"{name}, other name {number}") for number in range(5)
    )
    topic = factories.make_topic(condition, Question.objects.get(key="causes"))
    factories.make_published(
        topic,
        body="".join(f"## Part {n}\n\n{PARAGRAPH * 6}[{n}]\n\n" for n in range(1, 5)),
        sources=[factories.make_source(title=f"Source {n}") for n in range(1, 5)],
    )
    now = timezone.now()
    people = User.objects.bulk_create(
        User(email=f"{condition.slug}-{n}@example.org", pen_name=f"{name} {n}", password="!")
        for n in range(experiences)
    )
    rows = Experience.objects.bulk_create(
        Experience(
            topic=topic,
            author=person,
            relation=("patient", "relative")[number % 5 == 0],
            years_since_diagnosis=number % 15,
            country=("US", "NL", "DE", "")[number % 4],
            may_be_indexed=True,
        )
        for number, person in enumerate(people)
    )
    texts = ExperienceRevision.objects.bulk_create(
        ExperienceRevision(
            experience=row, number=1, text=PARAGRAPH * 6, state="approved", submitted_at=now
        )
        for row in rows
    )
    for number, (row, text) in enumerate(zip(rows, texts, strict=True)):
        row.live_revision, row.state = text, "public"
        row.published_at = now - timedelta(minutes=number)
    Experience.objects.bulk_update(rows, ["live_revision", "state", "published_at"], batch_size=500)
    with transaction.atomic():
        counts.count_topic(topic.pk)
    return topic


def fill_catalogue(conditions: int) -> None:
    made = Condition.objects.bulk_create(
        Condition(name=f"disease {n}", slug=f"disease-{n}", sort_name=f"disease {n}", initial="D")
        for n in range(conditions)
    )
    Name.objects.bulk_create(
        (Name(condition=condition, text=f"{condition.name}, also") for condition in made),
        batch_size=500,
    )


def page(address: str) -> Callable[[], bytes]:
    """Asks the whole site, with all its middleware, for a page."""
    return asker(WSGIHandler(), address)


def bare_page(address: str) -> Callable[[], bytes]:
    """Django alone: no middleware, one template, the rows read as plainly as can be."""
    with override_settings(MIDDLEWARE=[]):
        handler = WSGIHandler()
    return asker(handler, address, urlconf="tests.bench.bare")


def asker(handler: WSGIHandler, address: str, urlconf: str = "") -> Callable[[], bytes]:
    requests = RequestFactory(SERVER_NAME="localhost")

    def ask() -> bytes:
        request = requests.get(address)
        if urlconf:
            request.urlconf = urlconf
        response = handler.get_response(request)
        set_urlconf(None)
        assert response.status_code == 200, response.status_code
        return response.content

    return ask


def clock() -> float:
    """Seconds. SQLite works in this process, so that its processor time leaves out what else the
    machine does; PostgreSQL does not."""
    return time.process_time() if connection.vendor == "sqlite" else time.perf_counter()


def medians(*asks: Callable[[], bytes]) -> list[float]:
    """Milliseconds of each, taken in turns."""
    times: list[list[float]] = [[] for _ in asks]
    for ask in asks:
        for _ in range(10):
            ask()
    for _ in range(ROUNDS):
        for ask, taken in zip(asks, times, strict=True):
            start = clock()
            ask()
            taken.append((clock() - start) * 1000)
    return [statistics.median(taken) for taken in times]


def queries(ask: Callable[[], bytes]) -> int:
    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def report(label: str, value: float, base: float, limit: float) -> bool:
    ratio = value / base
    verdict = "ok" if ratio <= limit else "TOO SLOW"
    print(f"{label:44} {value:7.2f} ms / {base:6.2f} ms = {ratio:4.2f} (at most {limit}) {verdict}")
    return ratio <= limit


def run() -> bool:
    standard_questions.load()
    few = fill_topic("carcinoid syndrome", 20)
    ours = page(few.get_absolute_url())
    bare = bare_page(few.get_absolute_url())
    print(f"{connection.vendor}; page {len(ours()):,} bytes in {queries(ours)} queries;", end=" ")
    print(f"bare page {len(bare()):,} bytes in {queries(bare)} queries")
    site, plain = medians(ours, bare)
    good = report("topic page / bare page", site, plain, MOST)

    many = page(fill_topic("much told disease", 20_000).get_absolute_url())
    few_now, many_now = medians(ours, many)
    good &= report("20,000 experiences / 20", many_now, few_now, GROWTH)

    small, large = [], []
    for _ in range(3):
        small.append(medians(ours)[0])
        # Rolled back, so that the two sizes can be timed in turns.
        with suppress(Rollback), transaction.atomic():
            fill_catalogue(11_000)
            large.append(medians(ours)[0])
            raise Rollback
    return good & report("11,000 conditions / 10", min(large), min(small), GROWTH)


def main() -> int:
    runner = DiscoverRunner(verbosity=0, interactive=False)
    with redirect_stdout(sys.stderr):
        databases = runner.setup_databases()
    try:
        return 0 if run() else 1
    finally:
        runner.teardown_databases(databases)
        connection.close()
        folder.cleanup()


if __name__ == "__main__":
    sys.exit(main())
