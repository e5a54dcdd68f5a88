"""The OpenAPI description, and that the interface keeps to it whatever is sent."""

import json
import os
from collections import Counter
from itertools import count

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS
from schemathesis.generation import GenerationMode

from conditions.models import Code, FormerSlug, Name
from experiences import moderation
from tests import factories

pytestmark = pytest.mark.django_db
# How many times the interface is asked; half of the time goes into making up what to ask. For a
# change of the interface: FUZZ_CALLS=5000.
CALLS = int(os.environ.get("FUZZ_CALLS", "300"))
# What an answer must be, besides no error of the server.
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


@pytest.fixture
def full(topic):
    """One of everything that the interface shows."""
    condition = topic.condition
    Name.objects.create(condition=condition, text="CS", kind="abbreviation", source="mondo")
    Code.objects.create(condition=condition, system="doid", value="4440", relation="exact")
    FormerSlug.objects.create(slug="carcinoid", condition=condition)
    factories.make_condition("retired disease", state="retired")
    factories.make_published(topic)
    factories.make_published(topic, "es", attribution="From elsewhere.")
    factories.make_published(factories.make_topic(condition))
    for _ in range(3):
        experience = factories.make_public(topic)
        moderation.set_reuse(experience, by=experience.author, version=experience.version, yes=True)
    return {
        "slug": ["carcinoid-syndrome", "carcinoid", "retired-disease"],
        "key": ["causes"],
        "public_id": [str(experience.public_id)],
        "code": ["DOID:4440"],
        "language": ["en", "es"],
    }


@pytest.fixture
def open_connection():
    """The whole site is asked as a server asks it, but within the transaction of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def description(client):
    return json.loads(client.get("/api/v1/openapi.json").content)


@pytest.mark.thorough
def test_description_is_openapi_and_names_the_terms(description):
    assert description["openapi"].startswith("3.1")
    assert description["info"]["termsOfService"].startswith("https://")
    schemathesis.openapi.from_dict(description).validate()


def test_every_parameter_and_every_shape_is_explained_by_example(description):
    for path, methods in description["paths"].items():
        assert set(methods) == {"get"}, path
        operation = methods["get"]
        assert operation["description"], path
        assert {"200", "304", "422", "429"} <= {str(code) for code in operation["responses"]}
    for name in ("ConditionRow", "TopicRow", "Summary", "Experience", "Question"):
        properties = description["components"]["schemas"][name]["properties"]
        assert any("examples" in each for each in properties.values()), name


def fuzz(known: dict[str, list], calls: int) -> Counter:
    """Send so many requests, half of them as described and half not, and check each answer.

    The answers by their status.
    """
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    operations = [result.ok() for result in schema.get_all_operations()]
    answers: Counter = Counter()
    for turn in count():
        for operation in operations:
            # To some addresses there is little to say, and the others are asked once more.
            if turn and answers.total() >= calls:
                return answers
            ask(operation, known, turn, answers, calls // len(operations) + 1)


def ask(operation, known: dict[str, list], turn: int, answers: Counter, most: int) -> None:
    """Some requests to one address, other ones at each turn."""
    checks = CHECKS.get_by_names(CHECKED)
    cases = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @seed(turn)
    @settings(
        max_examples=most,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, data=st.data())
    def send(case, data):
        for name in case.path_parameters or {}:
            # An address that there is, most of the time: else all answers would be 404.
            if data.draw(st.integers(0, 3)):
                case.path_parameters[name] = data.draw(st.sampled_from(known[name]))
        response = case.call(headers={"Accept-Encoding": "identity"})
        answers[response.status_code] += 1
        case.validate_response(response, checks=checks)

    send()


@pytest.mark.thorough
def test_no_request_makes_an_error_or_an_answer_that_is_not_described(
    full, open_connection, record_property
):
    answers = fuzz(full, CALLS)
    record_property("answers", dict(answers))
    assert answers.total() >= CALLS
    assert set(answers) <= {200, 301, 404, 410, 422} and {200, 404, 422} <= set(answers)
