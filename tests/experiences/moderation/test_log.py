import csv
from datetime import timedelta

import pytest
from django.utils import timezone

from experiences import moderation
from experiences.models import Decision
from tests import factories
from tests.conftest import fewer
from tests.experiences.moderation.deciding_pages import address, body, client_of, make_case

pytestmark = pytest.mark.django_db
NONSENSE = "A text that is nobody's business but its author's and its readers'."


@pytest.fixture
def desk(moderator):
    return client_of(moderator)


def make_decision(by=None, **fields) -> Decision:
    case = make_case(text=NONSENSE)
    decision = moderation.reject(
        case.revision,
        by=by or factories.make_moderator(),
        version=case.experience.version,
        reason=factories.make_reason("abuse"),
        message="Why.",
    )
    Decision.objects.filter(pk=decision.pk).update(**fields)
    return decision


def logged(desk, **query) -> list[int]:
    rows = desk.get(address("decision-list"), query).context["decisions"]
    return [decision.pk for decision, _waited in rows]


def lines(desk, **query) -> list[dict]:
    response = desk.get(address("decision-export"), query)
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(text.splitlines()))


def test_newest_decision_comes_first(desk):
    older, newer = make_decision(), make_decision()
    assert logged(desk) == [newer.pk, older.pk]


def test_log_is_narrowed_by_everything_that_a_line_says(desk):
    wanted = make_decision(by=factories.make_moderator(pen_name="Calm Owl"))
    other = factories.make_public()
    assert len(logged(desk)) == 2
    for query in (
        {"verb": "reject"},
        {"reason": "abuse"},
        {"moderator": "calm owl"},
        {"condition": wanted.experience.topic.condition.slug},
    ):
        assert logged(desk, **query) == [wanted.pk]
    assert logged(desk, verb="approve") == [other.decisions.get().pk]


def test_log_is_narrowed_by_dates_inclusively(desk):
    today = timezone.localdate()
    new, old = make_decision(), make_decision(decided_at=timezone.now() - timedelta(days=10))
    assert logged(desk, since=str(today)) == [new.pk]
    assert logged(desk, until=str(today - timedelta(days=10))) == [old.pk]


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"since": "\x00"},
        {"verb": "burn"},
        {"moderator": "\x00"},
        {"reason": "\x00"},
        {"before": "x"},
        {"before": "9" * 30},
    ],
)
def test_filter_that_cannot_be_read_is_left_out(desk, query):
    made = make_decision()
    assert logged(desk, **query) == [made.pk]


def test_pages_of_the_log_hold_every_decision_once(desk, monkeypatch):
    monkeypatch.setattr("experiences.moderation.figures.views.PER_PAGE", 2)
    made = [make_decision().pk for _ in range(5)]
    first = logged(desk)
    second = logged(desk, before=first[-1])
    assert [*first, *second, *logged(desk, before=second[-1])] == made[::-1]


def test_log_costs_the_same_queries_for_one_decision_and_for_thirty(
    desk, django_assert_num_queries
):
    make_decision()
    desk.get(address("decision-list"))
    with django_assert_num_queries(9) as captured:
        desk.get(address("decision-list"))
    for _ in range(fewer(29)):
        make_decision()
    with django_assert_num_queries(len(captured)):
        desk.get(address("decision-list"))


def test_export_has_numbers_reasons_and_times_and_no_words(desk):
    decision = make_decision(waited=timedelta(hours=2))
    (line,) = lines(desk)
    assert line["decision"] == str(decision.pk)
    assert line["text"] == str(decision.experience.public_id)
    assert (line["verb"], line["reason"], line["waited_minutes"]) == ("reject", "abuse", "120")
    assert line["moderator"] == decision.moderator.pen_name
    for secret in (NONSENSE, decision.experience.topic.condition.name, "Why."):
        assert secret not in str(line)


def test_export_has_the_filter_of_the_list(desk):
    make_decision()
    factories.make_public()
    assert len(lines(desk)) == 2
    assert len(lines(desk, verb="approve")) == 1


@pytest.mark.sample(1)
@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_pen_name_is_no_formula_to_a_spreadsheet(desk, start):
    make_decision(by=factories.make_moderator(pen_name=f"{start}HYPERLINK(1)"))
    assert lines(desk)[0]["moderator"] == f"'{start}HYPERLINK(1)"


def test_administrator_reads_the_log_but_opens_no_case(administrator):
    decision = make_decision()
    client = client_of(administrator)
    page = body(client.get(address("decision-list")))
    assert decision.moderator.pen_name in page
    assert "/moderation/cases/" not in page
    assert '/moderation/"' not in page


def test_decision_leads_to_its_case(desk):
    decision = make_decision()
    case = decision.experience.cases.get()
    assert address("case-detail", case.pk) in body(desk.get(address("decision-list")))
