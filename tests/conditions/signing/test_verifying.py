"""The badge is exactly the signature: whatever is changed behind its back, it goes, and
``verify_reviews`` names it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from conditions.models import Review, Revision, Source, Summary, Withdrawal
from conditions.summaries import workflow
from conditions.summaries.signing import checklist
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "Its colour fades."
STANDS = "Medically reviewed summary"


def verify() -> str:
    """What the command says, and "fails" where it exits with 1."""
    said = StringIO()
    try:
        call_command("verify_reviews", stdout=said)
    except CommandError as error:
        assert error.returncode == 1
        return f"fails {said.getvalue()}{error}"
    return said.getvalue()


@pytest.fixture
def signed():
    """A text signed with all that a receipt can show."""
    topic = factories.make_topic(factories.make_condition("made-up disease", slug="made-up"))
    revision = factories.make_in_review(topic, short_answer=TEXT)
    note = workflow.write_note(
        revision,
        by=factories.make_person(),
        version=revision.version,
        section="Short answer",
        text="Which colour?",
    )
    workflow.settle_note(note, by=factories.make_person(), answer="Any.")
    return workflow.approve(
        revision,
        by=factories.make_reviewer(),
        version=revision.version,
        interests="None.",
        note="Sound.",
        not_checked="Nothing.",
        checklist=checklist.current().signed("en"),
    )


def page(client, review) -> str:
    return client.get(review.revision.summary.topic.get_absolute_url()).content.decode()


LATER = timezone.now() + timedelta(days=1)
# A row, the field that somebody flips, and what is in it then.
FLIPS = [
    (Revision, "short_answer", "Its colour fades!"),
    (Revision, "body", "## A section\n\nA longer answer, [1]."),
    (Revision, "attribution", "x"),
    (Revision, "approved_at", LATER),
    (Source, "title", "A page on the diseasf"),
    (Source, "publisher", "A public institut"),
    (Source, "year", 1999),
    (Source, "url", "https://example.org/pagf"),
    (Source, "doi", "10.1/1"),
    (Source, "pmid", "1"),
    (Source, "kind", "book"),
    (Source, "number", 2),
    (Review, "reviewer_name", "Dr Sampl"),
    (Review, "credentials", "MD, invente"),
    (Review, "interests", ""),
    (Review, "note", "Sound!"),
    (Review, "not_checked", ""),
    (Review, "checklist", {}),
    (Review, "points", []),
    (Review, "statement_hash", "0" * 64),
    (Review, "statement", "{}"),
    (Review, "assertion", {}),
    (Summary, "log_seal", "0" * 64),
    (Review, "public_id", "00000000-0000-4000-8000-000000000000"),
    (Review, "reviewed_at", LATER),
    (Review, "due_on", timezone.localdate() + timedelta(days=9999)),
]


def test_whole_text_carries_the_badge_and_verifies(client, signed):
    assert STANDS in page(client, signed)
    assert not verify().startswith("fails")


@pytest.mark.sample(5)
@pytest.mark.parametrize(("model", "field", "value"), FLIPS)
def test_any_flip_takes_the_badge_and_is_named(client, signed, model, field, value):
    assert model.objects.update(**{field: value}) == 1
    assert STANDS not in page(client, signed)
    said = verify()
    assert said.startswith("fails ")
    assert "made-up/" in said


@pytest.mark.thorough
def test_every_single_letter_counts(client, signed):
    """Each byte of the short answer in turn: what is checked is not only a part."""
    for place in range(len(TEXT)):
        flipped = f"{TEXT[:place]}{chr(ord(TEXT[place]) ^ 1)}{TEXT[place + 1 :]}"
        Revision.objects.update(short_answer=flipped)
        assert STANDS not in page(client, signed)
        assert verify().startswith("fails ")
    Revision.objects.update(short_answer=TEXT)
    assert STANDS in page(client, signed)


def test_other_reviewer_takes_the_badge_and_is_named(client, signed):
    Review.objects.update(reviewer=factories.make_reviewer())
    assert STANDS not in page(client, signed)
    assert verify().startswith("fails ")


def test_source_that_came_or_went_takes_the_badge(client, signed):
    Source.objects.create(revision=signed.revision, number=2, title="Another")
    assert STANDS not in page(client, signed)
    Source.objects.all().delete()
    assert STANDS not in page(client, signed)
    assert verify().startswith("fails ")


def test_text_moved_to_another_page_is_named(client, signed):
    other = factories.make_topic()
    Summary.objects.update(topic=other)
    assert STANDS not in client.get(other.get_absolute_url()).content.decode()
    assert verify().startswith("fails ")


def test_other_text_made_public_by_hand_is_named(client, signed):
    draft = factories.make_draft(signed.revision.summary.topic, short_answer=TEXT)
    Revision.objects.filter(pk=draft.pk).update(state="approved", approved_at=signed.reviewed_at)
    Summary.objects.update(live_revision=draft)
    assert STANDS not in page(client, signed)
    assert verify().startswith("fails ")


def test_older_text_put_back_by_hand_is_named(signed):
    """Its own signature holds; but what was signed after it said something else."""
    summary = signed.revision.summary
    factories.make_published(summary.topic, short_answer="Mended.")
    assert not verify().startswith("fails ")
    Summary.objects.update(live_revision=signed.revision, live_review=signed)
    assert verify().startswith("fails ")


def test_text_made_public_without_a_signature_is_named(signed):
    draft = factories.make_draft()
    Revision.objects.filter(pk=draft.pk).update(state="approved", approved_at=timezone.now())
    Summary.objects.filter(pk=draft.summary_id).update(live_revision=draft)
    assert verify().startswith("fails ")


def test_review_of_another_site_does_not_fit_here(client, signed, settings):
    settings.SECRET_KEY = "x" * 50
    assert STANDS not in page(client, signed)
    assert verify().startswith("fails ")


def test_former_key_still_verifies(client, signed, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 50
    assert STANDS in page(client, signed)
    assert not verify().startswith("fails ")


# A change of wording


@pytest.fixture
def worded(signed):
    """Two small changes, one upon the other."""
    first = factories.make_wording(signed.revision, short_answer="Its color fades.")
    workflow.approve_wording(first, by=factories.make_person(), version=first.version)
    second = factories.make_wording(first, short_answer="Its color fades")
    return workflow.approve_wording(second, by=factories.make_person(), version=second.version)


def test_change_of_wording_keeps_the_review_and_says_so(client, signed, worded):
    shown = page(client, signed)
    assert STANDS in shown
    assert "Small wording change on" in shown
    assert "last medically reviewed on" in shown
    assert not verify().startswith("fails ")


STEPS = [
    (Revision, "short_answer", "Its color fade"),
    (Revision, "approved_at", LATER),
]


@pytest.mark.parametrize(("model", "field", "value"), STEPS)
def test_any_flip_of_the_last_step_takes_the_badge(client, signed, worded, model, field, value):
    assert model.objects.filter(pk=worded.revision_id).update(**{field: value}) == 1
    assert STANDS not in page(client, signed)
    assert verify().startswith("fails ")


def test_flip_of_the_review_below_takes_the_badge(client, signed, worded):
    Review.objects.update(credentials="Professor")
    assert STANDS not in page(client, signed)


# A signature taken back


def test_signature_taken_back_takes_the_badge_from_what_rests_on_it(client, signed, worded):
    workflow.withdraw(signed, by=signed.reviewer, reason="A new guideline.")
    shown = page(client, signed)
    assert STANDS not in shown
    assert "The reviewer took the signature back on" in shown
    assert not verify().startswith("fails ")


def test_withdrawal_that_was_changed_is_named_and_still_holds(client, signed):
    workflow.withdraw(signed, by=signed.reviewer, reason="A new guideline.")
    Withdrawal.objects.update(reason="None.")
    assert STANDS not in page(client, signed)
