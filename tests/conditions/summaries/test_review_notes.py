"""Notes on the sections of a text in review, which are settled before it is signed."""

import pytest

from conditions.models import ReviewNote
from conditions.models.reviews import NOTE_MAX
from conditions.summaries import workflow
from tests import factories
from tests.conditions.summaries.reviewing_pages import fields_of, post, read, sign

pytestmark = pytest.mark.django_db


def write(client, revision, **fields):
    return post(
        client, revision, "note", **{"section": "A section", "note_text": "Which one?", **fields}
    )


def test_note_names_its_section_and_keeps_what_else_was_typed(client, reviewer, revision):
    page = write(client, revision, interests="My interests.").content.decode()
    note = ReviewNote.objects.get()
    assert (note.section, note.text, note.is_open) == ("A section", "Which one?", True)
    assert "My interests." in page and "Which one?" in page


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("section", ""),
        ("section", "No such section"),
        ("note_text", ""),
        ("note_text", "w" * (NOTE_MAX + 1)),
    ],
)
def test_note_that_names_no_section_or_says_nothing_is_refused(
    client, reviewer, revision, field, value
):
    response = write(client, revision, **{field: value, "interests": "My interests."})
    assert response.status_code == 400
    assert "My interests." in response.content.decode()
    assert not ReviewNote.objects.exists()


def test_open_note_keeps_the_text_from_being_signed(client, reviewer, revision):
    write(client, revision)
    response = sign(client, revision)
    assert response.status_code == 400
    assert "Settle every note first" in response.content.decode()
    revision.refresh_from_db()
    with pytest.raises(workflow.OpenNotes):
        workflow.approve(
            revision, by=factories.make_reviewer(), version=revision.version, interests=""
        )


def settle(client, revision, note, answer="The first."):
    fields = fields_of(revision, **{f"answer_{note.pk}": answer})
    return client.post(f"/desk/review/{revision.pk}/note/{note.pk}/settle/", fields)


def test_settled_note_stands_on_the_receipt_without_names(client, reviewer, revision):
    write(client, revision)
    note = ReviewNote.objects.get()
    assert settle(client, revision, note).status_code == 200
    response = sign(client, revision)
    page = client.get(response.url).content.decode()
    assert "Which one?" in page and "The first." in page
    client.logout()
    assert note.written_by.pen_name not in client.get(response.url).content.decode()


def test_note_is_settled_with_an_answer_only_and_only_once(client, reviewer, revision):
    write(client, revision)
    note = ReviewNote.objects.get()
    assert settle(client, revision, note, answer="").status_code == 400
    assert settle(client, revision, note).status_code == 200
    assert settle(client, revision, note, answer="Another.").status_code == 409
    note.refresh_from_db()
    assert note.answer == "The first."


def test_editor_settles_a_note_while_the_text_is_sent_back(client, reviewer, editor, revision):
    write(client, revision)
    note = ReviewNote.objects.get()
    post(client, revision, "request-changes")
    client.force_login(editor)
    assert "Which one?" in read(client, revision)
    assert settle(client, revision, note).status_code == 200


def test_note_of_another_text_is_not_there(client, reviewer, revision):
    write(client, revision)
    other = factories.make_in_review()
    assert settle(client, other, ReviewNote.objects.get()).status_code == 404


def test_note_on_an_older_version_is_too_late(client, reviewer, revision):
    response = write(client, revision, version=revision.version + 5)
    assert response.status_code == 409
    assert "Which one?" in response.content.decode()
    assert not ReviewNote.objects.exists()
