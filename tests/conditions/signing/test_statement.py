"""A statement holds all that a reader reads, as bytes that never change."""

import hashlib
import json
import uuid
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema_rs
import pytest
from django.conf import settings as site_settings

from conditions.models import Revision, Source
from conditions.summaries import workflow
from conditions.summaries.signing import checklist
from conditions.summaries.signing.canonical import NotCanonical
from conditions.summaries.signing.shown import Shown
from conditions.summaries.signing.statement import (
    CONFIRMED_MAX,
    TooMany,
    add_months,
    confirm_statement,
    hash_of,
    parsed,
    review_statement,
    statement_of,
    text_hash,
)
from tests import factories

pytestmark = pytest.mark.django_db
SCHEMA = json.loads(
    (Path(site_settings.BASE_DIR) / "static" / "schemas" / "statement-v1.json").read_text()
)
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)
AT = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)
ID = uuid.UUID("00000000-0000-4000-8000-00000000000a")


@pytest.fixture
def revision():
    question = factories.make_question("causes", title="what causes {condition}?")
    topic = factories.make_topic(factories.make_condition("Ménière disease"), question)
    source = factories.make_source(year=2020, kind="guideline", doi="10.1234/x")
    found = factories.make_in_review(
        topic, short_answer="Fluid.", body="## Ear\n\nToo much [1].", sources=[source]
    )
    note = workflow.write_note(
        found,
        by=factories.make_person(),
        version=found.version,
        section="Ear",
        text="Which?",
    )
    workflow.settle_note(note, by=factories.make_person(), answer="Both.")
    return found


def said(revision, **fields):
    fields = {"at": AT, "public_id": ID, "interests": "None.", **fields}
    fields.setdefault("by", factories.make_reviewer())
    return review_statement(revision, **fields)


def test_statement_says_all_that_page_and_receipt_show(revision):
    statement = said(
        revision, note="Sound.", not_checked="Doses.", checklist=checklist.current().signed("en")
    )
    data = json.loads(statement.raw)
    condition = revision.summary.topic.condition
    assert data["condition"] == {"id": condition.pk, "name": "Ménière disease"}
    assert data["question"] == {"key": "causes", "title": "What causes Ménière disease?"}
    assert data["signed_at"] == "2026-03-01T12:00:00.000005Z"
    assert data["due_on"] == "2028-03-01"
    assert data["text"]["sources"][0]["year"] == 2020
    assert data["text"]["help"] == {"emergency": "", "soon": "", "next_appointment": ""}
    assert data["points"] == [{"section": "Ear", "note": "Which?", "answer": "Both."}]
    assert data["reviewer"]["standing"] == "confirmed"
    assert data["checklist"]["items"][0].keys() == {"key", "sentence"}
    assert data["taken_over"] is None


def test_hash_is_that_of_the_bytes_as_any_tool_makes_it(revision):
    statement = said(revision)
    assert statement.hash == hashlib.sha256(statement.raw).hexdigest()
    again = json.dumps(
        json.loads(statement.raw), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert again.encode() == statement.raw
    assert parsed(statement.raw.decode()) == statement
    assert statement.text_hash == text_hash(revision, revision.sources.all())


def test_both_kinds_fit_the_published_schema(revision):
    review = workflow.approve(
        revision, by=factories.make_reviewer(), version=revision.version, interests="None."
    )
    for checked in ({}, checklist.current().signed("es")):
        VALIDATOR.validate(json.loads(said(revision, checklist=checked).raw))
    over = {"on": "2026-11-30", "content_hash": "0" * 64}
    VALIDATOR.validate(json.loads(said(revision, taken_over=over).raw))
    confirmed = confirm_statement([review], by=review.reviewer, at=AT, public_id=ID)
    VALIDATOR.validate(json.loads(confirmed.raw))
    for kind in (said(revision), confirmed):
        more = {**json.loads(kind.raw), "more": ""}
        assert not VALIDATOR.is_valid(more)
        for key in kind.data:
            less = {name: value for name, value in kind.data.items() if name != key}
            assert not VALIDATOR.is_valid(less), key


def test_frozen_statement_keeps_its_hash():
    """Version 1 never changes: this is what sites have signed."""
    frozen = Path(__file__).with_name("statement-v1-example.json").read_bytes()
    statement = parsed(frozen.decode())
    VALIDATOR.validate(json.loads(frozen))
    assert statement.hash == "73c2f9c2488b79bf8726bdc27698707d4c7aeb99bd7d8dedf06906ba02d8f501"
    assert statement_of(statement.data).raw == frozen
    assert statement.text_hash == "c63a5aa1acb359a6471b5e375b58f4d1f576185f09fcf8d4b6260907fe477ac3"
    names = "144c7a3e403a21ba707ac46d08922ac9cf7e1a42811bba0cdc827a5e58e7dd57"
    assert statement.names_hash == names
    assert statement.names == Shown("Ménière disease", "What causes Ménière disease?")


@pytest.mark.parametrize(
    "change",
    [
        lambda revision: Revision.objects.update(short_answer="Fluid!"),
        lambda revision: Revision.objects.update(body="## Ear\n\nToo much, [1]."),
        lambda revision: Revision.objects.update(attribution="x"),
        lambda revision: Source.objects.update(year=2021),
        lambda revision: Source.objects.update(pmid="1"),
        lambda revision: Source.objects.all().delete(),
    ],
)
def test_text_hash_moves_with_every_word(revision, change):
    before = text_hash(revision, revision.sources.all())
    change(revision)
    revision = Revision.objects.get()
    assert text_hash(revision, revision.sources.all()) != before


def test_text_that_cannot_be_signed_is_refused_before(revision):
    for text in ("a\0b", "a\ud800b"):
        revision.short_answer = text
        with pytest.raises(NotCanonical):
            said(revision)


def test_words_are_signed_as_they_are_without_unicode_normalisation(revision):
    revision.short_answer = "e\u0301"
    one = said(revision)
    revision.short_answer = "\u00e9"
    assert said(revision).text_hash != one.text_hash


def test_confirmation_names_old_and_new(revision):
    review = workflow.approve(
        revision, by=factories.make_reviewer(), version=revision.version, interests="None."
    )
    topic = revision.summary.topic
    topic.condition.name = "Hydrops"
    topic.condition.save()
    statement = confirm_statement([review], by=review.reviewer, at=AT, public_id=ID)
    (row,) = statement.data["topics"]
    assert row["statement"] == review.statement_hash
    assert row["old"] == {"name": "Ménière disease", "title": "What causes Ménière disease?"}
    assert row["new"] == {"name": "Hydrops", "title": "What causes Hydrops?"}


def test_confirmation_of_too_many_is_refused():
    with pytest.raises(TooMany):
        confirm_statement([None] * (CONFIRMED_MAX + 1), by=None, at=AT, public_id=ID)


def test_statement_of_another_version_is_none_of_ours():
    for text in ("[]", '{"version":2}', "x"):
        with pytest.raises(ValueError):
            parsed(text)


def test_due_day_is_the_last_of_a_shorter_month():
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2024, 11, 30), 3) == date(2025, 2, 28)


def test_hash_of_needs_no_order():
    assert hash_of({"b": 1, "a": [True, None]}) == hash_of({"a": [True, None], "b": 1})
