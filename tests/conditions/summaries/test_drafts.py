"""Writing a draft: begun, saved, lost by nobody, and handed in."""

import pytest
from django.urls import reverse

from conditions.models import Contribution, Revision, Topic
from conditions.models.revisions import BODY_MAX
from conditions.summaries import workflow
from tests import factories
from tests.conditions.summaries.draft_pages import address, edit, row, save, shown
from tests.experiences.writing.writing_pages import form_of

pytestmark = pytest.mark.django_db

BODY = "## Part one\n\nIt is so [1]. And so [2]."


@pytest.fixture
def draft():
    return factories.make_draft()


@pytest.fixture
def at_desk(client, editor):
    client.force_login(editor)
    return client


def writers(revision):
    return [one.person for one in Contribution.objects.filter(revision=revision).order_by("person")]


def test_saving_stores_words_and_sources_and_who_wrote_them(at_desk, editor, draft):
    given = {**row(0, title="One"), **row(1, title="Two", doi="https://doi.org/10.1000/182")}
    response = save(at_desk, draft, body=BODY, short_answer="In short.", **given)
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.short_answer, draft.body, draft.version) == ("In short.", BODY, 2)
    assert [(one.number, one.title, one.doi) for one in draft.sources.all()] == [
        (1, "One", ""),
        (2, "Two", "10.1000/182"),
    ]
    assert writers(draft) == [editor]
    assert (draft.saved_by, draft.owner) == (editor, editor)


def test_saving_what_is_there_makes_nobody_its_writer(at_desk, draft):
    assert save(at_desk, draft).status_code == 302
    draft.refresh_from_db()
    assert (draft.version, writers(draft), draft.saved_at) == (1, [], None)


def test_second_click_on_save_saves_once(at_desk, draft):
    fields = {**shown(at_desk, draft), "body": BODY}
    assert [at_desk.post(edit(draft), fields).status_code for _click in "ab"] == [302, 302]
    draft.refresh_from_db()
    assert draft.version == 2


def test_of_two_editors_the_second_gets_both_texts(at_desk, editor, draft):
    opened = shown(at_desk, draft)
    other = factories.make_with_role("editor", pen_name="Other Pencil")
    workflow.save_draft(draft, by=other, version=1, short_answer="Theirs.", body="Their words.")
    response = at_desk.post(edit(draft), {**opened, "body": "My words <b>.", "short_answer": "M."})
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("Other Pencil", "Their words.", "My words &lt;b&gt;.", "Theirs."):
        assert words in page
    draft.refresh_from_db()
    assert draft.body == "Their words."
    # On from one's own, over the other's …
    mine = form_of(response, edit(draft))
    assert at_desk.post(edit(draft), mine).status_code == 302
    draft.refresh_from_db()
    assert (draft.body, draft.version, set(writers(draft))) == (
        "My words <b>.",
        3,
        {editor, other},
    )


def test_second_text_can_become_a_draft_of_its_own(at_desk, editor, draft):
    opened = shown(at_desk, draft)
    other = factories.make_with_role("editor")
    workflow.save_draft(draft, by=other, version=1, short_answer="Theirs.", body="Their words.")
    workflow.submit_for_review(Revision.objects.get(pk=draft.pk), version=2)
    response = at_desk.post(edit(draft), {**opened, "body": "My words."})
    assert response.status_code == 409
    mine = form_of(response, address("draft-fork", draft.pk))
    assert at_desk.post(address("draft-fork", draft.pk), mine).status_code == 302
    forked = Revision.objects.get(summary=draft.summary, number=2)
    assert (forked.body, forked.state) == ("My words.", "draft")
    # Their words may be in it.
    assert set(writers(forked)) == {editor, other}


def test_words_outlive_a_lost_session(client, editor, draft):
    client.force_login(editor)
    fields = {**shown(client, draft), "body": "x" * 50_000, **row(7, title="Eighth")}
    fields["source-TOTAL_FORMS"] = "9"
    client.logout()
    assert client.post(edit(draft), fields).url.startswith(reverse("account_login"))
    client.force_login(editor)
    page = client.get(edit(draft)).content.decode()
    assert "x" * 50_000 in page
    assert "Eighth" in page


