"""How long the moderators' queue takes with ten cases and with ten thousand.

    python -m tests.bench.queue

Works where ``tests.bench.topic_page`` works, and prints medians in the same way.
"""

import sys
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from datetime import timedelta

from tests.bench.topic_page import Rollback, folder, medians, queries, report  # first: sets up

# isort: split
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.runner import DiscoverRunner
from django.utils import timezone

from conditions import standard_questions
from conditions.models import Question
from diseasemaps.accounts.models import User
from experiences.models import Case, Experience, ExperienceRevision
from tests import factories

FEW, MANY = 10, 10_000  # cases
GROWTH = 2  # times the page of few


def fill_queue(cases: int) -> None:
    """That many texts of as many people, which wait on one topic, made in bulk."""
    question = Question.objects.get(key="causes")
    topic = factories.make_topic(factories.make_condition(f"disease with {cases}"), question)
    now = timezone.now()
    people = User.objects.bulk_create(
        User(email=f"{cases}-{n}@example.org", pen_name=f"Person {cases} {n}", password="!")
        for n in range(cases)
    )
    rows = Experience.objects.bulk_create(
        Experience(topic=topic, author=person, relation="patient") for person in people
    )
    texts = ExperienceRevision.objects.bulk_create(
        ExperienceRevision(
            experience=row, number=1, text="Words. " * 60, state="pending", submitted_at=now
        )
        for row in rows
    )
    Case.objects.bulk_create(
        Case(
            kind=Case.Kind.values[number % 4],
            experience=row,
            revision=text,
            condition=topic.condition,
            language=("en", "es")[number % 7 == 0],
            risk=number % 50 == 0,
            is_held=number % 60 == 0,
            opened_at=now - timedelta(minutes=number),
        )
        for number, (row, text) in enumerate(zip(rows, texts, strict=True))
    )
    with connection.cursor() as cursor:
        # What a real site's autovacuum does; on SQLite it changes little.
        cursor.execute("ANALYZE")


def page_for(person: User, address: str) -> Callable[[], bytes]:
    """Asks the whole site, with all its middleware, for somebody's page."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].OutputString()
    requests = RequestFactory(SERVER_NAME="localhost", HTTP_COOKIE=cookie)
    handler = WSGIHandler()

    def ask() -> bytes:
        response = handler.get_response(requests.get(address))
        assert response.status_code == 200, response.status_code
        return response.content

    return ask


def run() -> bool:
    standard_questions.load()
    moderator = factories.make_moderator()
    pages = {
        address: page_for(moderator, address)
        for address in ("/moderation/", "/moderation/?language=es&age=1")
    }
    fill_queue(FEW)
    good = True
    for address, page in pages.items():
        small, large, asked = [], [], {FEW: queries(page)}
        for _ in range(3):
            small.append(medians(page)[0])
            # Rolled back, so that the two sizes can be timed in turns.
            with suppress(Rollback), transaction.atomic():
                fill_queue(MANY)
                large.append(medians(page)[0])
                asked[MANY] = queries(page)
                raise Rollback
        print(f"{connection.vendor} {address}: queries {asked}")
        good &= report(f"{MANY:,} cases / {FEW}", min(large), min(small), GROWTH)
        good &= asked[FEW] == asked[MANY]
    return good


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
