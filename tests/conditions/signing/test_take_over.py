"""What was signed before there was a log moves into it, with the site's signature and said so; what
did not verify before does not, and is named."""

import hashlib
import json
from datetime import UTC, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.crypto import salted_hmac

from conditions.models import Review, ReviewerProfile, SigningEntry, Summary, Withdrawal
from conditions.summaries.signing.badge import live_badge
from tests import factories

BEFORE = [("conditions", "0021_signing_log_stays")]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def seal(name, **fields):
    """As the release before made it."""
    text = json.dumps(fields, sort_keys=True)
    return salted_hmac(f"conditions.{name}", text, algorithm="sha256").hexdigest()


def iso(moment):
    return moment.astimezone(UTC).isoformat()


def old_hash(revision):
    fields = ("number", "title", "publisher", "year", "url", "doi", "pmid", "kind")
    topic = revision.summary.topic
    text = {
        "condition": topic.condition_id,
        "question": topic.question_id,
        "language": revision.summary.language,
        "short_answer": revision.short_answer,
        "body": revision.body,
        "attribution": revision.attribution,
        "sources": [list(row) for row in revision.sources.values_list(*fields)],
    }
    said = json.dumps(text, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


class Site:
    """A site of the release before, made of rows."""

    def __init__(self, apps):
        self.apps = apps

    def model(self, name):
        return self.apps.get_model("conditions", name)

    def sign(self, revision, reviewer, at):
        """Publishes a draft as the release before did."""
        stored = self.model("Revision").objects.get(pk=revision.pk)
        stored.state, stored.approved_at = "approved", at
        stored.save()
        digest = old_hash(stored)
        review = self.model("Review")(
            revision=stored,
            reviewer_id=reviewer.pk,
            reviewer_name=reviewer.name,
            credentials=reviewer.credentials,
            interests="None.",
            verdict="approved",
            checklist={"version": "1", "items": [["facts", "I checked the facts."]]},
            points=[["Ear", "Which?", "Both."]],
            statement_hash=digest,
            reviewed_at=at,
            due_on=timezone.localdate() + timedelta(days=300),
        )
        review.seal = seal(
            "review",
            id=str(review.public_id),
            revision=stored.pk,
            reviewer=[reviewer.pk, reviewer.name, reviewer.credentials],
            interests="None.",
            verdict="approved",
            note="",
            checklist=review.checklist,
            not_checked="",
            points=review.points,
            text=digest,
            reviewed_at=iso(at),
            due_on=review.due_on.isoformat(),
        )
        review.save()
        summary = self.model("Summary").objects.filter(pk=stored.summary_id)
        summary.update(live_revision=stored, live_review=review)
        return review

    def reword(self, review, revision, person, at):
        stored = self.model("Revision").objects.get(pk=revision.pk)
        stored.state, stored.approved_at = "approved", at
        stored.save()
        step = self.model("WordingStep")(
            revision=stored,
            base=review.revision,
            review=review,
            approved_by_id=person.pk,
            approved_at=at,
            base_hash=review.statement_hash,
            content_hash=old_hash(stored),
        )
        step.seal = seal(
            "wordingstep",
            review=str(review.public_id),
            signed=review.statement_hash,
            revisions=[review.revision_id, stored.pk],
            texts=[step.base_hash, step.content_hash],
            approved_by=person.pk,
            approved_at=iso(at),
        )
        step.save()
        self.model("Summary").objects.filter(pk=stored.summary_id).update(live_revision=stored)

    def withdraw(self, review, at):
        made = seal(
            "withdrawal", review=str(review.public_id), reason="An error.", withdrawn_at=iso(at)
        )
        fields = {"reason": "An error.", "withdrawn_at": at, "seal": made}
        self.model("Withdrawal").objects.create(review=review, **fields)


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def before():
    """The database as it was, and as it is again when the test ends."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield lambda: Site(migrate(BEFORE)), lambda: migrate(latest)
    migrate(latest)


def verify():
    said = StringIO()
    try:
        call_command("verify_reviews", stdout=said)
    except CommandError as error:
        return f"fails {said.getvalue()}{error}"
    return said.getvalue()


def test_signatures_of_before_move_into_the_log(before, client):
    backwards, forwards = before
    at = timezone.now() - timedelta(days=30)
    # Not through the site's own transition, which would write into the log.
    reviewer = ReviewerProfile.objects.create(slug="dr", name="Dr Sample", credentials="MD")
    person = factories.make_person()
    plain, worded, taken_back, forged, replaced = (factories.make_draft() for _ in range(5))
    change = factories.make_draft(worded.summary.topic, short_answer="A short answer")
    newer = factories.make_draft(replaced.summary.topic, short_answer="Newer.")
    site = backwards()
    reviews = [
        site.sign(each, reviewer, at) for each in (plain, worded, taken_back, forged, replaced)
    ]
    site.reword(reviews[1], change, person, at + timedelta(days=1))
    site.withdraw(reviews[2], at + timedelta(days=2))
    site.model("Review").objects.filter(pk=reviews[3].pk).update(credentials="Professor")
    site.sign(newer, reviewer, at + timedelta(days=3))
    forwards()

    def badge(revision):
        return live_badge(Summary.objects.get(pk=revision.summary_id))

    assert badge(plain).stands and badge(plain).is_taken_over and not badge(plain).by_key
    assert badge(plain).statement.data["taken_over"]["content_hash"] == old_hash(plain)
    assert badge(plain).statement.standing == "unconfirmed"
    assert badge(worded).stands and badge(worded).step_at == at + timedelta(days=1)
    assert badge(replaced).stands and badge(replaced).review.revision_id == newer.pk
    assert badge(taken_back).withdrawn_at == at + timedelta(days=2)
    assert badge(forged).review is None
    assert Review.objects.get(pk=reviews[3].pk).statement == ""
    lines = [json.loads(line) for line in SigningEntry.objects.values_list("line", flat=True)]
    kinds = [line["kind"] for line in lines]
    assert kinds.count("signed") == 5 and kinds.count("published") == 4
    assert kinds.count("wording_changed") == kinds.count("withdrawn") == 1
    assert all(line["taken_over"] for line in lines if line["kind"] != "log_opened")
    said = verify()
    assert "it did not verify when the log began, and was not taken over" in said
    assert said.count("\n") < 9 and Withdrawal.objects.exists()
    address = plain.summary.topic.get_absolute_url()
    assert "Reviewed summary, reviewer not confirmed" in client.get(address).content.decode()


def test_empty_site_takes_nothing_over(before):
    backwards, forwards = before
    backwards()
    forwards()
    assert not SigningEntry.objects.exists()
