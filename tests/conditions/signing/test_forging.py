"""The badge that nobody can forge.

Each way to lie is tried by somebody who has the database, and by somebody who has the site's key
besides and makes every seal, hash and signature of the site anew. The first gets no badge. The
second may get one, but never one that a reviewer's key signed; and ``verify_reviews`` names both,
since the file outside the database remembers.
"""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from conditions.models import (
    Condition,
    QuestionText,
    Review,
    ReviewerKey,
    ReviewerProfile,
    Revision,
    SigningEntry,
    SigningSubject,
    Source,
    Summary,
    Withdrawal,
)
from conditions.summaries import workflow
from conditions.summaries.signing import checklist, log
from conditions.summaries.signing.badge import live_badge
from conditions.summaries.signing.statement import hash_of, review_statement
from conditions.summaries.signing.verify_review import to_base64url
from tests import factories
from tests.conditions.signing.forging import (
    rewrite,
    seal_profiles,
    seal_summaries,
    sign_anew,
)
from tests.conditions.signing.proofs import SoftKey
from tests.conditions.signing.test_log_file import open_database
from tests.conditions.signing.test_verify_reviews import add_key, verify

pytestmark = pytest.mark.django_db
STANDS = "Medically reviewed summary"
TEXT = "Its colour fades."


@pytest.fixture
def key():
    return SoftKey()


@pytest.fixture
def reviewer(key):
    reviewer = factories.make_reviewer(factories.make_person(), name="Dr Ada Sample")
    add_key(reviewer, key)
    return reviewer


def sign(key, reviewer, topic, text=TEXT):
    """By the reviewer's own key."""
    revision = factories.make_in_review(topic, short_answer=text)
    said = {
        "at": timezone.now(),
        "public_id": uuid4(),
        "interests": "None.",
        "checklist": checklist.current().signed("en"),
    }
    statement = review_statement(revision, by=reviewer, **said)
    assertion = key.assertion(statement.raw, origin="http://localhost", rp_id="localhost")
    review = workflow.approve(
        revision, by=reviewer, version=revision.version, assertion=assertion, **said
    )
    log.after_commit()
    return review


@pytest.fixture
def topic():
    condition = factories.make_condition("made-up disease", slug="made-up")
    return factories.make_topic(condition, factories.make_question("causes"))


@pytest.fixture
def review(key, reviewer, topic):
    found = sign(key, reviewer, topic)
    badge = live_badge(found.revision.summary)
    assert badge.stands and badge.by_key and badge.is_confirmed
    assert not verify().startswith("fails")
    return found


@pytest.fixture
def page(client, topic):
    def read():
        return client.get(topic.get_absolute_url()).content.decode()

    return read


def live():
    return live_badge(Summary.objects.get())


def is_signed_by_a_reviewer() -> bool:
    found = live()
    return found.stands and found.by_key


# --- Words: rows changed, and, with the site's key, a statement that fits them -----------------


def other_reviewer(review):
    Review.objects.update(reviewer=factories.make_reviewer(name="Dr Else"))


def of_other_reviewer(data):
    data["reviewer"]["id"] = ReviewerProfile.objects.get(name="Dr Else").pk


def put(*path, value):
    """Sets a value in a statement."""

    def change(data):
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = value

    return change


LATE = timezone.localdate() + timedelta(days=9999)
QUESTION = "Which foods cure {condition}?"
# What is changed in the rows, and the same in the statement.
WORDS = {
    "one byte of text": (
        lambda _review: Revision.objects.update(short_answer="Its colour fadeS."),
        put("text", "short_answer", value="Its colour fadeS."),
    ),
    "text": (
        lambda _review: Revision.objects.update(body="## A section\n\nDrink bleach [1]."),
        put("text", "body", value="## A section\n\nDrink bleach [1]."),
    ),
    "source": (
        lambda _review: Source.objects.update(title="Another"),
        put("text", "sources", 0, "title", value="Another"),
    ),
    "checklist": (
        lambda _review: Review.objects.update(checklist={}),
        put("checklist", value=None),
    ),
    "question": (
        lambda _review: QuestionText.objects.update(title=QUESTION),
        put("question", "title", value="Which foods cure made-up disease?"),
    ),
    "condition's name": (
        lambda _review: Condition.objects.update(name="real disease"),
        lambda data: data.update(
            condition={**data["condition"], "name": "real disease"},
            question={"key": "causes", "title": "What about causes of real disease?"},
        ),
    ),
    "reviewer's name": (
        lambda _review: Review.objects.update(reviewer_name="Dr Else"),
        put("reviewer", "name", value="Dr Else"),
    ),
    "reviewer": (other_reviewer, of_other_reviewer),
    "credentials": (
        lambda _review: Review.objects.update(credentials="Professor"),
        put("reviewer", "credentials", value="Professor"),
    ),
    "due date": (
        lambda _review: Review.objects.update(due_on=LATE),
        put("due_on", value=LATE.isoformat()),
    ),
}
# A page under another name is told of and suspended: renaming is nothing that only a forger does.
RENAMES = ("question", "condition's name")


