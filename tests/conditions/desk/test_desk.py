"""The lists of the desk: what is in each, in which order, at what cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conditions.desk import lists
from conditions.models import DailyCount
from conditions.summaries import workflow
from tests import factories
from tests.conditions.summaries.draft_pages import address
from tests.conftest import fewer

pytestmark = pytest.mark.django_db


def titles(client, part, **filters):
    response = client.get(address("desk-list", part), filters)
    return [row.title for row in response.context["list"].rows]


def title(topic):
    return f"What about {topic.question.key} of {topic.condition.name}?"


@pytest.fixture
def at_desk(client, editor):
    client.force_login(editor)
    return client


def test_mine_is_what_is_in_my_hands(at_desk, editor):
    mine = factories.make_draft(owner=editor)
    factories.make_draft(owner=factories.make_person())
    factories.make_draft()
    assert titles(at_desk, "mine") == [title(mine.summary.topic)]


def test_waiting_has_the_longest_waiting_first(at_desk):
    first, second = factories.make_in_review(), factories.make_in_review()
    factories.make_draft()
    assert titles(at_desk, "waiting") == [title(one.summary.topic) for one in (first, second)]


def test_changes_requested_stay_in_their_list_until_handed_in_again(at_desk, editor):
    revision = factories.make_in_review()
    workflow.request_changes(
        revision, by=factories.make_reviewer(), version=revision.version, note="More on dose."
    )
    revision = workflow.save_draft(
        revision, by=editor, version=revision.version, short_answer="A.", body="B."
    )
    assert titles(at_desk, "changes") == [title(revision.summary.topic)]
    assert "More on dose." in at_desk.get(address("draft-detail", revision.pk)).content.decode()


@pytest.mark.parametrize(("prefix", "name"), [("", "Spanish"), ("/es", "español")])
def test_rows_name_the_language_in_that_of_the_page(at_desk, prefix, name):
    factories.make_in_review(language="es")
    page = at_desk.get(prefix + address("desk-list", "waiting")).content.decode()
    assert f'<span class="soft">{name}' in page


def read(topic, number, days_ago=1, kind="read", language="en"):
    day = timezone.localdate() - timedelta(days=days_ago)
    DailyCount.objects.create(topic=topic, kind=kind, day=day, number=number, language=language)


def published(days_ago, **fields):
    return factories.make_published(at=timezone.now() - timedelta(days=days_ago), **fields)


def test_overdue_begins_with_the_most_read(at_desk):
    quiet, read_often, current = published(3_000), published(2_000), published(1)
    read(quiet.summary.topic, 500, days_ago=200)
    read(quiet.summary.topic, 500, language="es")
    read(read_often.summary.topic, 9)
    read(read_often.summary.topic, 3, days_ago=2)
    assert titles(at_desk, "overdue") == [title(one.summary.topic) for one in (read_often, quiet)]
    page = at_desk.get(address("desk-list", "overdue")).content.decode()
    assert "opened 12 times in 90 days" in page
    # Few are not told apart.
    assert "opened fewer than 8 times in 90 days" in page
    assert title(current.summary.topic) not in page


def test_due_is_what_falls_due_in_sixty_days(at_desk):
    question = factories.make_question(review_months=1)
    soon = published(20, topic=factories.make_topic(question=question))
    published(20)
    assert titles(at_desk, "due") == [title(soon.summary.topic)]


def test_missing_is_what_people_ask_or_tell_about(at_desk):
    told, asked, both = (factories.make_topic() for _topic in "abc")
    factories.make_public(told)
    read(asked, 2, kind="request")
    factories.make_public(both)
    read(both, 3, kind="request")
    factories.make_published(read_topic := factories.make_topic())
    factories.make_public(read_topic)
    factories.make_topic()
    assert titles(at_desk, "missing") == [title(one) for one in (both, asked, told)]
    # In Spanish the published one is missing as well, and nobody asked.
    assert set(titles(at_desk, "missing", language="es")) == {
        title(one) for one in (told, both, read_topic)
    }


def test_missing_says_where_somebody_is_writing_already(at_desk, editor):
    told, untouched = factories.make_topic(), factories.make_topic()
    for topic in (told, untouched):
        factories.make_public(topic)
    factories.make_draft(told, owner=editor)
    factories.make_draft(untouched, import_key="medquad:1")
    rows = at_desk.get(address("desk-list", "missing")).context["list"].rows
    assert {row.title: "somebody is writing" in row.facts for row in rows} == {
        title(told): True,
        title(untouched): False,
    }


def test_drafts_leave_out_what_came_from_elsewhere_untouched(at_desk, editor):
    imported = factories.make_draft(import_key="medquad:1")
    assert titles(at_desk, "drafts") == []
    workflow.save_draft(imported, by=editor, version=1, short_answer="A.", body="B.")
    assert titles(at_desk, "drafts") == [title(imported.summary.topic)]


@pytest.mark.sample(2)
@pytest.mark.parametrize("part", [part for part in lists.BY_SLUG if part != "errors"])
def test_lists_take_any_filter(at_desk, part):
    for filters in ({"language": "xx"}, {"condition": "a\x00"}, {"page": "999999999999999999999"}):
        assert at_desk.get(address("desk-list", part), filters).status_code == 200


def test_filters_narrow_by_language_and_by_any_name_of_a_condition(at_desk):
    one, other = factories.make_in_review(), factories.make_in_review(language="es")
    one.summary.topic.condition.names.create(text="Zebra syndrome", kind="synonym")
    assert titles(at_desk, "waiting", language="es") == [title(other.summary.topic)]
    assert titles(at_desk, "waiting", condition="zebra") == [title(one.summary.topic)]
    assert titles(at_desk, "waiting", condition="zebra", language="es") == []


def test_retired_conditions_are_in_no_list(at_desk):
    waiting = factories.make_in_review()
    condition = waiting.summary.topic.condition
    condition.state = "retired"
    condition.save()
    assert titles(at_desk, "waiting") == []


def fill(editor, number):
    for _each in range(number):
        factories.make_in_review()
        factories.make_draft(owner=editor)
        published(2_000)
        factories.make_public(factories.make_topic())


def cost(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.thorough
def test_pages_cost_the_same_however_much_there_is(at_desk, editor):
    urls = [address("desk-overview"), *(address("desk-list", part) for part in lists.BY_SLUG)]
    fill(editor, 1)
    before = {url: cost(at_desk, url) for url in urls}
    fill(editor, fewer(6, 2))
    assert {url: cost(at_desk, url) for url in urls} == before


def test_long_list_has_pages(at_desk):
    topic = factories.make_topic()
    for number in range(lists.PER_PAGE + 1):
        factories.make_draft(topic, short_answer=str(number))
    first = at_desk.get(address("desk-list", "drafts"))
    assert len(first.context["list"].rows) == lists.PER_PAGE
    assert "page=2" in first.content.decode()
    second = at_desk.get(address("desk-list", "drafts"), {"page": 2})
    assert len(second.context["list"].rows) == 1


def test_header_leads_to_the_desk_for_who_works_there(client, request):
    for role, sees in (("member", False), ("moderator", False), ("medical_reviewer", True)):
        client.force_login(request.getfixturevalue(role))
        assert ('href="/desk/"' in client.get("/").content.decode()) is sees


def test_first_page_leads_to_notices_and_to_who_keeps_what(at_desk):
    page = at_desk.get("/desk/").content.decode()
    assert 'href="/desk/notices/"' in page and 'href="/desk/upkeep/"' in page


def test_list_that_is_none_is_404(at_desk):
    assert at_desk.get(address("desk-list", "gossip")).status_code == 404
