"""What the checker of a review takes, and every way in which it must not be taken in."""

import json
import textwrap

import pytest
from django.conf import settings

from conditions.summaries.signing import verify_review
from conditions.summaries.signing.verify_review import (
    EDDSA,
    ES256,
    NOTE,
    OK,
    RS256,
    WRONG,
    Wanted,
    Wrong,
    check_assertion,
    check_proof,
    folded,
    lines_of_file,
    names_hash,
    sha256,
    to_base64url,
)
from tests.conditions.signing.proofs import (
    NAME,
    REVIEW,
    RP_ID,
    STATEMENT,
    Log,
    Review,
    SoftKey,
)

ALGORITHMS = [ES256, EDDSA, RS256]
WORDS = b"a statement"


def steps(proof, **wanted):
    return list(check_proof(proof, Wanted(**wanted)))


def wrong(proof, **wanted):
    """The names of the steps that went wrong."""
    return [step.name for step in steps(proof, **wanted) if step.outcome == WRONG]


def said(proof, outcome, **wanted):
    return " ".join(step.said for step in steps(proof, **wanted) if step.outcome == outcome)


@pytest.fixture
def review():
    return Review(SoftKey())


# --- A key's signature -------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_key_that_signed_is_taken(algorithm):
    key = SoftKey(algorithm)
    check_assertion(WORDS, key.assertion(WORDS), key.spki, algorithm)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_other_words_are_refused(algorithm):
    key = SoftKey(algorithm)
    with pytest.raises(Wrong, match="not this statement"):
        check_assertion(b"other words", key.assertion(WORDS), key.spki, algorithm)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_other_key_is_refused(algorithm):
    key, other = SoftKey(algorithm), SoftKey(algorithm)
    with pytest.raises(Wrong, match="does not fit"):
        check_assertion(WORDS, key.assertion(WORDS), other.spki, algorithm)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"flags": 1}, "did not verify its user"),
        ({"flags": 4}, "did not verify its user"),
        ({"flags": 0}, "did not verify its user"),
        ({"kind": "webauthn.create"}, "for something else"),
        ({"crossOrigin": True}, "for something else"),
        ({"origin": "https://elsewhere.example"}, "on another site"),
        ({"origin": "https://notsite.example"}, "on another site"),
        ({"origin": "http://www.site.example"}, "on another site"),
        ({"origin": "https://site.example@elsewhere.example"}, "on another site"),
        ({"challenge": to_base64url(sha256(b"x"))}, "not this statement"),
        ({"challenge": to_base64url(sha256(WORDS)) + "="}, "not this statement"),
    ],
)
def test_signature_for_something_else_is_refused(changes, why):
    key = SoftKey()
    with pytest.raises(Wrong, match=why):
        check_assertion(WORDS, key.assertion(WORDS, **changes), key.spki, ES256)


@pytest.mark.parametrize("field", ["authenticator_data", "client_data", "signature"])
def test_every_byte_of_a_signature_counts(field):
    key = SoftKey(EDDSA)
    assertion = key.assertion(WORDS)
    raw = bytearray(verify_review.from_base64url(assertion[field]))
    for place in range(len(raw)):
        raw[place] ^= 1
        with pytest.raises(Wrong):
            check_assertion(WORDS, {**assertion, field: to_base64url(raw)}, key.spki, EDDSA)
        raw[place] ^= 1
    check_assertion(WORDS, {**assertion, field: to_base64url(raw)}, key.spki, EDDSA)


def test_address_beside_the_signature_is_the_signed_one():
    key = SoftKey()
    assertion = key.assertion(WORDS)
    for change in ({"origin": "https://site.example"}, {"rp_id": "example"}, {"rp_id": ""}):
        with pytest.raises(Wrong):
            check_assertion(WORDS, {**assertion, **change}, key.spki, ES256)


@pytest.mark.parametrize("assertion", [{}, {"type": "webauthn"}, {"type": "site"}])
def test_what_is_no_signature_is_refused(assertion):
    with pytest.raises(Wrong):
        check_assertion(WORDS, assertion, SoftKey().spki, ES256)