@pytest.mark.parametrize("way", WORDS)
def test_other_words_with_the_database_alone(review, page, way):
    WORDS[way][0](review)
    assert STANDS not in page()
    assert not is_signed_by_a_reviewer()
    said = verify()
    if way in RENAMES:
        assert live().is_renamed
        assert "1 texts were reviewed under another name" in said
    else:
        assert live().review is None
        assert said.startswith("fails ") and "made-up/causes" in said


@pytest.mark.parametrize("way", WORDS)
def test_other_words_with_the_sites_key(review, way):
    change_rows, change_statement = WORDS[way]
    change_rows(review)
    sign_anew(review, change_statement)
    found = live()
    assert found.stands and not found.by_key, "the forger did all that the site's key can do"
    said = verify()
    assert said.startswith("fails ")
    assert "file" in said


@pytest.mark.parametrize("way", WORDS)
def test_other_words_under_the_reviewers_own_signature(review, page, way):
    """With the site's key, but keeping the signature that the reviewer's key gave."""
    kept = {"assertion": review.assertion, "key": review.key}
    change_rows, change_statement = WORDS[way]
    change_rows(review)
    sign_anew(review, change_statement)
    Review.objects.update(**kept)
    assert STANDS not in page()
    assert live().review is None
    assert verify().startswith("fails ")


def test_html_in_a_cache_is_not_shown(review, page, settings):
    """There is no HTML to change in the database, and none is asked of a cache."""
    names = {field.name for field in Revision._meta.get_fields()}
    assert not {name for name in names if "html" in name}
    before = page()
    settings.CACHE_URL = "redis://nowhere"
    assert page() == before


# --- The log: entries deleted, changed, swapped, appended ------------------------------------


def taken_back(review):
    workflow.withdraw(review, by=review.reviewer, reason="An error.")
    log.after_commit()
    assert not live().stands


def without(kind):
    return lambda lines: [line for line in lines if line["kind"] != kind]


def delete_rows(kind):
    with open_database():
        SigningSubject.objects.filter(entry__kind=kind)._raw_delete("default")
        SigningEntry.objects.filter(kind=kind)._raw_delete("default")


def test_withdrawal_deleted_with_the_database_alone(review, page):
    taken_back(review)
    Withdrawal.objects.all().delete()
    assert STANDS not in page()
    assert verify().startswith("fails ")
    delete_rows("withdrawn")
    assert STANDS not in page()
    assert "made-up/causes" in verify()


def test_withdrawal_deleted_with_the_sites_key(review):
    taken_back(review)
    Withdrawal.objects.all().delete()
    rewrite(without("withdrawn"))
    said = verify()
    assert said.startswith("fails ") and "file" in said


def test_withdrawal_that_is_only_sealed_away_with_the_sites_key(review):
    """Its entry is left out of the index, and the seal made anew over the rest."""
    taken_back(review)
    Withdrawal.objects.all().delete()
    with open_database():
        SigningSubject.objects.filter(entry__kind="withdrawn")._raw_delete("default")
    seal_summaries()
    said = verify()
    assert said.startswith("fails ") and "withdraw" in said


def test_live_pointer_moved_back_with_the_database_alone(review, reviewer, key, topic, page):
    sign(key, reviewer, topic, "Mended.")
    Summary.objects.update(live_revision=review.revision, live_review=review)
    assert STANDS not in page()
    assert "made-up/causes" in verify()


def test_live_pointer_moved_back_with_the_sites_key(review, reviewer, key, topic):
    later = sign(key, reviewer, topic, "Mended.")
    Summary.objects.update(live_revision=review.revision, live_review=review)
    Review.objects.filter(pk=later.pk).update(verdict="changes_requested", note="x")
    rewrite(lambda lines: [each for each in lines if each.get("review") != str(later.public_id)])
    said = verify()
    assert said.startswith("fails ") and "file" in said


def change_line(**said):
    def change(lines):
        return [{**line, **said} if line["kind"] == "signed" else line for line in lines]

    return change


def swap(lines):
    return [*lines[:-2], lines[-1], lines[-2]]


def append_by_hand(lines):
    made = {**lines[-1], "kind": "signed", "review": str(uuid4()), "number": len(lines)}
    return [*lines, {**made, "text": "0", "names": "0", "key": "", "signature": "0"}]


LOG_CHANGES = {
    "entry deleted": without("published"),
    "entry changed": change_line(approved_at="2030-01-01T00:00:00.000000Z"),
    "entries swapped": swap,
    "entry appended by hand": append_by_hand,
}


@pytest.mark.parametrize("way", LOG_CHANGES)
def test_log_changed_with_the_sites_key_disagrees_with_the_file(review, way):
    rewrite(LOG_CHANGES[way])
    said = verify()
    assert said.startswith("fails ") and "file" in said


@pytest.mark.parametrize("way", LOG_CHANGES)
def test_log_changed_with_the_database_alone_takes_the_badge(review, page, way):
    """All is made anew but what needs the key: the seal of the summary."""
    seals = dict(Summary.objects.values_list("pk", "log_seal"))
    rewrite(LOG_CHANGES[way])
    for pk, seal in seals.items():
        Summary.objects.filter(pk=pk).update(log_seal=seal)
    assert STANDS not in page()
    assert verify().startswith("fails ")