def test_moving_a_source_moves_its_citations(at_desk, draft):
    fields = {**shown(at_desk, draft), "body": r"[1] then [2], not \[1\]."}
    fields |= {**row(0, title="One"), **row(1, title="Two"), "source-TOTAL_FORMS": "3"}
    moved = form_of(at_desk.post(address("draft-rows", draft.pk, "up", 2), fields), edit(draft))
    assert moved["body"] == r"[2] then [1], not \[1\]."
    assert (moved["source-0-title"], moved["source-1-title"]) == ("Two", "One")
    gone = form_of(at_desk.post(address("draft-rows", draft.pk, "remove", 1), moved), edit(draft))
    assert gone["body"] == r"[1] then [?], not \[1\]."
    assert gone["source-0-title"] == "One"
    draft.refresh_from_db()
    assert draft.version == 1


def test_empty_row_between_sources_is_none_and_citations_follow(at_desk, draft):
    fields = {**row(0, title="One"), **row(1, title="", publisher=""), **row(2, title="Three")}
    save(at_desk, draft, body="So [1], so [3].", **fields, **{"source-TOTAL_FORMS": "3"})
    draft.refresh_from_db()
    assert draft.body == "So [1], so [2]."
    assert [one.title for one in draft.sources.all()] == ["One", "Three"]


def test_preview_shows_typed_words_and_stores_nothing(at_desk, draft):
    fields = {**shown(at_desk, draft), "body": "Now **strong** [9].\n\n::: soon\nCall.\n:::"}
    page = at_desk.post(address("draft-preview", draft.pk), fields).content.decode()
    assert "<strong>strong</strong>" in page
    assert "No such source: [9]." in page
    assert "Get medical help soon" in page
    part = at_desk.post(address("draft-preview", draft.pk), fields, headers={"x-part": "preview"})
    assert b"<strong>strong</strong>" in part.content
    assert b"<html" not in part.content
    draft.refresh_from_db()
    assert draft.version == 1


def test_autosave_answers_with_the_version_it_made(at_desk, draft):
    fields = {**shown(at_desk, draft), "body": "Once."}
    answer = at_desk.post(address("draft-autosave", draft.pk), fields)
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    late = at_desk.post(address("draft-autosave", draft.pk), {**fields, "body": "Twice."})
    assert late.status_code == 409
    at_desk.logout()
    assert at_desk.post(address("draft-autosave", draft.pk), fields).status_code == 403


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("body", "x" * 60_001, "at most 60000 characters"),
        ("short_answer", "x" * 901, "at most 900 characters"),
        ("change_note", "x" * 201, "at most 200 characters"),
        ("source-0-year", "1066", "greater than or equal to 1500"),
        ("source-0-year", "2999", "This year lies ahead."),
        ("source-0-url", "javascript:alert(1)", "Enter a valid URL."),
        ("source-0-url", "ftp://example.org/x", "begins with https://"),
        ("source-0-doi", "11.1/x", "A DOI looks like"),
        ("source-0-pmid", "0123", "A PubMed number"),
        ("source-0-kind", "rumour", "Select a valid choice."),
        ("source-0-title", "", "This field is required."),
        ("source-0-title", "a\x00b", "Null characters are not allowed."),
    ],
)
def test_error_stands_beside_the_field_and_nothing_is_lost(at_desk, draft, field, value, said):
    response = save(at_desk, draft, **{"body": "Typed words.", field: value})
    page = response.content.decode()
    assert (response.status_code, said in page) == (200, True)
    assert f'href="#id_{field}"' in page
    assert "Typed words." in page or field == "body"
    draft.refresh_from_db()
    assert draft.version == 1


@pytest.mark.sample(2)
@pytest.mark.parametrize("version", ["", "0", "-1", "x", str(2**31), "1\x00"])
def test_forged_version_saves_nothing(at_desk, draft, version):
    response = save(at_desk, draft, body="Typed words.", version=version)
    assert response.status_code in (200, 409)
    assert "Typed words." in response.content.decode()
    draft.refresh_from_db()
    assert draft.version == 1


@pytest.mark.thorough
@pytest.mark.parametrize("total", ["", "x", "-1", "5000", "9" * 20])
@pytest.mark.parametrize("name", ["edit", "preview", "autosave", "fork"])
def test_broken_rows_are_never_a_500(at_desk, draft, name, total):
    fields = {**shown(at_desk, draft), "source-TOTAL_FORMS": total}
    assert at_desk.post(address(f"draft-{name}", draft.pk), fields).status_code in (200, 302, 400)
    at_desk.post(address("draft-rows", draft.pk, "up", 2), fields)
    assert at_desk.post(address(f"draft-{name}", draft.pk), {}).status_code in (200, 302, 400, 409)


