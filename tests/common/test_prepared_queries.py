"""Queries that are compiled once bring what they would bring each time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.prepared_queries import PreparedJoin
from conditions.models import Summary
from tests import factories


def build(topic):
    return Summary.objects.published().filter(topic=topic).with_proof()


@pytest.mark.django_db
def test_join_brings_rows_with_what_hangs_on_them():
    prepared = PreparedJoin(build)
    published = [factories.make_published() for _ in range(2)]
    for revision in [*published, published[0]]:
        topic = revision.summary.topic_id
        with CaptureQueriesContext(connection) as queries:
            (found,) = prepared.of(topic)
            assert found.live_revision == revision
            assert found.live_review.reviewer.name.startswith("Dr Sample")
            assert found.live_review.key is None and found.live_review.withdrawn is None
        assert len(queries) == 1
        (expected,) = build(topic)
        assert (found, found.proof, found.log_size) == (expected, expected.proof, expected.log_size)
        assert found.log_seal == expected.log_seal
    assert prepared.of(factories.make_topic().pk) == []


@pytest.mark.django_db(transaction=True)
def test_join_runs_in_several_threads_on_the_connection_of_each():
    prepared = PreparedJoin(build)
    published = {factories.make_published().summary.topic_id for _ in range(3)}

    def read(topic):
        try:
            return [found.topic_id for _ in range(20) for found in prepared.of(topic)]
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        for topic, found in zip(published, pool.map(read, published), strict=True):
            assert found == [topic] * 20
