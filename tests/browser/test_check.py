"""The check in the reader's browser, of proofs of every kind, as a file without any site."""

import json

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from tests.conditions.signing.proofs import REVIEW, Review, SoftKey

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT = "ok"
ALGORITHMS = (-7, -8, -257)


@pytest.fixture
def check(browser, tmp_path):
    """Checks a proof, and gives the state of each step, and the result."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: problems.append(request.url))
    page.set_default_timeout(5_000)

    def states(proof) -> dict[str, str]:
        section = render_to_string(
            "conditions/reading/_check.html", {"review": {"public_id": REVIEW}, "proof": proof}
        )
        path = tmp_path / "receipt.html"
        script = (settings.BASE_DIR / "static" / "js" / "check.js").as_uri()
        path.write_text(f'<!doctype html>{section}<script src="{script}"></script>', "utf-8")
        page.goto(path.as_uri())
        problems.clear()
        page.click("[data-check-start]")
        page.wait_for_selector("[data-check-result][data-state]", state="attached")
        assert problems == []
        found = page.evaluate(
            """() => Array.from(document.querySelectorAll("[data-state]"),
            (each) => [each.dataset.step || "result", each.dataset.state])"""
        )
        return dict(found)

    yield states
    context.close()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_review_by_a_reviewers_key_is_right(check, algorithm):
    assert set(check(Review(SoftKey(algorithm)).proof).values()) == {RIGHT}


def test_review_by_the_sites_key_is_no_reviewers(check):
    found = check(Review().proof)
    assert (found["signature"], found["key"], found["result"]) == ("site", "site", "site")


def test_change_of_wording_is_the_sites_word(check):
    review = Review(SoftKey())
    review.change_wording("Other words.")
    found = check(review.proof)
    assert (found["text"], found["result"]) == ("worded", RIGHT)


def test_new_name_counts_once_it_is_confirmed(check):
    review = Review(SoftKey())
    review.rename("Elsewhere disease", confirmed=False)
    assert check(review.proof)["names"] == "renamed"
    review = Review(SoftKey())
    review.rename("Elsewhere disease", confirmed=True)
    assert check(review.proof)["names"] == "confirmed"


@pytest.mark.parametrize(
    "kind,payload,result",
    [
        ("withdrawn", {"review": REVIEW, "reason": "x"}, "withdrawn"),
        ("suspended", {"reviews": [REVIEW], "why": "not_me", "entry": 3}, "suspended"),
    ],
)
def test_signature_that_was_taken_away_counts_no_more(check, kind, payload, result):
    review = Review(SoftKey())
    review.log.add(kind, **payload)
    found = check(review.proof)
    assert (found["later"], found["result"]) == (result, "taken")


def tampered(change):
    proof = json.loads(json.dumps(Review(SoftKey()).proof))
    change(proof)
    return proof


def change_statement(proof):
    proof["statement"] = proof["statement"].replace('"en"', '"es"')


def change_signature(proof):
    proof["assertion"]["signature"] = Review(SoftKey()).assertion["signature"]


def change_key(proof):
    proof["key"] = Review(SoftKey()).proof["key"]


def change_entry(proof):
    proof["entries"][-1]["line"] = proof["entries"][-1]["line"].replace("signed", "merged")


def change_head(proof):
    proof["checkpoint"] = Review(SoftKey()).proof["checkpoint"]


def change_text(proof):
    proof["present"]["text"]["short_answer"] = "Forged."


def forget_key(proof):
    proof["entries"] = [each for each in proof["entries"] if "key_added" not in each["line"]]


@pytest.mark.parametrize(
    "change,step",
    [
        (change_statement, "statement"),
        (change_signature, "signature"),
        (change_key, "key"),
        (change_entry, "inclusion"),
        (change_head, "checkpoint"),
        (change_text, "text"),
        (forget_key, "key"),
    ],
)
def test_what_was_tampered_with_is_found(check, change, step):
    found = check(tampered(change))
    assert (found[step], found["result"]) == ("wrong", "wrong")


def test_proof_that_cannot_be_read_proves_nothing(check):
    assert check({"entries": []})["result"] == "unread"