def test_key_of_another_kind_or_too_short_is_refused():
    key = SoftKey(EDDSA)
    with pytest.raises(Wrong, match="another kind"):
        check_assertion(WORDS, key.assertion(WORDS), key.spki, ES256)
    with pytest.raises(Wrong, match="cannot be read"):
        check_assertion(WORDS, key.assertion(WORDS), b"x", EDDSA)
    short = SoftKey(RS256, bits=1024)
    with pytest.raises(Wrong, match="too short"):
        check_assertion(WORDS, short.assertion(WORDS), short.spki, RS256)


# --- A proof -----------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_review_by_a_reviewers_key_is_right_in_every_step(algorithm):
    review = Review(SoftKey(algorithm))
    proof = json.loads(json.dumps(review.proof))
    assert wrong(proof) == []
    assert "signed exactly this" in said(proof, OK)
    known = {
        "key": review.log.key.vkey(NAME),
        "fingerprint": review.key.fingerprint,
        "log": review.log.lines,
        "head": review.log.checkpoint,
        "need_key": True,
    }
    assert {step.outcome for step in steps(proof, **known)} == {OK}


def test_review_by_the_sites_key_says_so():
    proof = Review(None).proof
    assert wrong(proof) == []
    assert "no reviewer's key signed this" in said(proof, NOTE)
    assert wrong(proof, need_key=True) == ["signature"]
    assert wrong(proof, fingerprint="ab") == ["signature"]


def test_review_taken_over_says_so():
    proof = Review(None, taken_over={"on": "2026-12-01", "content_hash": "x"}).proof
    assert wrong(proof) == []
    assert "taken over on 2026-12-01" in said(proof, NOTE)


def test_other_key_than_the_one_asked_for_is_refused(review):
    assert wrong(review.proof, fingerprint="0" * 64) == ["fingerprint"]
    assert wrong(review.proof, key=Log().key.vkey(NAME)) == ["checkpoint"]


STATEMENT_CHANGES = {
    "a byte of the text": {"text": {**STATEMENT["text"], "short_answer": "It fades!"}},
    "a source": {"text": {**STATEMENT["text"], "sources": [{"number": 1}]}},
    "the question": {"question": {"key": "causes", "title": "Which foods cure it?"}},
    "the name": {"condition": {"id": 7, "name": "flu"}},
    "the reviewer": {"reviewer": {**STATEMENT["reviewer"], "id": 4}},
    "the credentials": {"reviewer": {**STATEMENT["reviewer"], "credentials": "Professor"}},
    "the due date": {"due_on": "2099-01-01"},
    "the checklist": {"checklist": {"version": "1", "items": []}},
    "the time": {"signed_at": "2026-12-30T12:00:00.000000Z"},
}


@pytest.mark.parametrize("name", STATEMENT_CHANGES)
def test_changed_statement_is_refused(review, name):
    proof = review.proof
    changed = {**json.loads(proof["statement"]), **STATEMENT_CHANGES[name]}
    proof["statement"] = verify_review.canonical_bytes(changed).decode()
    assert {"entry", "challenge"} <= set(wrong(proof))


@pytest.mark.parametrize("name", STATEMENT_CHANGES)
def test_changed_statement_fails_though_the_site_signs_the_log_anew(name):
    """Who has the database and the site's key, and not the reviewer's."""
    review = Review(SoftKey())
    assertion, key = review.assertion, review.key
    forged = Review(key, **STATEMENT_CHANGES[name])
    forged.assertion = assertion
    forged.log.lines = forged.log.lines[:3]
    forged.sign()
    assert "challenge" in wrong(forged.proof)


def test_statement_written_otherwise_is_refused(review):
    proof = review.proof
    proof["statement"] = json.dumps(json.loads(proof["statement"]), indent=1)
    assert "statement" in wrong(proof)


def test_reviewers_key_replaced_by_another_is_refused(review):
    other = SoftKey()
    proof = {**review.proof, "key": other.said, "assertion": other.assertion(review.statement)}
    assert {"entry", "key"} <= set(wrong(proof))


def test_key_that_the_log_never_named_is_refused():
    review = Review(SoftKey())
    review.log.lines = [line for line in review.log.lines if "key_added" not in line]
    review.log.lines = review.log.lines[:2]
    review.sign()
    assert wrong(review.proof) == ["key"]