@pytest.mark.sample(1)
@pytest.mark.parametrize("year", ["9" * 5_000, "٢٠٢٠", "-1", "²"])
def test_year_that_is_none_is_never_a_500(at_desk, draft, year):
    form = {**shown(at_desk, draft), **row(0, year=year)}
    for verb in ("draft-preview", "draft-edit", "draft-autosave"):
        assert at_desk.post(address(verb, draft.pk), form).status_code in (200, 302, 400)


@pytest.mark.thorough
def test_preview_of_a_text_that_is_too_long_reads_no_more_than_could_be_saved(at_desk, draft):
    body = "word " * (BODY_MAX // 5) + "BEYOND"
    form = {**shown(at_desk, draft), "body": body}
    answer = at_desk.post(address("draft-preview", draft.pk), form, headers={"x-part": "preview"})
    assert "word word" in answer.content.decode() and "BEYOND" not in answer.content.decode()
    assert "BEYOND" in at_desk.post(address("draft-preview", draft.pk), form).content.decode()


def test_rows_know_no_other_verb(at_desk, draft):
    assert at_desk.post(address("draft-rows", draft.pk, "cite", 1)).status_code == 404
    assert at_desk.post(address("draft-rows", draft.pk, "up", 99), {}).status_code == 200


# Beginning


def begin(topic):
    return address("draft-begin", topic.condition.slug, topic.question.key)


def test_draft_begins_with_the_public_text_and_its_sources(at_desk, editor):
    live = factories.make_published(by=[factories.make_person()])
    topic = live.summary.topic
    response = at_desk.post(begin(topic), {"start": live.pk})
    draft = Revision.objects.get(summary=live.summary, number=2)
    assert response.url == edit(draft)
    assert (draft.body, draft.owner, draft.sources.count()) == (live.body, editor, 1)
    # Signed words have no writer any more, and the copy has none yet.
    assert writers(draft) == []


def test_draft_begins_with_a_text_from_elsewhere_and_leaves_that_one(at_desk):
    imported = factories.make_draft(import_key="medquad:1", attribution="From elsewhere.")
    at_desk.post(begin(imported.summary.topic), {"start": imported.pk})
    draft = Revision.objects.get(summary=imported.summary, number=2)
    assert (draft.body, draft.attribution, draft.import_key) == (
        imported.body,
        "From elsewhere.",
        "",
    )


def test_draft_begins_empty_where_there_is_no_topic_yet(at_desk):
    condition, question = factories.make_condition(), factories.make_question()
    url = address("draft-begin", condition.slug, question.key)
    assert at_desk.get(url).status_code == 200
    assert not Topic.objects.exists()
    assert at_desk.post(url, {"start": ""}).status_code == 302
    assert Revision.objects.get().body == ""


@pytest.mark.parametrize("is_copy", [False, True])
def test_beginning_twice_leads_to_the_draft_that_was_begun(at_desk, is_copy):
    live = factories.make_published()
    topic, start = live.summary.topic, {"start": live.pk if is_copy else ""}
    first, second = (at_desk.post(begin(topic), start).url for _click in range(2))
    assert first == second
    assert Revision.objects.filter(state="draft").count() == 1


def test_beginning_again_makes_another_draft_once_somebody_has_written(at_desk, editor):
    topic = factories.make_topic()
    at_desk.post(begin(topic), {"start": ""})
    draft = Revision.objects.get()
    save(at_desk, draft, body="Words.")
    at_desk.post(begin(topic), {"start": ""})
    assert Revision.objects.filter(owner=editor).count() == 2


def test_copies_of_the_same_words_by_different_people_stay_apart(at_desk):
    """Each keeps who wrote it, so that none of them signs it."""
    topic = factories.make_topic()
    texts = [
        factories.make_draft(topic, body="The same.", by=[factories.make_person()])
        for _text in range(2)
    ]
    urls = {at_desk.post(begin(topic), {"start": text.pk}).url for text in texts}
    assert len(urls) == 2


def test_draft_in_another_language_begins_with_what_is_to_be_translated(at_desk):
    live = factories.make_published()
    at_desk.post("/es" + begin(live.summary.topic), {"start": live.pk})
    draft = Revision.objects.get(state="draft")
    assert (draft.summary.language, draft.body) == ("es", live.body)


def test_text_of_another_topic_begins_nothing(at_desk, draft):
    foreign = factories.make_draft()
    assert at_desk.post(begin(draft.summary.topic), {"start": foreign.pk}).status_code == 404


def test_topic_page_leads_an_editor_and_nobody_else_to_the_form(client, editor, member):
    live = factories.make_published()
    url = live.summary.topic.get_absolute_url()
    seen = {}
    for person in (None, member, editor):
        if person:
            client.force_login(person)
        seen[person] = "Revise the summary" in client.get(url).content.decode()
    assert seen == {None: False, member: False, editor: True}


# Handing in


def hand_in(client, revision):
    page = client.get(address("draft-detail", revision.pk))
    url = address("draft-submit", revision.pk)
    return client.post(url, form_of(page, url))


def test_handing_in_puts_it_before_the_reviewers(at_desk, draft):
    assert hand_in(at_desk, draft).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "in_review"


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"short_answer": ""}, "The short answer is missing."),
        ({"body": ""}, "The long answer is missing."),
        ({"body": "So [2]."}, "No such source: [2]."),
        ({"body": "So [?] [1]."}, "stands where a source was taken out"),
        ({"body": "So [1].", "sources": []}, "There is no source."),
        ({"body": "We are [[members]] [1]."}, "No such token: [[members]]."),
        ({"body": "[1]\n\n::: urgent\nx\n:::"}, "Line 3"),
        ({"body": "[1]\n\n::: soon\nx"}, "Line 3"),
    ],
)
def test_what_must_be_mended_is_said_and_keeps_it_here(at_desk, fields, said):
    draft = factories.make_draft(**fields)
    response = hand_in(at_desk, draft)
    assert response.status_code == 409
    assert said in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_source_that_nothing_cites_is_advice_alone(at_desk):
    draft = factories.make_draft(body="Nothing cited.")
    page = at_desk.get(address("draft-detail", draft.pk)).content.decode()
    assert "Nothing cites source 1." in page
    assert hand_in(at_desk, draft).status_code == 302


