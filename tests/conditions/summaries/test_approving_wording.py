"""A change of wording, which a second editor publishes without a new signature."""

import pytest

from conditions.models import Revision
from conditions.summaries import workflow
from tests import factories
from tests.conditions.summaries.reviewing_pages import post, read

pytestmark = pytest.mark.django_db


def test_change_of_wording_is_published_by_a_second_editor(client, editor):
    base = factories.make_published(short_answer="Its colour fades.")
    revision = factories.make_wording(base, short_answer="Its color fades.")
    client.force_login(editor)
    assert "Publish the change of wording" in read(client, revision)
    assert post(client, revision, "wording").status_code == 302
    base.summary.refresh_from_db()
    assert base.summary.live_revision_id == revision.pk
    assert workflow.live_badge(base.summary).stands


def test_guard_says_why_a_change_needs_a_signature(client, editor):
    base = factories.make_published(short_answer="Take 5 mg.")
    revision = factories.make_wording(base, short_answer="Take 50 mg.")
    client.force_login(editor)
    assert "A number has changed." in read(client, revision)
    assert post(client, revision, "wording").status_code == 403
    with pytest.raises(workflow.NeedsSignature):
        workflow.approve_wording(revision, by=editor, version=revision.version)


def test_what_its_writer_calls_medium_is_no_change_of_wording(editor):
    base = factories.make_published(short_answer="Its colour fades.")
    revision = factories.make_wording(base, short_answer="Its color fades.")
    Revision.objects.filter(pk=revision.pk).update(significance="medium")
    revision.refresh_from_db()
    with pytest.raises(workflow.NeedsSignature):
        workflow.approve_wording(revision, by=editor, version=revision.version)


def test_without_a_review_that_holds_there_is_no_change_of_wording(editor):
    reviewer = factories.make_reviewer()
    base = factories.make_published(short_answer="Its colour fades.", reviewer=reviewer)
    revision = factories.make_wording(base, short_answer="Its color fades.")
    workflow.withdraw(base.reviews.get(), by=reviewer, reason="An error.")
    with pytest.raises(workflow.NothingSigned):
        workflow.approve_wording(revision, by=editor, version=revision.version)


def test_administrator_approves_no_wording(client, administrator):
    base = factories.make_published(short_answer="Its colour fades.")
    revision = factories.make_wording(base, short_answer="Its color fades.")
    client.force_login(administrator)
    assert "Publish the change" not in read(client, revision)
    assert post(client, revision, "wording").status_code == 403


def test_member_of_no_desk_approves_no_wording(client, member):
    base = factories.make_published(short_answer="Its colour fades.")
    revision = factories.make_wording(base, short_answer="Its color fades.")
    client.force_login(member)
    assert post(client, revision, "wording").status_code == 403