def test_key_of_another_reviewer_is_refused():
    key = SoftKey()
    review = Review(key)
    review.log.lines = review.log.lines[:2]
    review.log.add("key_added", reviewer=4, rp_id=RP_ID, key=key.fingerprint, **review.added)
    review.sign()
    assert wrong(review.proof) == ["key"]


@pytest.mark.parametrize(
    ("revoked", "expected"),
    [
        ({"why": "lost", "since": ""}, []),
        ({"why": "stolen", "since": "2026-12-01T00:00:00.000000Z"}, []),
        ({"why": "stolen", "since": "2026-11-30T00:00:00.000000Z"}, ["key"]),
    ],
)
def test_revoked_key(review, revoked, expected):
    review.log.add("key_revoked", reviewer=3, key=review.key.fingerprint, **revoked)
    assert wrong(review.proof) == expected
    assert "reported" in said(review.proof, WRONG if expected else NOTE)


def test_entry_that_is_not_in_the_log_is_refused(review):
    proof = review.proof
    other = Review(review.key)
    other.log.add("published", review="x")
    proof["checkpoint"] = other.log.checkpoint
    proof["vkeys"] = [other.log.key.vkey(NAME)]
    assert wrong(proof) == ["inclusion"]


def test_head_that_somebody_else_signed_is_refused(review):
    proof = review.proof
    stranger = Log()
    stranger.lines = review.log.lines
    proof["checkpoint"] = stranger.checkpoint
    assert "checkpoint" in wrong(proof)


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("withdrawn", {"review": REVIEW, "reason": "x"}),
        ("suspended", {"reviews": ["x", REVIEW], "why": "not_me", "entry": 3}),
    ],
)
def test_review_that_was_taken_away_does_not_hold(review, kind, payload):
    review.log.add(kind, **payload)
    assert wrong(review.proof) == ["holds"]


def test_withdrawal_left_out_shows_in_the_whole_log(review):
    review.log.add("withdrawn", review=REVIEW, reason="x")
    proof = review.proof
    proof["entries"] = [each for each in proof["entries"] if "withdrawn" not in each["line"]]
    assert wrong(proof) == []
    assert wrong(proof, log=review.log.lines) == ["completeness"]
    assert "leaves out an entry" in said(proof, WRONG, log=review.log.lines)


def test_log_that_is_not_under_the_head_is_refused(review):
    for lines in (review.log.lines[:-1], review.log.lines[1:], Review(SoftKey()).log.lines):
        assert wrong(review.proof, log=lines) == ["completeness"]


def test_log_that_did_not_only_grow_since_its_head_was_saved(review):
    saved = review.log.checkpoint
    review.log.add("published", review="x")
    assert wrong(review.proof, head=saved, log=review.log.lines) == []
    changed = Review(review.key)
    changed.log.lines[1] = changed.log.lines[1].replace('"reviewer":3', '"reviewer":4')
    changed.log.add("published", review="x")
    assert wrong(changed.proof, head=saved, log=changed.log.lines) == ["saved head"]
    assert wrong(Review(review.key).proof, head=review.log.checkpoint) == ["saved head"]


# --- What the page shows -----------------------------------------------------------------------


def test_other_text_on_the_page_is_refused(review):
    review.present["text"]["body"] += " Buy it here."
    assert wrong(review.proof) == ["text"]


def test_change_of_wording_is_the_sites(review):
    review.change_wording("It fades")
    review.change_wording("It fades, slowly")
    assert wrong(review.proof) == []
    assert "the site, not the reviewer, vouches" in said(review.proof, NOTE)


def test_change_of_wording_from_another_text_is_refused(review):
    review.change_wording("It fades")
    review.log.lines.pop()
    review.change_wording("It fades, slowly")
    assert wrong(review.proof) == ["text"]


@pytest.mark.parametrize("key", [SoftKey(), None])
def test_new_name_holds_once_confirmed(key):
    review = Review(key)
    review.rename("another disease", confirmed=False)
    assert wrong(review.proof) == ["names"]
    review = Review(key)
    review.rename("another disease", confirmed=True)
    assert wrong(review.proof) == []


