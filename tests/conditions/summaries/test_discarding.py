"""Discarding a draft that was begun by mistake."""

import pytest
from django.contrib.admin.models import LogEntry

from conditions.models import Revision, Summary
from conditions.summaries import workflow
from tests import factories
from tests.conditions.summaries.draft_pages import address, edit, row, save, shown
from tests.experiences.writing.writing_pages import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def begun(at_desk, editor):
    """By mistake, and with some words in it already."""
    draft = workflow.begin_draft(factories.make_topic(), "en", by=editor)
    save(at_desk, draft, body="Words of mine.", **row(0))
    draft.refresh_from_db()
    return draft


def discard(client, draft, **fields):
    return client.post(address("draft-discard", draft.pk), {"version": draft.version, **fields})


def test_draft_begun_by_mistake_is_discarded_once_confirmed(at_desk, editor, begun):
    url = address("draft-discard", begun.pk)
    assert url in at_desk.get(address("draft-detail", begun.pk)).content.decode()
    page = at_desk.get(url)
    assert "Words of mine." in page.content.decode() and Revision.objects.exists()
    assert at_desk.post(url, form_of(page, url)).url == "/desk/"
    assert not Revision.objects.exists()
    entry = LogEntry.objects.get()
    assert entry.user == editor and "Draft discarded" in entry.change_message
    assert "Words" not in entry.change_message


@pytest.mark.sample(2)
@pytest.mark.parametrize("had", ["handed in", "taken back", "sent back", "signed", "saved since"])
def test_what_others_had_is_not_discarded(at_desk, begun, had):
    seen = {"version": begun.version}
    text = {"short_answer": "An answer.", "body": "It is so [1].", **row(0)}
    save(at_desk, begun, **text)
    begun.refresh_from_db()
    if had != "saved since":
        workflow.submit_for_review(begun, version=begun.version)
        seen = {}
    by = factories.make_reviewer()
    if had == "taken back":
        workflow.take_back(begun, version=begun.version)
    elif had == "sent back":
        workflow.request_changes(begun, by=by, version=begun.version, note="More.")
    elif had == "signed":
        workflow.approve(begun, by=by, version=begun.version, interests="None.")
    assert discard(at_desk, begun, **seen).status_code == (404 if had == "signed" else 409)
    assert Revision.objects.filter(pk=begun.pk).exists()
    if had in ("taken back", "sent back"):
        detail = at_desk.get(address("draft-detail", begun.pk)).content.decode()
        assert address("draft-discard", begun.pk) not in detail


def test_draft_is_discarded_by_its_author_or_whoever_keeps_the_summary(at_desk, editor, begun):
    other = factories.make_with_role("editor")
    at_desk.force_login(other)
    assert discard(at_desk, begun).status_code == 403
    # Not by taking it over first.
    workflow.hand_over(begun, to=other, version=begun.version)
    assert discard(at_desk, begun).status_code == 403
    Summary.objects.update(owner=other)
    assert discard(at_desk, begun).status_code == 302
    assert not Revision.objects.exists()


def test_copy_that_nobody_wrote_in_is_discarded_by_whoever_began_it(at_desk, editor):
    others = factories.make_draft(by=[factories.make_person()])
    copy = workflow.begin_draft(others.summary.topic, "en", by=editor, start=others)
    assert discard(at_desk, copy).status_code == 302
    assert list(Revision.objects.all()) == [others]


def test_words_for_a_draft_that_was_discarded_come_back(at_desk, editor, begun):
    form = {**shown(at_desk, begun), "body": "My further words."}
    assert discard(at_desk, begun).status_code == 302
    answer = at_desk.post(edit(begun), form)
    assert answer.status_code == 404
    assert "My further words." in answer.content.decode()
    at_desk.force_login(factories.make_with_role("editor"))
    assert "My further words." not in at_desk.post(edit(begun), form).content.decode()


def test_what_is_sent_to_no_page_is_not_read(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert client.post("/nowhere/", {"whose": "x" * 1_000}).status_code == 404
