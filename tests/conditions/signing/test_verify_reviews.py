"""What ``verify_reviews`` names beside texts: keys, accounts, approvers, pointers, lost rows.

Each is done as by whoever owns the database; where the site's key is known as well, the seals are
made anew, and what gives it away is the log.
"""

import hashlib
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from conditions.models import (
    Review,
    ReviewerKey,
    ReviewerProfile,
    Revision,
    SigningEntry,
    SigningHead,
    Summary,
    Withdrawal,
    WordingStep,
)
from conditions.summaries import workflow
from conditions.summaries.signing import log, site_keys
from conditions.summaries.signing.log import Event
from conditions.summaries.signing.statement import review_statement
from conditions.summaries.signing.verify_review import to_base64url
from tests import factories
from tests.conditions.signing.proofs import SoftKey
from tests.conditions.signing.test_log_file import open_database

pytestmark = pytest.mark.django_db


def verify(*arguments) -> str:
    """What the command says, and "fails" where it exits with 1."""
    said = StringIO()
    try:
        call_command("verify_reviews", *arguments, stdout=said)
    except CommandError as error:
        assert error.returncode == 1
        return f"fails {said.getvalue()}{error}"
    return said.getvalue()


def add_key(reviewer, key) -> ReviewerKey:
    row = ReviewerKey.objects.create(
        reviewer=reviewer,
        name="A key",
        credential_id="AAAA",
        rp_id="localhost",
        **key.said,
    )
    payload = {
        "key": key.fingerprint,
        "algorithm": key.algorithm,
        "public_key": row.public_key,
        "credential": hashlib.sha256(bytes(3)).hexdigest(),
        "rp_id": "localhost",
    }
    with transaction.atomic():
        log.append(Event("key_added", payload, reviewer=reviewer))
    return row


def sign_with(key, reviewer, topic=None) -> Review:
    revision = factories.make_in_review(topic)
    at, public_id = timezone.now(), uuid4()
    statement = review_statement(
        revision, by=reviewer, at=at, public_id=public_id, interests="None."
    )
    assertion = key.assertion(statement.raw, origin="http://localhost", rp_id="localhost")
    return workflow.approve(
        revision,
        by=reviewer,
        version=revision.version,
        interests="None.",
        at=at,
        public_id=public_id,
        assertion=assertion,
    )


@pytest.fixture
def key():
    return SoftKey()


@pytest.fixture
def reviewer(key):
    reviewer = factories.make_reviewer(factories.make_person())
    add_key(reviewer, key)
    return reviewer


@pytest.fixture
def review(key, reviewer):
    """Signed by the reviewer's own key."""
    return sign_with(key, reviewer)


def reseal(profile):
    """As by whoever knows the site's key."""
    profile.refresh_from_db()
    ReviewerProfile.objects.filter(pk=profile.pk).update(seal=site_keys.profile_seal(profile))


def test_review_by_a_reviewers_key_verifies(review):
    said = verify()
    assert said.endswith("everything is as it was signed\n")
    assert "1 reviews" in said and "1 keys" in said
    assert "site's key" not in said


def test_review_by_the_sites_key_is_told(settings):
    settings.REVIEWS_NEED_KEY = False
    factories.make_published()
    assert "1 reviews are signed with the site's key, not a reviewer's" in verify()


def test_reviewers_key_replaced_is_named(review):
    other = SoftKey()
    ReviewerKey.objects.update(**other.said)
    said = verify()
    assert "it is signed by another key than the log says" in said
    assert f"key {other.fingerprint} of reviewer {review.reviewer_id}: the log has no entry" in said


def test_reviewers_key_replaced_under_its_old_fingerprint_is_named(review):
    ReviewerKey.objects.update(public_key=to_base64url(SoftKey().spki))
    said = verify()
    assert "the signature does not fit the statement and the key" in said
    assert "it is not the one that was added" in said


def test_key_made_by_hand_is_named(review):
    ReviewerKey.objects.create(
        reviewer=review.reviewer, name="x", credential_id="x", rp_id="x", **SoftKey().said
    )
    assert "the log has no entry of it" in verify()


def test_signature_replaced_is_named(review, key):
    forged = key.assertion(b"other words", origin="http://localhost", rp_id="localhost")
    Review.objects.update(assertion=forged)
    said = verify()
    assert "its signature is not the one in the log" in said
    assert "what was signed is not this statement" in said


def revoke(row, why, since=None):
    at = timezone.now()
    ReviewerKey.objects.update(revoked_at=at, revoked_why=why, stolen_since=since)
    since_text = since.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if since else ""
    payload = {"key": row.fingerprint, "why": why, "since": since_text}
    with transaction.atomic():
        log.append(Event("key_revoked", payload, reviewer=row.reviewer))


def test_revoked_key_that_is_in_use_again_is_named(review):
    revoke(ReviewerKey.objects.get(), "lost")
    assert not verify().startswith("fails")
    ReviewerKey.objects.update(revoked_at=None, revoked_why="")
    assert "the log says otherwise whether it is revoked" in verify()


def test_review_by_a_stolen_key_has_to_be_suspended(review):
    revoke(ReviewerKey.objects.get(), "stolen", review.reviewed_at)
    assert "its key was stolen before, and it is not suspended" in verify()


def test_suspension_lifted_by_hand_is_named(review):
    summary = review.revision.summary
    payload = {"reviews": [str(review.public_id)], "why": "not_me", "entry": 1}
    with transaction.atomic():
        log.append(Event("suspended", payload, summaries=[summary]))
    Review.objects.update(suspended_at=timezone.now())
    assert "1 reviews are suspended" in verify()
    Review.objects.update(suspended_at=None)
    assert "the log says otherwise whether it is suspended" in verify()


