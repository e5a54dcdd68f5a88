"""Five texts of the MedQuAD collection, carried by hand from a draft to the receipt of its review.

An editor writes with scripts, a reviewer signs without them, each in a browser of their own.
"""

import gzip
import json
from itertools import islice

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp

from common.import_report import ImportReport
from conditions import sort_keys, standard_questions
from conditions.interchange import pairs
from conditions.models import Condition, Review, Revision, Summary
from conditions.summaries.signing import checklist
from conditions.summaries.signing.verifying import Verifying
from diseasemaps.accounts import roles
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = 5
KINDS = ("information", "symptoms", "treatment", "causes", "outlook")


@pytest.fixture
def drafts(public_data, tmp_path) -> list[Revision]:
    """The longest of the first two thousand texts of each kind, as an import leaves them."""
    standard_questions.load()
    with gzip.open(public_data / "medquad" / "medquad-train.jsonl.gz", "rt", "utf-8") as file:
        rows = [json.loads(line) for line in islice(file, 2000)]
    chosen = []
    for kind in KINDS:
        fitting = [row for row in rows if row["qtype"] == kind]
        if fitting:
            chosen.append(max(fitting, key=lambda row: len(row["answer"])))
    for number, row in enumerate(chosen):
        name = sort_keys.plain(row["focus"])
        if not Condition.objects.filter(name=name).exists():
            factories.make_condition(name, slug=f"focus-{number}")
    path = tmp_path / "pairs.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in chosen), "utf-8")
    pairs.import_pairs(pairs.read(path), ImportReport())
    found = list(Revision.objects.filter(state="draft").order_by("pk"))
    assert len(found) == TEXTS
    return found


@pytest.fixture
def reviewer(db):
    """With an authenticator app, whose codes the test can tell."""
    person = factories.make_with_role(roles.MEDICAL_REVIEWER)
    factories.make_reviewer(person, name="Dr Ada Sample")
    Authenticator.objects.filter(user=person).delete()
    Authenticator.objects.create(
        user=person, type="totp", data={"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
    )
    return person


def code() -> str:
    counter = next(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value("JBSWY3DPEHPK3PXP", counter))


def write(page, draft: Revision) -> None:
    """What an import cannot know: the short answer, and what is to be said of the change."""
    page.goto(f"/desk/drafts/{draft.pk}/edit/")
    page.fill("#id_short_answer", "A short answer that an editor wrote from the text below.")
    page.fill("#id_change_note", "First text")
    with page.expect_navigation():
        page.click(".deeds >> text=Save")
    page.goto(f"/desk/drafts/{draft.pk}/")
    with page.expect_navigation():
        page.click("text=Hand in for review")


def open_review(page, draft: Revision) -> None:
    page.goto("/desk/lists/waiting/")
    page.click(f"a[href='/desk/review/{draft.pk}/']")


def note_and_settle(page) -> None:
    page.click("text=Write a note on a section")
    page.select_option("#id_section", "Short answer")
    page.fill("#id_note_text", "Is this in plain words?")
    page.fill("#id_not_checked", "Whether the links still open.")
    with page.expect_navigation():
        page.click("text=Add the note")
    assert page.input_value("#id_not_checked") == "Whether the links still open."
    page.get_by_label("How it was settled").fill("Yes, read aloud.")
    with page.expect_navigation():
        page.click("text=Settle this note")


def sign(page, *, is_first: bool) -> None:
    for item in checklist.current().items:
        page.check(f"#id_check_{item.key}")
    page.fill("#id_interests", "None.")
    page.fill("#id_not_checked", "Whether the links still open.")
    page.fill("#id_note", "Agrees with its sources.")
    with page.expect_navigation():
        page.click("text=Sign and publish")
    if is_first:
        page.fill("[name=code]", code())
        with page.expect_navigation():
            page.click("main form button[type=submit]")


def read_receipt(page, draft: Revision) -> None:
    review = Review.objects.get(revision=draft)
    assert page.url.endswith(review.get_absolute_url())
    said = page.inner_text("main")
    for words in (
        "This review stands",
        "Dr Ada Sample",
        "Agrees with its sources.",
        "Whether the links still open.",
        review.statement_hash,
        checklist.current().items[0].sentence("en"),
    ):
        assert words in said


def test_texts_go_by_hand_from_draft_to_receipt(
    page, plain_page, sign_in, editor, reviewer, drafts
):
    sign_in(page, editor)
    sign_in(plain_page, reviewer)
    for number, draft in enumerate(drafts):
        write(page, draft)
        open_review(plain_page, draft)
        if number == 0:
            note_and_settle(plain_page)
        sign(plain_page, is_first=number == 0)
        read_receipt(plain_page, draft)
        plain_page.goto(draft.summary.topic.get_absolute_url())
        # Some answers are folded until a reader asks for them.
        assert "Medically reviewed summary" in plain_page.content()
    assert Summary.objects.reviewed().count() == TEXTS
    assert list(Verifying(None).mismatches()) == []
