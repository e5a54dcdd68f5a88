"""What readers send without an account, and how their reading is counted."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conditions.desk.error_reports import report_error
from conditions.models import DailyCount, ErrorReport, Topic
from conditions.reading import reads
from tests import factories
from tests.conditions.summaries.draft_pages import address
from tests.experiences.writing.writing_pages import form_of
from tests.races import at_once

pytestmark = pytest.mark.django_db

FROM_HERE = {"sec-fetch-site": "same-origin"}
OPENED = {"sec-fetch-dest": "document", "sec-fetch-mode": "navigate"}
REPORT = {"text": "The dose in the second section is ten times too high.", "contact": "a@b.example"}


@pytest.fixture(autouse=True)
def nothing_counted(db):
    call_command("createcachetable", verbosity=0)
    cache.clear()
    reads.PENDING.take()


@pytest.fixture
def topic():
    return factories.make_topic()


def ask(topic):
    return address("topic-request", topic.condition.slug, topic.question.key)


def report(topic):
    return address("error-report", topic.condition.slug, topic.question.key)


def counts(kind):
    return {
        (row.topic_id, row.language): row.number for row in DailyCount.objects.filter(kind=kind)
    }


# "I need this answered"


def test_request_is_counted_without_a_cookie_once_a_day_for_each_network(client, topic):
    page = client.get(topic.get_absolute_url()).content.decode()
    assert ask(topic) in page
    assert not client.get(ask(topic)).cookies
    for _press in range(3):
        response = client.post(ask(topic), headers=FROM_HERE)
        assert (response.status_code, dict(response.cookies)) == (200, {})
    assert counts("request") == {(topic.pk, "en"): 1}
    client.post(ask(topic), headers=FROM_HERE, REMOTE_ADDR="192.0.2.1")
    client.post("/es" + ask(topic), headers=FROM_HERE)
    assert counts("request") == {(topic.pk, "en"): 2, (topic.pk, "es"): 1}


def test_request_makes_the_topic_that_is_not_there_yet(client):
    condition, question = factories.make_condition(), factories.make_question()
    url = address("topic-request", condition.slug, question.key)
    client.get(url)
    assert not Topic.objects.exists()
    client.post(url, headers=FROM_HERE)
    assert counts("request") == {(Topic.objects.get().pk, "en"): 1}


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("headers", "counted"),
    [
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "http://testserver"}, True),
        ({"referer": "http://testserver/x"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://testserver.evil.example"}, False),
        ({}, False),
    ],
)
def test_only_this_sites_own_page_is_believed(client, topic, headers, counted):
    response = client.post(ask(topic), headers=headers)
    assert response.status_code == (200 if counted else 403)
    assert bool(counts("request")) is counted


def test_many_requests_from_one_network_are_refused(client):
    answers = [
        client.post(ask(factories.make_topic()), headers=FROM_HERE).status_code
        for _topic in range(11)
    ]
    assert answers == [200] * 10 + [429]


def test_answered_topic_is_not_asked_about(client):
    topic = factories.make_published().summary.topic
    assert "I need this answered" not in client.get(topic.get_absolute_url()).content.decode()
    assert "reviewed answer by now" in client.post(ask(topic), headers=FROM_HERE).content.decode()
    assert counts("request") == {}


def test_cache_holds_no_network_address(client, topic):
    client.post(ask(topic), headers=FROM_HERE, REMOTE_ADDR="203.0.113.77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM site_cache")
        rows = cursor.fetchall()
    assert rows
    assert "203.0.113.77" not in str(rows)


@pytest.mark.django_db(transaction=True)
def test_counts_added_at_once_are_all_there():
    topic, today = factories.make_topic(), timezone.localdate()
    for _round in range(5):
        outcomes = at_once(*[lambda: reads.add(topic.pk, "read", "en", today, 2)] * 3)
        assert outcomes == [None] * 3
    assert counts("read") == {(topic.pk, "en"): 30}


# "Report an error"


def test_report_of_an_error_lands_on_the_desk(client, editor):
    live = factories.make_published()
    topic = live.summary.topic
    assert report(topic) in client.get(topic.get_absolute_url()).content.decode()
    response = client.post(report(topic), REPORT, headers=FROM_HERE)
    assert (response.status_code, dict(response.cookies)) == (200, {})
    one = ErrorReport.objects.get()
    assert (one.revision, one.text, one.contact) == (live, REPORT["text"], REPORT["contact"])
    client.force_login(editor)
    listed = client.get(address("desk-list", "errors")).content.decode()
    assert address("error-detail", one.pk) in listed
    assert REPORT["text"] in client.get(address("error-detail", one.pk)).content.decode()


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "This field is required."),
        ({"text": "Short."}, "at least 10 characters"),
        ({"text": "x" * 2_001}, "at most 2000 characters"),
        ({"contact": "x" * 201}, "at most 200 characters"),
        ({"text": "a null \x00 byte in it"}, "Null characters are not allowed."),
    ],
)
def test_report_that_cannot_be_taken_keeps_the_words(client, fields, said):
    topic = factories.make_published().summary.topic
    page = client.post(report(topic), {**REPORT, **fields}, headers=FROM_HERE).content.decode()
    assert said in page
    assert REPORT["text"] in page or REPORT["contact"] in page
    assert not ErrorReport.objects.exists()


def test_too_many_reports_are_refused_with_the_words_kept(client):
    topic = factories.make_published().summary.topic
    answers = [client.post(report(topic), REPORT, headers=FROM_HERE) for _report in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert REPORT["text"] in answers[-1].content.decode()


def test_report_from_elsewhere_or_by_a_machine_is_not_kept(client):
    topic = factories.make_published().summary.topic
    assert client.post(report(topic), REPORT).status_code == 403
    client.post(report(topic), {**REPORT, "website": "https://spam.example"}, headers=FROM_HERE)
    assert not ErrorReport.objects.exists()


def test_topic_without_a_public_text_has_no_error(client, topic):
    factories.make_draft(topic)
    assert client.get(report(topic)).status_code == 404
    assert client.post(report(topic), REPORT, headers=FROM_HERE).status_code == 404


def test_closing_a_report_forgets_where_to_answer(client, editor):
    one = report_error(factories.make_published(), **REPORT)
    client.force_login(editor)
    url = address("error-close", one.pk)
    fields = form_of(client.get(address("error-detail", one.pk)), url)
    refused = client.post(url, {**fields, "outcome": "mended", "note": ""})
    assert "This field is required." in refused.content.decode()
    assert client.post(url, {**fields, "outcome": "mended", "note": "Dose put right."}).url
    one.refresh_from_db()
    assert (one.outcome, one.contact, one.closed_by) == ("mended", "", editor)
    late = client.post(url, {**fields, "outcome": "nothing", "note": "My careful note."})
    assert late.status_code == 409
    assert "My careful note." in late.content.decode()
    assert "Dose put right." in late.content.decode()
    for outcome in ("open", "x"):
        assert client.post(url, {"outcome": outcome, "note": "n"}).status_code == 200


def test_reviewer_reads_reports_and_closes_none(client, medical_reviewer):
    one = report_error(factories.make_published(), **REPORT)
    client.force_login(medical_reviewer)
    assert client.get(address("error-detail", one.pk)).status_code == 200
    assert client.post(address("error-close", one.pk), {}).status_code == 403


# How often a page is opened


@pytest.fixture
def counting(settings):
    settings.COUNT_READS = True


def opened(client, topic, times=1, **headers):
    for _time in range(times):
        assert client.get(topic.get_absolute_url(), headers=headers or OPENED).status_code == 200


def queries(client, topic, headers):
    with CaptureQueriesContext(connection) as captured:
        opened(client, topic, **headers)
    return [query["sql"].split()[0] for query in captured]


def test_reading_is_counted_in_memory_and_written_later(client, topic, counting):
    opened(client, topic)
    assert queries(client, topic, OPENED) == queries(client, topic, {"accept": "*/*"})
    assert counts("read") == {}
    client.get("/es" + topic.get_absolute_url(), headers=OPENED)
    assert reads.write() == 3
    assert counts("read") == {(topic.pk, "en"): 2, (topic.pk, "es"): 1}
    assert reads.write() == 0


def test_copy_that_is_still_right_is_read_as_well(client, topic, counting):
    etag = client.get(topic.get_absolute_url()).headers["ETag"]
    answer = client.get(topic.get_absolute_url(), headers={**OPENED, "if-none-match": etag})
    assert answer.status_code == 304
    assert reads.write() == 1


@pytest.mark.parametrize(
    "headers",
    [{"accept": "*/*"}, {**OPENED, "sec-purpose": "prefetch"}, {"sec-fetch-dest": "empty"}],
)
def test_programs_are_not_counted(client, topic, counting, headers):
    opened(client, topic, **headers)
    assert reads.write() == 0


def test_counts_are_written_when_there_are_many_after_the_answer(
    client, topic, counting, monkeypatch
):
    monkeypatch.setattr(reads, "WRITE_AT", 3)
    opened(client, topic, times=2)
    assert counts("read") == {}
    opened(client, topic)
    assert counts("read") == {(topic.pk, "en"): 3}


def test_failing_to_write_counts_breaks_no_page(client, topic, counting, monkeypatch):
    monkeypatch.setattr(reads, "WRITE_AT", 1)
    monkeypatch.setattr(reads, "add", lambda *_args: 1 / 0)
    opened(client, topic)


def test_page_without_a_topic_and_page_that_is_none_count_nothing(client, counting):
    condition, question = factories.make_condition(), factories.make_question()
    client.get(f"/conditions/{condition.slug}/{question.key}/", headers=OPENED)
    client.get(f"/conditions/{condition.slug}/gossip/", headers=OPENED)
    reads.write()
    assert counts("read") == {}


def test_old_counts_go(topic):
    today = timezone.localdate()
    for days in (1, 399, 401):
        reads.add(topic.pk, "read", "en", today - timedelta(days=days))
    assert reads.delete_old() == {"deleted": 1}