def test_profile_pointed_elsewhere_is_named(review):
    """The trigger away, and the seal made with the site's key."""
    other = factories.make_person()
    with transaction.atomic():
        from_nobody = ReviewerProfile.objects.filter(pk=review.reviewer_id)
        from_nobody.update(user=None)
    reseal(review.reviewer)
    assert "it belongs to another account than the log says" in verify()
    Review.objects.update(verdict="changes_requested", note="x")
    from_nobody.update(user=other)
    Review.objects.update(verdict="approved")
    reseal(review.reviewer)
    assert "it belongs to another account than the log says" in verify()


def test_profile_confirmed_by_hand_is_named():
    profile = factories.make_reviewer(state="unconfirmed")
    assert not verify().startswith("fails")
    ReviewerProfile.objects.update(
        state="confirmed",
        asked_by=factories.make_person(),
        confirmed_by=factories.make_person(),
        confirmed_at=timezone.now(),
    )
    assert "who stands behind the profile, is not what was sealed" in verify()
    reseal(profile)
    assert "it is confirmed, and unconfirmed in the log" in verify()


def test_profile_made_by_hand_is_named():
    known = factories.make_reviewer()
    fields = ("asked_by", "confirmed_by", "confirmed_at", "state")
    ReviewerProfile.objects.create(
        slug="x", name="Dr X", **{name: getattr(known, name) for name in fields}
    )
    assert "Dr X: the log has no entry of the profile" in verify()


def test_name_or_credentials_changed_by_hand_are_named(review):
    ReviewerProfile.objects.update(credentials="Professor")
    assert "its name or credentials are not those in the log" in verify()


def test_withdrawal_deleted_is_named(review):
    workflow.withdraw(review, by=review.reviewer, reason="A new guideline.")
    assert not verify().startswith("fails")
    Withdrawal.objects.all().delete()
    assert "and the withdrawal is gone" in verify()


def test_withdrawal_with_another_reason_or_made_by_hand_is_named(review):
    withdrawal = workflow.withdraw(review, by=review.reviewer, reason="A new guideline.")
    Withdrawal.objects.update(reason="None.")
    assert "the reason of its withdrawal is not the one" in verify()
    Withdrawal.objects.update(reason=withdrawal.reason, withdrawn_at=review.reviewed_at)
    assert "it was withdrawn at another time" in verify()


def test_withdrawal_without_an_entry_is_named(review):
    Withdrawal.objects.create(review=review, reason="x")
    assert "the log has no entry of its withdrawal" in verify()


def test_live_pointer_moved_back_is_named(key, review):
    topic = review.revision.summary.topic
    sign_with(key, review.reviewer, topic)
    assert not verify().startswith("fails")
    Summary.objects.update(live_revision=review.revision, live_review=review)
    assert "its public text rests on another signature than the log says" in verify()


def test_seal_of_a_summary_is_checked(review):
    Summary.objects.update(log_seal="")
    assert "its seal is not that of its entries in the log" in verify()


def test_review_that_is_gone_is_named(review):
    with open_database():
        SigningEntry.objects.update(review=None)
        Summary.objects.update(live_review=None, live_revision=None)
        Review.objects.all()._raw_delete("default")
    said = verify()
    assert "the review that it is of is gone" in said
    assert "its review is not that of its line" in said


def test_review_that_the_log_has_not_is_named(review):
    Review.objects.filter(pk=review.pk).update(public_id=uuid4())
    assert "the signing log has no entry of it" in verify()


@pytest.fixture
def step(review):
    wording = factories.make_wording(review.revision, short_answer="A short answer")
    return workflow.approve_wording(wording, by=factories.make_person(), version=wording.version)


def test_change_of_wording_verifies(step):
    assert "1 changes of wording" in verify()
    assert not verify().startswith("fails")


def test_other_approver_of_a_change_of_wording_is_named(step):
    WordingStep.objects.update(approved_by=factories.make_person())
    assert "somebody else approved it" in verify()


def test_change_of_wording_that_is_gone_is_named(step):
    WordingStep.objects.all().delete()
    assert "the change of wording that it is of is gone" in verify()


def test_other_words_in_a_change_of_wording_are_named(step):
    Revision.objects.filter(pk=step.revision_id).update(short_answer="A cure.")
    said = verify()
    assert "the log has no entry of this text" in said
    assert "its public text is not the one signed" in said


def test_entry_appended_by_hand_for_a_review_by_nobody_is_named(review):
    """A second signature entry of a review, by whoever has the site's key."""
    line = SigningEntry.objects.get(kind="signed")
    payload = {"review": str(review.public_id), "statement": "0" * 64, "key": ""}
    with transaction.atomic():
        log.append(Event("signed", payload, [review.revision.summary], review.reviewer, review))
    assert f"entry {line.number + 2}: it was signed before" in verify()


def test_text_under_another_name_is_told_and_no_mistake(review):
    condition = review.revision.summary.topic.condition
    condition.name = "quite another disease"
    condition.save()
    said = verify()
    assert "1 texts were reviewed under another name" in said
    assert not said.startswith("fails")


def test_lost_file_fails_and_a_saved_head_is_asked(review, tmp_path, signing_log):
    head = tmp_path / "head"
    head.write_text(SigningHead.objects.get().note)
    assert not verify("--head", str(head)).startswith("fails")
    head.write_text(SigningHead.objects.get().note.replace("signing-log\n", "signing-log\n1", 1))
    assert "the saved head" in verify("--head", str(head))
    signing_log.unlink()
    assert "the file of the signing log is not there" in verify()