def test_confirmation_that_was_changed_is_refused(review):
    review.rename("another disease", confirmed=True)
    proof = json.loads(json.dumps(review.proof).replace("another disease", "a third disease"))
    assert "confirmation" in wrong(proof)
    proof = review.proof
    proof["confirmations"][0]["assertion"] = SoftKey().assertion(b"x")
    assert "confirmation" in wrong(proof)


def test_name_that_differs_in_nothing_that_counts_holds(review):
    review.present.update(name="Made up Disease", title="What causes “made-up disease”?")
    assert wrong(review.proof) == ["names"]  # the quotation marks count
    review.present.update(title="what causes Made-Up disease?")
    assert wrong(review.proof) == []


def test_text_that_is_public_no_more_is_said(review):
    review.present = None
    assert wrong(review.proof) == []
    assert "shows this text no more" in said(review.proof, NOTE)


@pytest.mark.parametrize("field", ["statement", "assertion", "entries", "checkpoint", "vkeys"])
def test_proof_that_lacks_something_is_wrong_and_no_accident(review, field):
    proof = review.proof
    del proof[field]
    assert wrong(proof)
    proof[field] = 7
    assert wrong(proof)


def test_steps_by_hand_in_the_docs_are_right(review, tmp_path, monkeypatch, capsys):
    text = (settings.BASE_DIR / "docs" / "verify.md").read_text()
    block = text[text.index("    import base64, hashlib") : text.index("## Watching a log")]
    review.log.add("published", review="x")
    (tmp_path / "proof.json").write_text(json.dumps(review.proof))
    monkeypatch.chdir(tmp_path)
    exec(textwrap.dedent(block), {})
    assert capsys.readouterr().out.strip() == review.key.fingerprint
    broken = json.dumps(review.proof).replace("made-up disease", "flu")
    (tmp_path / "proof.json").write_text(broken)
    with pytest.raises(AssertionError):
        exec(textwrap.dedent(block), {})


# --- Names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Crohn's disease", "crohns Disease", True),
        ("Sjögren syndrome", "Sjogren  syndrome", True),
        ("non-Hodgkin", "non Hodgkin", True),
        ("type 1-2", "type 12", False),
        ("type 1 2", "type 1-2", True),
        ("type IIa", "type 2a", False),
        ("H²", "H2", False),
        ("a, b", "a b", False),
        ("ß", "ss", True),
        ("đau", "dau", False),
    ],
)
def test_names_that_are_the_same(one, other, alike):
    assert (folded(one) == folded(other)) is alike
    assert (names_hash(one, "x") == names_hash(other, "x")) is alike


# --- The command -------------------------------------------------------------------------------


def run(tmp_path, proof, *arguments) -> int:
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof))
    return verify_review.main([str(file), *arguments])


def test_command_says_each_step_and_how_it_came_out(tmp_path, capsys, review):
    assert run(tmp_path, review.proof) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("ok          statement: “What causes made-up disease?” (en), signed")
    assert all("WRONG" not in line for line in lines)


def test_command_reads_a_log_and_a_head(tmp_path, review):
    log, head = tmp_path / "log", tmp_path / "head"
    log.write_text("\n".join(review.log.lines) + "\n")
    head.write_text(review.log.checkpoint)
    assert run(tmp_path, review.proof, "--log", str(log), "--head", str(head)) == 0
    log.write_text("\n".join(review.log.lines[:-1]) + "\n")
    assert run(tmp_path, review.proof, "--log", str(log)) == 1


def test_command_fails_on_what_is_wrong_and_on_what_it_cannot_read(tmp_path, review):
    assert run(tmp_path, {**review.proof, "vkeys": []}) == 1
    assert verify_review.main([str(tmp_path / "nothing")]) == 2
    (tmp_path / "text").write_text("text")
    assert verify_review.main([str(tmp_path / "text")]) == 2


def test_file_of_the_log_is_read_as_the_site_writes_it():
    text = "\n".join(
        json.dumps(each)
        for each in (
            {"entry": 0, "line": "a"},
            {"head": "x"},
            {"entry": 1, "line": "b"},
            {"void": 1},
            {"entry": 1, "line": "c"},
        )
    )
    assert lines_of_file(text) == ["a", "c"]
