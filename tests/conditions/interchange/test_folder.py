from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from conditions.models import Code, FormerSlug, Review, Revision, Source, Summary
from conditions.summaries import workflow
from conditions.summaries.signing.badge import live_badge
from tests import factories
from tests.passkeys import Passkey

pytestmark = pytest.mark.django_db
DAY = "2025-03-01"


@pytest.fixture
def topic():
    condition = factories.make_condition("Wilson disease")
    Code.objects.create(condition=condition, system="mondo", value="0010200", relation="exact")
    return factories.make_topic(condition, factories.make_question("diet"))


@pytest.fixture
def reviewer():
    return factories.make_reviewer(slug="dr-sample", verified_on=timezone.localdate())


def text(review=DAY, **changes):
    """A document; a key is left out where its value is None."""
    keys = {
        "condition": "wilson-disease",
        "question": "diet",
        "language": "en",
        "short_answer": "Mostly no.",
        "sources": "[{title: A page}]",
        **{key: value for key, value in changes.items() if key != "body"},
    }
    if review:
        keys["review"] = f"{{reviewer: dr-sample, reviewed_on: {review}, interests: None.}}"
    front = "".join(f"{key}: {value}\n" for key, value in keys.items() if value is not None)
    return f"---\n{front}---\n{changes.get('body', 'Longer [1].')}\n"


@pytest.fixture
def bring(tmp_path):
    """Import documents and return what the command printed."""

    def run(*texts, **options):
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for number, content in enumerate(texts):
            (folder / f"{number}.md").write_text(content, "utf-8", newline="")
        return command("import_summaries", folder, no_progress=True, **options)

    return run


def command(name, *args, **options):
    out = StringIO()
    call_command(name, *map(str, args), stdout=out, **options)
    return out.getvalue()


def files(folder: Path):
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.md"))
    }


def test_a_reviewed_document_is_public_and_signed_on_its_day(topic, reviewer, bring):
    assert "reviewed summaries: 1 created" in bring(text())
    review = Review.objects.get()
    assert str(timezone.localdate(review.reviewed_at)) == DAY
    assert review.revision.summary.live_revision == review.revision
    assert review.revision.submitted_at == review.revision.created_at == review.reviewed_at


def test_a_document_without_review_stays_a_draft(topic, bring):
    assert "drafts: 1 created" in bring(text(review=None))
    assert Revision.objects.get().state == "draft"
    assert not Summary.objects.published().exists()


def test_a_draft_on_top_leaves_the_public_text_public(topic, reviewer, bring):
    bring(text())
    bring(text(review=None, short_answer="Rather yes."))
    summary = Summary.objects.get()
    assert summary.live_revision.short_answer == "Mostly no."
    assert summary.revisions.count() == 2


def test_the_same_documents_again_change_nothing(topic, reviewer, bring):
    both = text(), text(review=None, short_answer="Rather yes.")
    bring(*both)
    out = bring(*both)
    assert "reviewed summaries: 0 created, 0 changed, 1 unchanged" in out
    assert "drafts: 0 created, 0 changed, 1 unchanged" in out
    assert Revision.objects.count() == 2


def test_a_newer_review_of_the_same_text_signs_it_anew(topic, reviewer, bring):
    bring(text())
    bring(text(review="2025-09-01"))
    live = Summary.objects.get().live_revision
    assert live.number == 2
    assert str(timezone.localdate(live.reviews.get().reviewed_at)) == "2025-09-01"


def test_a_review_signs_the_draft_that_reads_the_same(topic, reviewer, bring):
    bring(text(review=None))
    bring(text())
    assert Revision.objects.get().state == "approved"


def test_a_review_of_this_morning_is_not_signed_in_the_future(topic, reviewer, bring):
    bring(text(review=timezone.localdate().isoformat()))
    assert Review.objects.get().reviewed_at <= timezone.now()


def test_a_condition_is_found_by_code_and_by_former_address(topic, bring):
    FormerSlug.objects.create(slug="hepatolenticular", condition=topic.condition)
    bring(text(review=None, condition="MONDO:0010200"))
    assert "1 unchanged" in bring(text(review=None, condition="hepatolenticular"))
    assert Revision.objects.get().summary.topic == topic