def test_whole_database_of_an_hour_ago_is_named(review, reviewer, key, topic):
    """Rolled back to a state that was once true: every seal fits, and the file knows better."""
    rows = {
        model: list(model.objects.values()) for model in (SigningEntry, SigningSubject, Summary)
    }
    sign(key, reviewer, topic, "Mended.")
    count = len(rows[SigningEntry])
    rewrite(lambda lines: lines[:count])
    said = verify()
    assert said.startswith("fails ") and "file" in said


# --- People: profile, key, a reviewer who never signed -----------------------------------------


def point_profile_elsewhere():
    """Past the trigger that refuses it: its reviews are no approvals for a moment."""
    other = factories.make_person()
    Review.objects.update(verdict="changes_requested", note="x")
    ReviewerProfile.objects.update(user=other)
    Review.objects.update(verdict="approved", note="")


def test_profile_pointed_elsewhere_with_the_database_alone(review, page):
    point_profile_elsewhere()
    assert STANDS not in page()
    said = verify()
    assert said.startswith("fails ") and "Dr Ada Sample" in said


def test_profile_pointed_elsewhere_with_the_sites_key(review):
    point_profile_elsewhere()
    seal_profiles()
    said = verify()
    assert said.startswith("fails ") and "Dr Ada Sample" in said


def test_reviewers_key_replaced_with_the_database_alone(review, page):
    other = SoftKey()
    kept = ReviewerKey.objects.values("public_key").get()
    ReviewerKey.objects.update(public_key=to_base64url(other.spki))
    assert STANDS not in page()
    assert verify().startswith("fails ")
    ReviewerKey.objects.update(**kept, fingerprint=other.fingerprint)
    assert STANDS not in page()
    ReviewerKey.objects.update(**other.said)
    assert STANDS not in page()
    assert verify().startswith("fails ")


def test_reviewers_key_replaced_with_the_sites_key(review):
    """A key of the forger's own in the place of the reviewer's, in rows and log, and signed by it:
    only the file outside, the mails and the published fingerprint tell."""
    other = SoftKey()
    ReviewerKey.objects.update(**other.said)
    raw = review.statement.encode()
    assertion = other.assertion(raw, origin="http://localhost", rp_id="localhost")
    Review.objects.update(assertion=assertion)
    signature = json.loads(SigningEntry.objects.get(kind="signed").line)["signature"]

    def change(lines):
        found = []
        for line in lines:
            said = {}
            if line["kind"] == "key_added":
                said = {"key": other.fingerprint, "public_key": other.said["public_key"]}
            elif line.get("signature") == signature:
                said = {"key": other.fingerprint, "signature": hash_of(assertion)}
            found.append({**line, **said})
        return found

    rewrite(change)
    said = verify()
    assert said.startswith("fails ") and "file" in said


@pytest.fixture
def draft(topic):
    return factories.make_in_review(topic, short_answer="Drink bleach.")


def test_review_by_somebody_who_never_signed_with_the_database_alone(reviewer, draft, page):
    """A row as a signature would leave it, with a statement and without one."""
    statement = review_statement(
        draft, by=reviewer, at=timezone.now(), public_id=uuid4(), interests="None."
    )
    fields = {
        "revision": draft,
        "reviewer": reviewer,
        "reviewer_name": reviewer.name,
        "credentials": reviewer.credentials,
        "verdict": "approved",
        "due_on": statement.data["due_on"],
        "reviewed_at": statement.data["signed_at"],
        "interests": "None.",
        "public_id": statement.data["review"],
        "statement": statement.raw.decode(),
        "statement_hash": statement.hash,
        "assertion": SoftKey().assertion(statement.raw),
        "key": reviewer.keys.get(),
    }
    made = Review.objects.create(**fields)
    Revision.objects.update(state="approved", approved_at=made.reviewed_at)
    Summary.objects.update(live_revision=draft, live_review=made)
    assert STANDS not in page()
    assert live().review is None
    said = verify()
    assert said.startswith("fails ") and "the signing log has no entry of it" in said


def test_review_by_somebody_who_never_signed_with_the_sites_key(reviewer, draft, page, settings):
    """The site's key signs through the site's own code: the log, the file and the receipt say
    that no key of the reviewer did."""
    settings.REVIEWS_NEED_KEY = False
    with pytest.raises(workflow.KeyNeeded):
        workflow.approve(draft, by=reviewer, version=draft.version, interests="None.")
    # With the reviewer's keys hidden, as whoever owns the database can.
    ReviewerKey.objects.update(revoked_at=timezone.now(), revoked_why="lost")
    draft.refresh_from_db()
    workflow.approve(draft, by=reviewer, version=draft.version, interests="None.")
    assert not live().by_key
    said = verify()
    assert said.startswith("fails ")
    assert "signed with the site's key, not a reviewer's" in said
