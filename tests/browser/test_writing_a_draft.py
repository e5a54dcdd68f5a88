"""An editor writes, with scripts and without them."""

import pytest

from conditions.models import Revision
from conditions.summaries import workflow
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
BODY = "## Part\n\nIt is **so** [1].\n\n::: emergency\nCall for help.\n:::"


def fill_source(page, place: int, title: str) -> None:
    page.fill(f"#id_source-{place}-title", title)
    page.fill(f"#id_source-{place}-url", "https://example.org/page")


def begin(page, sign_in, editor) -> Revision:
    live = factories.make_published()
    sign_in(page, editor)
    page.goto(live.summary.topic.get_absolute_url())
    page.click("text=Revise the summary")
    page.click("text=From the public text")
    page.wait_for_url("**/edit/")
    return Revision.objects.get(state="draft")


def test_text_is_saved_shown_and_handed_in_with_a_script(page, sign_in, editor):
    draft = begin(page, sign_in, editor)
    page.fill("#id_body", BODY)
    page.locator("[data-preview-part] .block-emergency").wait_for()
    assert "Get help at once" in page.inner_text("[data-preview-part]")
    # Saved without a button, and again: each save knows the version that the last one made.
    page.locator("[data-status]:has-text('Saved at')").wait_for()
    draft.refresh_from_db()
    assert (draft.body, draft.version, draft.saved_by) == (BODY, 2, editor)
    page.fill("#id_short_answer", "Quite short.")
    page.locator("[name=version][value='3']").wait_for(state="attached")
    page.fill("#id_change_note", "Help block added")
    with page.expect_navigation():
        page.click(".deeds >> text=Save")
    page.click("text=This draft")
    with page.expect_navigation():
        page.click("text=Hand in for review")
    draft.refresh_from_db()
    assert (draft.state, draft.short_answer) == ("in_review", "Quite short.")


def test_text_is_written_shown_and_handed_in_without_a_script(plain_page, sign_in, editor):
    page = plain_page
    draft = begin(page, sign_in, editor)
    fill_source(page, 1, "A second source")
    page.fill("#id_body", BODY.replace("[1]", "[2]"))
    with page.expect_navigation():
        page.click("fieldset:nth-of-type(2) >> text=Up")
    assert page.input_value("#id_source-0-title") == "A second source"
    assert "[1]" in page.input_value("#id_body")
    with page.expect_navigation():
        page.click("text=Preview")
    assert "Get help at once" in page.inner_text("#preview")
    assert "Nothing cites source 2." in page.inner_text("#preview")
    draft.refresh_from_db()
    assert draft.version == 1
    with page.expect_navigation():
        page.click(".deeds >> text=Save")
    page.click("text=This draft")
    with page.expect_navigation():
        page.click("text=Hand in for review")
    draft.refresh_from_db()
    assert (draft.state, draft.body) == ("in_review", BODY)
    assert next(one.title for one in draft.sources.all()) == "A second source"


def test_of_two_editors_the_second_sees_both_texts_and_goes_on(plain_page, sign_in, editor):
    page = plain_page
    draft = begin(page, sign_in, editor)
    other = factories.make_with_role("editor", pen_name="Other Pencil")
    workflow.save_draft(draft, by=other, version=1, short_answer="Theirs.", body="Their words.")
    page.fill("#id_body", "My words.")
    with page.expect_navigation():
        page.click(".deeds >> text=Save")
    shown = page.inner_text("main")
    assert "Other Pencil saved this draft" in shown
    assert "Their words." in shown
    assert page.input_value("#id_body") == "My words."
    with page.expect_navigation():
        page.click("text=Save mine over it")
    draft.refresh_from_db()
    assert (draft.body, draft.version) == ("My words.", 3)


def test_script_says_when_somebody_else_was_faster_and_keeps_the_words(page, sign_in, editor):
    draft = begin(page, sign_in, editor)
    other = factories.make_with_role("editor")
    workflow.save_draft(draft, by=other, version=1, short_answer="Theirs.", body="Their words.")
    page.fill("#id_body", "My words.")
    page.locator("[data-status]:has-text('somebody else has saved it')").wait_for()
    assert page.input_value("#id_body") == "My words."
    draft.refresh_from_db()
    assert draft.body == "Their words."
