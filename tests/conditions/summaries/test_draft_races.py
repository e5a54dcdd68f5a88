"""Editors at once, with real threads, on the database that the suite runs on."""

from functools import partial

import pytest
from django.test import Client

from common.import_report import ImportReport
from conditions.interchange import pairs
from conditions.models import Contribution, Revision, Source
from conditions.summaries import workflow
from tests import factories
from tests.conditions.summaries.draft_pages import address, edit, row, shown
from tests.experiences.writing.writing_pages import form_of
from tests.races import SOME, TIMES, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def editors():
    return [factories.make_with_role("editor", pen_name=f"Pencil {name}") for name in "AB"]


def test_of_two_saves_one_wins_and_the_other_gets_both_texts(editors):
    clients = [signed_in(editor) for editor in editors]
    for _time in range(TIMES):
        draft = factories.make_draft()
        forms = [
            {**shown(client, draft), "body": f"Words of {name}.", **row(0, title=f"Source {name}")}
            for client, name in zip(clients, "AB", strict=True)
        ]
        acts = [
            partial(client.post, edit(draft), form)
            for client, form in zip(clients, forms, strict=True)
        ]
        answers = at_once(*acts)
        assert sorted(getattr(answer, "status_code", answer) for answer in answers) == [302, 409]
        winner = [answer.status_code for answer in answers].index(302)
        name, late = "AB"[winner], "AB"[1 - winner]
        draft.refresh_from_db()
        assert (draft.body, draft.version) == (f"Words of {name}.", 2)
        assert [one.title for one in draft.sources.all()] == [f"Source {name}"]
        assert draft.saved_by == editors[winner]
        assert [one.person for one in draft.contributions.all()] == [editors[winner]]
        page = answers[1 - winner].content.decode()
        assert f"Words of {late}." in page
        assert f"Words of {name}." in page
        # And the loser goes on from the own words, over the others.
        fields = form_of(answers[1 - winner], edit(draft))
        assert fields["source-0-title"] == f"Source {late}"
        assert clients[1 - winner].post(edit(draft), fields).status_code == 302
        draft.refresh_from_db()
        assert draft.body == f"Words of {late}."


def test_of_saving_and_handing_in_one_wins(editors):
    one, other = (signed_in(editor) for editor in editors)
    for _time in range(TIMES):
        draft = factories.make_draft()
        url = address("draft-submit", draft.pk)
        fields = {**shown(one, draft), "body": "Other words [1]."}
        seen = form_of(other.get(address("draft-detail", draft.pk)), url)
        answers = at_once(partial(one.post, edit(draft), fields), partial(other.post, url, seen))
        statuses = [getattr(answer, "status_code", answer) for answer in answers]
        assert sorted(statuses) == [302, 409]
        draft.refresh_from_db()
        assert (draft.state, "Other" in draft.body) in [("in_review", False), ("draft", True)]
        assert (draft.state == "draft") is (statuses[0] == 302)


def test_two_who_begin_at_once_get_a_draft_each(editors):
    for _time in range(TIMES):
        topic = factories.make_topic()
        url = address("draft-begin", topic.condition.slug, topic.question.key)
        clients = [signed_in(editor) for editor in editors]
        answers = at_once(*(partial(client.post, url, {"start": ""}) for client in clients))
        assert [getattr(answer, "status_code", answer) for answer in answers] == [302, 302]
        assert sorted(
            Revision.objects.filter(summary__topic=topic).values_list("number", flat=True)
        ) == [1, 2]


def test_two_clicks_at_once_begin_one_draft(editors):
    for _time in range(SOME):
        topic = factories.make_topic()
        url = address("draft-begin", topic.condition.slug, topic.question.key)
        clients = [signed_in(editors[0]) for _click in range(2)]
        answers = at_once(*(partial(client.post, url, {"start": ""}) for client in clients))
        assert len({getattr(answer, "url", answer) for answer in answers}) == 1
        assert Revision.objects.filter(summary__topic=topic).count() == 1


def test_two_drafts_handed_in_at_once_leave_one_in_review(editors):
    clients = [signed_in(editor) for editor in editors]
    for _time in range(TIMES):
        topic = factories.make_topic()
        drafts = [factories.make_draft(topic), factories.make_draft(topic)]
        answers = at_once(
            *(
                partial(client.post, address("draft-submit", draft.pk), {"version": 1})
                for client, draft in zip(clients, drafts, strict=True)
            )
        )
        assert sorted(getattr(answer, "status_code", answer) for answer in answers) == [302, 409]
        assert Revision.objects.awaiting_review().filter(summary__topic=topic).count() == 1


def test_saving_over_and_over_at_once_leaves_one_whole_text(editors):
    draft = factories.make_draft()
    for time in range(TIMES):
        draft.refresh_from_db()
        acts = [
            partial(
                workflow.save_draft,
                draft,
                by=editor,
                version=draft.version,
                short_answer=f"{name}{time}",
                body=f"{name}{time}",
                sources=[factories.make_source(title=f"{name}{time}") for _source in range(3)],
            )
            for editor, name in zip(editors, "AB", strict=True)
        ]
        version = draft.version
        outcomes = [type(outcome).__name__ for outcome in at_once(*acts)]
        draft.refresh_from_db()
        titles = set(Source.objects.filter(revision=draft).values_list("title", flat=True))
        assert titles == {draft.body} == {draft.short_answer}
        assert sorted(outcomes) == ["AlreadyDecided", "Revision"]
        assert draft.version == version + 1
    assert Contribution.objects.filter(revision=draft).count() <= 2


def test_import_that_runs_again_overwrites_no_words(editors):
    """It brings texts up to date that nobody has worked on; somebody saves at the same moment."""
    for _time in range(TIMES):
        stored = factories.make_draft(body="As it came.", import_key="medquad:1")
        anew = Revision(summary=stored.summary, body="As it comes now.", import_key="medquad:1")
        saved, _renewed = at_once(
            partial(
                workflow.save_draft,
                Revision.objects.get(pk=stored.pk),
                by=editors[0],
                version=stored.version,
                short_answer="Mine.",
                body="My words.",
            ),
            partial(pairs.renew, stored, anew, factories.make_source(), ImportReport()),
        )
        stored = Revision.objects.get(pk=stored.pk)
        assert not isinstance(saved, Exception)
        assert (stored.body, stored.short_answer, stored.version) == ("My words.", "Mine.", 2)
        assert not stored.sources.exists()


def test_of_discarding_and_handing_in_one_wins(editors):
    writer, colleague = editors
    for _time in range(SOME):
        draft = workflow.begin_draft(factories.make_topic(), "en", by=writer)
        words = {"short_answer": "A short answer.", "body": "Words [1].", **row(0)}
        signed_in(writer).post(edit(draft), {**shown(signed_in(writer), draft), **words})
        acts = [
            partial(signed_in(person).post, address(name, draft.pk), {"version": 2})
            for person, name in ((writer, "draft-discard"), (colleague, "draft-submit"))
        ]
        discarded, handed_in = (getattr(answer, "status_code", answer) for answer in at_once(*acts))
        left = list(Revision.objects.filter(pk=draft.pk).values_list("state", flat=True))
        # Gone before it was looked up, or while it was looked over.
        lost = {(302, 404, ()), (302, 409, ())}
        assert (discarded, handed_in, tuple(left)) in {*lost, (409, 302, ("in_review",))}