def test_second_text_of_a_summary_waits_until_the_first_is_decided(at_desk, draft):
    first = factories.make_in_review(draft.summary.topic)
    response = hand_in(at_desk, draft)
    assert response.status_code == 409
    assert address("draft-detail", first.pk) in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_draft_that_a_newer_public_text_overtook_is_not_handed_in(at_desk, draft):
    factories.make_published(draft.summary.topic)
    response = hand_in(at_desk, draft)
    assert response.status_code == 409
    assert "A newer text has become public" in response.content.decode()


def test_text_saved_meanwhile_is_not_handed_in_unseen(at_desk, draft):
    url = address("draft-submit", draft.pk)
    seen = form_of(at_desk.get(address("draft-detail", draft.pk)), url)
    other = factories.make_with_role("editor")
    workflow.save_draft(
        draft,
        by=other,
        version=1,
        short_answer="New.",
        body="New [1].",
        sources=[factories.make_source()],
    )
    assert at_desk.post(url, seen).status_code == 409
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_text_can_be_taken_back_from_review(at_desk):
    waiting = factories.make_in_review()
    url = address("draft-take-back", waiting.pk)
    fields = form_of(at_desk.get(address("draft-detail", waiting.pk)), url)
    assert at_desk.post(url, fields).status_code == 302
    assert at_desk.post(url, fields).status_code == 409
    waiting.refresh_from_db()
    assert waiting.state == "draft"


def test_draft_is_put_into_anothers_hands(at_desk, draft):
    other = factories.make_with_role("editor")
    url = address("draft-hand-over", draft.pk)
    assert at_desk.post(url, {"version": 1, "to": other.pk}).status_code == 302
    draft.refresh_from_db()
    assert draft.owner == other
    for stranger in (factories.make_person().pk, 2**63 - 1):
        assert at_desk.post(url, {"version": 1, "to": stranger}).status_code == 404
    assert at_desk.post(url, {"version": "x", "to": "y"}).status_code == 409


def test_reviewer_reads_a_draft_and_writes_nothing(client, medical_reviewer, draft):
    client.force_login(medical_reviewer)
    page = client.get(address("draft-detail", draft.pk)).content.decode()
    assert "A longer answer" in page
    assert "Hand in for review" not in page
    for name in ("edit", "preview", "autosave", "fork", "submit", "take-back", "hand-over"):
        assert client.post(address(f"draft-{name}", draft.pk), {"version": 1}).status_code == 403


def test_signed_text_is_no_draft(at_desk):
    live = factories.make_published()
    assert at_desk.get(edit(live)).status_code == 404
    assert at_desk.post(edit(live), {"version": live.version}).status_code == 404
