"""Every address of the site and what each kind of visitor gets there.

An address without a row fails: whoever adds one decides who may open it.
"""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from diseasemaps.outbox.models import MailKind
from diseasemaps.outbox.unsubscribe import make_token
from tests import factories

pytestmark = pytest.mark.django_db

VISITORS = ("anonymous", "member", "moderator", "editor", "medical_reviewer", "administrator")
OK, MOVED, NOT_ALLOWED, NOT_FOUND = 200, 302, 405, 404
EVERYONE = dict.fromkeys(VISITORS, OK)
SIGNED_IN = {**EVERYONE, "anonymous": MOVED}
NOBODY = dict.fromkeys(VISITORS, NOT_FOUND)
ONLY_ADMINISTRATOR = {**dict.fromkeys(VISITORS, MOVED), "administrator": OK}

# Name of the address: what each visitor gets for a GET, with the arguments that ``things`` makes.
ACCESS = {
    "home": EVERYONE,
    "health": EVERYONE,
    "robots": EVERYONE,
    "credits": EVERYONE,
    "topic-detail": EVERYONE,
    "conditions:condition-list": EVERYONE,
    "conditions:condition-list-letter": EVERYONE,
    "conditions:condition-detail": EVERYONE,
    "conditions:summary-history": EVERYONE,
    "conditions:reviewer-detail": EVERYONE,
    "conditions:review-detail": EVERYONE,
    "experiences:experience-detail": EVERYONE,
    # The token in the address is what allows it, and its POST as well.
    "outbox:unsubscribe": EVERYONE,
    "account-detail": SIGNED_IN,
    "experiences:mine": SIGNED_IN,
    # Only in demo mode; tests/demo opens it.
    "demo:mail-list": NOBODY,
    "account-rename": dict.fromkeys(VISITORS, NOT_ALLOWED),
    "admin:index": ONLY_ADMINISTRATOR,
}
WRITES = {"account-rename", "admin:index", "outbox:unsubscribe"}
# Kept by their own libraries' tests; that they stand in our layout is in tests/accounts.
LIBRARIES = ("account_", "mfa_", "usersessions_", "admin:")


@pytest.fixture
def things():
    """One of each thing that an address may name."""
    topic = factories.make_topic()
    revision = factories.make_published(topic)
    review = revision.reviews.get()
    experience = factories.make_public(topic)
    slug, key = topic.condition.slug, topic.question.key
    return {
        "topic-detail": [slug, key],
        "conditions:condition-list-letter": ["m"],
        "conditions:condition-detail": [slug],
        "conditions:summary-history": [slug, key],
        "conditions:reviewer-detail": [review.reviewer.slug],
        "conditions:review-detail": [review.public_id],
        "experiences:experience-detail": [experience.public_id],
        "outbox:unsubscribe": [make_token(experience.author_id, MailKind.DECISIONS)],
    }


def sign_in(client, request, visitor: str) -> None:
    """As one of VISITORS."""
    if visitor != "anonymous":
        client.force_login(request.getfixturevalue(visitor))


def names(patterns: list, namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}"


def test_every_address_has_a_row():
    ours = {name for name in names(get_resolver().url_patterns) if not name.startswith(LIBRARIES)}
    assert ours == {name for name in ACCESS if name != "admin:index"}


@pytest.mark.parametrize("visitor", VISITORS)
def test_visitor_gets_what_the_table_says(client, things, request, visitor):
    sign_in(client, request, visitor)
    got = {
        name: client.get(reverse(name, args=things.get(name, []))).status_code for name in ACCESS
    }
    assert got == {name: row[visitor] for name, row in ACCESS.items()}


@pytest.mark.parametrize("name", [name for name in ACCESS if name not in WRITES])
def test_reading_page_takes_no_post(client, things, name):
    response = client.post(reverse(name, args=things.get(name, [])))
    assert response.status_code in (MOVED, NOT_ALLOWED, NOT_FOUND)
