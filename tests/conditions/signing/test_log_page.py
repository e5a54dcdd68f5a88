"""The signing log, as people read it."""

import pytest
from django.urls import reverse

from conditions.models import SigningHead
from conditions.summaries.signing import log, site_keys
from conditions.summaries.signing.verify_review import read_checkpoint
from tests import factories
from tests.conditions.signing.logs import append, event

pytestmark = pytest.mark.django_db


def get(client, name):
    return client.get(reverse(f"signing-log:{name}"))


def test_no_log_no_head(client):
    assert get(client, "checkpoint").status_code == 404
    assert get(client, "keys").content.decode().split() == site_keys.vkeys("localhost/signing-log")
    assert "Nothing has been signed here yet" in client.get("/signing-log/").content.decode()


def test_page_tells_people_what_is_in_it(client):
    reviewer = factories.make_reviewer(name="Dr Sample")
    append(log.Event("profile_verified", {"people": 2}, reviewer=reviewer))
    page = client.get("/signing-log/").content.decode()
    assert SigningHead.objects.get().root in page
    assert "Reviewer’s profile verified" in page and "Dr Sample" in page
    assert read_checkpoint(get(client, "checkpoint").content.decode()).size == 3


def test_page_costs_the_same_with_more_entries(client, django_assert_num_queries):
    append(*[event(number) for number in range(3)])
    with django_assert_num_queries(2):
        client.get("/signing-log/")
    append(*[event(number) for number in range(60)])
    with django_assert_num_queries(2):
        client.get("/signing-log/")