def test_a_dry_run_writes_nothing(topic, reviewer, bring):
    out = bring(text(), dry_run=True)
    assert "1 created" in out
    assert "nothing was written" in out
    assert not Revision.objects.exists()


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("changes", "line", "problem"),
    [
        ({"condition": "nobody"}, 2, "no condition here is nobody"),
        ({"condition": "MONDO:1"}, 2, "no condition here is MONDO:1"),
        ({"question": "colour"}, 3, "there is no question colour"),
        ({"question": "names"}, 3, "answered by the catalogue"),
        ({"language": "xx"}, 4, "no language xx"),
        ({"review": "2999-01-01"}, 7, "in the future"),
        ({"body": "As said [7]."}, 9, "[7] cites a source"),
    ],
)
def test_one_bad_document_stops_all(topic, reviewer, bring, changes, line, problem):
    factories.make_question("names", from_catalogue=True)
    factories.make_question("work")
    with pytest.raises(CommandError, match=rf"1\.md:{line}: ") as refusal:
        bring(text(question="work"), text(**changes))
    assert problem in str(refusal.value)
    assert not Revision.objects.exists()


def test_an_unknown_reviewer_is_refused(topic, bring):
    with pytest.raises(CommandError, match=r"0\.md:7: review: there is no reviewer dr-sample"):
        bring(text())


def test_a_reviewer_who_was_not_valid_on_the_day_is_refused(topic, reviewer, bring):
    reviewer.valid_until = "2024-12-31"
    reviewer.save()
    with pytest.raises(CommandError, match="was not on 2025-03-01"):
        bring(text())


def test_a_reviewer_who_wrote_the_draft_is_refused(topic, reviewer, member, bring):
    reviewer.user = member
    reviewer.save()
    factories.make_draft(topic, by=[member])
    with pytest.raises(CommandError, match="wrote some of this text"):
        bring(text())


def test_two_files_for_one_topic_and_language_are_refused(topic, bring):
    with pytest.raises(CommandError, match=r"1\.md:3: .*0\.md is about the same topic"):
        bring(text(review=None), text(review=None, short_answer="Other."))


def test_a_summary_in_review_is_not_overtaken(topic, bring):
    factories.make_in_review(topic)
    with pytest.raises(CommandError, match="is in review"):
        bring(text(review=None))


def test_a_review_older_than_the_public_one_is_refused(topic, reviewer, bring):
    bring(text())
    with pytest.raises(CommandError, match="before the review of the public text"):
        bring(text(review="2024-01-01", short_answer="Other."))


def test_a_condition_that_was_merged_is_refused(topic, bring):
    other = factories.make_condition("Other disease")
    topic.condition.state, topic.condition.merged_into = "merged", other
    topic.condition.save()
    with pytest.raises(CommandError, match="was merged into other-disease"):
        bring(text(review=None))


def test_bytes_that_are_not_utf_8_are_refused_with_their_line(tmp_path):
    (tmp_path / "a.md").write_bytes(b"---\ncondition: caf\xe9\n")
    with pytest.raises(CommandError, match=r"a\.md:2: not valid UTF-8"):
        command("import_summaries", tmp_path)


@pytest.mark.parametrize("path", ["missing", "table.csv", "."])
def test_a_path_without_documents_is_refused(tmp_path, path):
    (tmp_path / "table.csv").write_text("a,b")
    with pytest.raises(CommandError):
        command("import_summaries", tmp_path / path)


@pytest.fixture
def exported(topic, reviewer, tmp_path):
    """A folder with a public text, a draft on it, and an odd text on another topic."""
    publish_and_export(topic, factories.make_topic(), reviewer, tmp_path / "out")
    return tmp_path / "out"


