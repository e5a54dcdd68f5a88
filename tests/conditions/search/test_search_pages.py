import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conditions.models import Code, Name, WantedCondition
from conditions.search.index import reindex
from tests import factories

pytestmark = pytest.mark.django_db
SEARCH = "/search/"
HOSTILE = [
    "x" * 10_000,
    'carcinoid" OR "1"="1',
    "carcinoid NEAR/2 NOT AND (*) :^",
    "* ' \" ( ) : - + ^ ~",
    "a\0b\x1f",
    "🧬💊",
    "\u202ecarcinoid\u202c \u200f",
    "%_%",
    "'; DROP TABLE conditions_condition; --",
    "",
    "   ",
    "OMIM:" + "9" * 300,
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
]


@pytest.fixture
def carcinoid():
    condition = factories.make_condition("carcinoid syndrome", slug="carcinoid-syndrome")
    Name.objects.create(condition=condition, text="Thorson-Bioerck syndrome", kind="synonym")
    Code.objects.create(condition=condition, system="icd10", value="E34.0", relation="exact")
    other = factories.make_condition("carcinoid tumor of the lung", slug="lung")
    reindex([condition.pk, other.pk])
    for key, title in (
        ("causes", "What causes {condition}?"),
        ("cure", "Can {condition} be cured?"),
    ):
        factories.make_question(key, title=title)
    return condition


def look(client, query, **more):
    return client.get(SEARCH, {"q": query, **more})


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    "query",
    ["carcinoid syndrome", "Carcinoïd-Syndrome", "carcinoid sindrome", "e34.0", "ICD10:E340"],
)
def test_one_clear_answer_is_gone_to_at_once(client, carcinoid, query):
    assert look(client, query, go=1).headers["Location"] == carcinoid.get_absolute_url()


@pytest.mark.parametrize(
    "query",
    [
        "what causes carcinoid sindrome",
        "carcinoid syndrome causes",
        "causes of carcinoid syndrome?",
    ],
)
def test_question_in_words_leads_to_its_topic(client, carcinoid, query):
    address = reverse("topic-detail", args=["carcinoid-syndrome", "causes"])
    assert look(client, query, go=1).headers["Location"] == address


def test_question_is_shown_first_where_nobody_asked_to_go_there(client, carcinoid):
    page = " ".join(look(client, "can carcinoid syndrome be cured").content.decode().split())
    assert page.index("Can carcinoid syndrome be cured?") < page.index("Conditions </h2>")


def test_what_may_mean_two_is_a_list(client, carcinoid):
    response = look(client, "carcinoid", go=1)
    assert response.status_code == 200
    assert len(response.context["found"].hits) == 2


def test_result_says_by_which_name_it_was_found(client, carcinoid):
    assert "also “Thorson-Bioerck syndrome”" in look(client, "thorson bioerck").content.decode()


def test_nothing_found_offers_to_ask_for_it(client, carcinoid):
    page = look(client, "zebra stripes").content.decode()
    assert "/search/ask/?name=zebra%20stripes" in page


@pytest.mark.sample(6)
@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("address", [SEARCH, "/search/suggest/", "/search/ask/"])
def test_no_query_is_a_fault(client, carcinoid, query, address):
    assert client.get(address, {"q": query, "name": query, "go": 1}).status_code in (200, 302)


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 40])
def test_bad_page_number_is_the_nearest(client, carcinoid, page):
    assert look(client, "carcinoid", page=page).status_code == 200


def test_search_costs_the_same_for_two_and_for_many(
    client, carcinoid, django_assert_max_num_queries
):
    many = [factories.make_condition(f"carcinoid thing {number}") for number in range(30)]
    reindex([condition.pk for condition in many])
    with django_assert_max_num_queries(8):
        assert len(look(client, "carcinoid").context["found"].hits) == 32


def test_suggestions_name_the_question_then_conditions(client, carcinoid):
    page = client.get("/search/suggest/", {"q": "causes carcinoid synd"}).content.decode()
    assert page.index("What causes carcinoid syndrome?") < page.index(">carcinoid syndrome<")
    assert page.count('role="option"') == 4
    assert "4 suggestions" in page
    assert "<html" not in page


def test_suggestions_are_limited_by_network(client, carcinoid, monkeypatch, time_machine):
    time_machine.move_to("2026-11-25T10:00:30Z", tick=False)
    monkeypatch.setattr("conditions.search.views.SUGGESTIONS_A_MINUTE", 2)
    codes = [client.get("/search/suggest/", {"q": "car"}).status_code for _each in range(4)]
    assert codes == [200, 200, 429, 429]


def test_suggestions_are_counted_without_a_statement(client, carcinoid):
    with CaptureQueriesContext(connection) as queries:
        client.get("/search/suggest/", {"q": "car"})
    assert queries and not [each["sql"] for each in queries if "site_cache" in each["sql"]]


def test_search_sets_no_cookie_and_is_not_for_search_engines(client, carcinoid):
    response = look(client, "carcinoid")
    assert not response.cookies
    assert 'name="robots" content="noindex"' in response.content.decode()


def ask(client, name, **headers):
    headers = {"sec-fetch-site": "same-origin", **headers}
    return client.post("/search/ask/", {"name": name}, headers=headers)


def test_condition_that_is_missing_can_be_asked_for_and_is_counted(client):
    ask(client, "Stiff person syndrome")
    assert (
        "“stiff-person syndrome” was asked for"
        in ask(client, "stiff-person syndrome").content.decode()
    )
    wanted = WantedCondition.objects.get()
    assert (wanted.name, wanted.number) == ("Stiff person syndrome", 2)


def test_asking_from_another_site_keeps_nothing(client):
    assert ask(client, "X", **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert not WantedCondition.objects.exists()


def test_asking_without_a_name_says_so_beside_the_field(client):
    page = ask(client, "  ").content.decode()
    assert "Write the name first." in page
    assert not WantedCondition.objects.exists()


def test_asking_is_limited_by_network_and_gives_the_words_back(client, monkeypatch):
    monkeypatch.setattr("conditions.search.views.WANTED_A_DAY", 1)
    ask(client, "One")
    assert ask(client, "Two").status_code == 429
    assert WantedCondition.objects.count() == 1