def publish_and_export(topic, other, reviewer, folder):
    source = Source(title="T: “x” #", doi="10.1000/182", pmid="42", year=2020, kind="book")
    signed = timezone.now() - timedelta(days=30)
    factories.make_published(topic, reviewer=reviewer, at=signed, change_note="First: one")
    odd = {"short_answer": "a: 'b'\n--- ", "body": "\n---\r\nx [1]\n\n", "sources": [source]}
    factories.make_published(other, reviewer=reviewer, at=signed, attribution="By X.\nCC0", **odd)
    factories.make_draft(topic, short_answer="")
    command("export_summaries", folder, drafts=True)


def test_export_writes_a_file_for_each_text(exported, topic):
    assert len(files(exported)) == 3
    assert {"wilson-disease/diet.en.md", "wilson-disease/diet.en.draft.md"} <= set(files(exported))


def test_drafts_are_exported_only_when_asked_for(exported, tmp_path):
    command("export_summaries", tmp_path / "other")
    assert len(files(tmp_path / "other")) == 2


def test_export_can_be_narrowed_to_a_condition_and_a_language(exported, tmp_path):
    command("export_summaries", tmp_path / "other", condition="wilson-disease", language="en")
    assert list(files(tmp_path / "other")) == ["wilson-disease/diet.en.md"]
    assert "nothing to export" in command("export_summaries", tmp_path / "none", language="es")


def test_out_and_in_again_changes_nothing(exported):
    before = Revision.objects.count()
    out = command("import_summaries", exported, no_progress=True)
    assert "0 created, 0 changed, 2 unchanged" in out
    assert "0 created, 0 changed, 1 unchanged" in out
    assert Revision.objects.count() == before


def test_export_of_what_was_imported_is_the_same_to_the_byte(topic, reviewer, tmp_path):
    odd = factories.make_topic()
    with transaction.atomic():
        publish_and_export(topic, odd, reviewer, tmp_path / "out")
        transaction.set_rollback(True)
    command("import_summaries", tmp_path / "out", no_progress=True)
    command("export_summaries", tmp_path / "again", drafts=True)
    assert files(tmp_path / "again") == files(tmp_path / "out")
    assert live_badge(Summary.objects.get(topic=odd)).stands


def test_a_second_export_leaves_the_files_alone(exported):
    out = command("export_summaries", exported, drafts=True)
    assert "reviewed summaries: 0 created, 0 changed, 2 unchanged" in out


def test_what_was_imported_carries_the_badge(exported):
    for review in Review.objects.all():
        assert live_badge(review.revision.summary).stands


def test_an_imported_revision_can_be_taken_up_by_an_editor(topic, reviewer, bring):
    bring(text(review=None))
    revision = Revision.objects.get()
    workflow.submit_for_review(revision, version=revision.version)
    assert revision.state == "in_review"


def test_blocks_come_out_and_go_in_as_they_are_written(topic, tmp_path):
    body = (
        "## When to get help\n\n::: emergency\n- At once [1].\n:::\n\n::: not-known\n"
        "We are [[member_count]].\n:::"
    )
    draft = factories.make_draft(topic, body=body)
    call_command("export_summaries", tmp_path / "one", "--drafts", stdout=StringIO())
    Revision.objects.all().delete()
    call_command("import_summaries", str(tmp_path / "one"), "--no-progress", stdout=StringIO())
    again = Revision.objects.get()
    assert again.body == body == draft.body
    call_command("export_summaries", tmp_path / "two", "--drafts", stdout=StringIO())
    [one], [two] = ((tmp_path / name).rglob("*.md") for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_signed_file_is_refused_where_reviewers_sign_with_their_keys(
    topic, reviewer, bring, settings
):
    settings.REVIEWS_NEED_KEY = True
    with pytest.raises(CommandError, match="takes signatures by the reviewer's key only"):
        bring(text())
    bring(text(review=None))
    assert Revision.objects.get().state == "draft"


def test_signed_file_of_a_reviewer_who_has_a_key_is_refused(topic, reviewer, bring):
    Passkey().register_row(reviewer)
    with pytest.raises(CommandError, match="has a key, and signs with it only"):
        bring(text())
    assert not Revision.objects.exists()
