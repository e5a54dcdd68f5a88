"""Check a review of a DiseaseMaps site without trusting the site. One file: it needs Python 3.9
and the package ``cryptography``, and nothing else. docs/verify.md describes the formats.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import pathlib
import re
import sys
import unicodedata
import urllib.request
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

ES256, EDDSA, RS256 = -7, -8, -257
RSA_MIN = 2048  # bits
HASH_LENGTH = 32  # bytes of SHA-256
SITE_SIGNATURE = b"diseasemaps/site-signature/v1\n"
NOTE_ED25519 = b"\x01"  # the type of a key in a signed note
USER_PRESENT, USER_VERIFIED = 1, 4  # flags of the authenticator data
AUTHENTICATOR_DATA_MIN = 37  # bytes
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


class Wrong(ValueError):
    """A step of the check that fails; ``step`` names it in one word."""

    def __init__(self, step: str, why: str) -> None:
        super().__init__(why)
        self.step = step


def canonical_bytes(value: Any) -> bytes:
    """The canonical JSON of a value: keys sorted, no white space, UTF-8."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode("utf-8")


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def from_base64url(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def to_base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


# --- The signature of a reviewer, and of the site --------------------------------------------


def check_assertion(
    statement: bytes, assertion: dict[str, Any], spki: bytes, algorithm: int
) -> None:
    """That a reviewer's passkey signed a statement, with its user verified. Raises Wrong.

    ``spki`` is the public key as DER of SubjectPublicKeyInfo.
    """
    if assertion.get("type") != "webauthn":
        raise Wrong("signature", "it was not signed by a reviewer's key")
    try:
        data = from_base64url(assertion["authenticator_data"])
        client_data = from_base64url(assertion["client_data"])
        signature = from_base64url(assertion["signature"])
        said = json.loads(client_data.decode("utf-8"))
        rp_id, origin = str(assertion["rp_id"]), str(assertion["origin"])
        found = (said["type"], said["challenge"], said["origin"], said.get("crossOrigin", False))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Wrong("signature", "the signature cannot be read") from error
    if found[0] != "webauthn.get" or found[3] is not False:
        raise Wrong("origin", "the signature was made for something else")
    if found[1] != to_base64url(sha256(statement)):
        raise Wrong("challenge", "what was signed is not this statement")
    if found[2] != origin or not belongs(origin, rp_id):
        raise Wrong("origin", "the signature was made on another site")
    if len(data) < AUTHENTICATOR_DATA_MIN or data[:HASH_LENGTH] != sha256(rp_id.encode("utf-8")):
        raise Wrong("origin", "the key answered for another site")
    flags = data[HASH_LENGTH]
    if not flags & USER_PRESENT or not flags & USER_VERIFIED:
        raise Wrong("verified", "the key did not verify its user")
    check_signature(data + sha256(client_data), signature, spki, algorithm)


def belongs(origin: str, rp_id: str) -> bool:
    """Whether an origin is the relying party's: by https, at its domain or below it."""
    try:
        parts = urlsplit(origin)
        host = parts.hostname or ""
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOCAL_HOSTS)
    return is_safe and bool(rp_id) and (host == rp_id or host.endswith("." + rp_id))


def check_signature(message: bytes, signature: bytes, spki: bytes, algorithm: int) -> None:
    """By one of the three algorithms that a reviewer's key may have. Raises Wrong."""
    try:
        key = serialization.load_der_public_key(spki)
        if algorithm == ES256 and isinstance(key, ec.EllipticCurvePublicKey):
            if not isinstance(key.curve, ec.SECP256R1):
                raise Wrong("key", "the key is on another curve than P-256")
            key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        elif algorithm == EDDSA and isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, message)
        elif algorithm == RS256 and isinstance(key, rsa.RSAPublicKey):
            if key.key_size < RSA_MIN:
                raise Wrong("key", "the key is too short")
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        else:
            raise Wrong("key", "the key is of another kind than its algorithm")
    except InvalidSignature as error:
        raise Wrong("signature", "the signature does not fit the statement and the key") from error
    except Wrong:
        raise
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Wrong("key", "the key cannot be read") from error


def check_site_signature(statement: bytes, assertion: dict[str, Any], vkeys: Sequence[str]) -> None:
    """That one of a site's keys signed a statement. Raises Wrong."""
    if assertion.get("type") != "site" or assertion.get("key") not in vkeys:
        raise Wrong("signature", "neither a reviewer's key nor the site's signed it")
    try:
        key = read_vkey(assertion["key"])
        signature = from_base64url(assertion["signature"])
        key.public.verify(signature, SITE_SIGNATURE + sha256(statement))
    except InvalidSignature as error:
        raise Wrong("signature", "the site's signature does not fit the statement") from error
    except (KeyError, TypeError, ValueError) as error:
        raise Wrong("signature", "the site's signature cannot be read") from error


# --- Signed notes and checkpoints (C2SP) ------------------------------------------------------


@dataclass(frozen=True)
class NoteKey:
    name: str
    key_id: bytes
    public: ed25519.Ed25519PublicKey


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes


def note_key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode("utf-8") + b"\n" + NOTE_ED25519 + public)[:4]


def read_vkey(vkey: str) -> NoteKey:
    """``name+id+key``, the key in base64 after a byte for its type. Raises Wrong."""
    try:
        name, key_id, encoded = vkey.split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
        public = ed25519.Ed25519PublicKey.from_public_bytes(raw[1:])
    except ValueError as error:
        raise Wrong("site key", "the site's key cannot be read") from error
    if raw[:1] != NOTE_ED25519 or note_key_id(name, raw[1:]).hex() != key_id:
        raise Wrong("site key", "the site's key does not have the number that it says")
    return NoteKey(name, bytes.fromhex(key_id), public)


def read_checkpoint(note: str) -> Checkpoint:
    """What a checkpoint says, whoever signed it. Raises Wrong."""
    text, _gap, signatures = note.partition("\n\n")
    try:
        origin, size, root = text.split("\n")
        found = Checkpoint(origin, int(size), base64.b64decode(root, validate=True))
    except ValueError as error:
        raise Wrong("checkpoint", "the head of the log cannot be read") from error
    if not origin or str(found.size) != size or found.size < 0 or len(found.root) != HASH_LENGTH:
        raise Wrong("checkpoint", "the head of the log cannot be read")
    if not signatures.endswith("\n"):
        raise Wrong("checkpoint", "the head of the log is not signed")
    return found


def check_note(note: str, vkeys: Sequence[str]) -> Checkpoint:
    """The checkpoint of a signed note that one of the keys signed. Raises Wrong."""
    found = read_checkpoint(note)
    text, _gap, signatures = note.partition("\n\n")
    signed = (text + "\n").encode("utf-8")
    for key in map(read_vkey, vkeys):
        for line in signatures.splitlines():
            if key.name == found.origin and is_signed_by(line, key, signed):
                return found
    raise Wrong("checkpoint", "none of the site's keys signed the head of the log")


def is_signed_by(line: str, key: NoteKey, signed: bytes) -> bool:
    """Whether a signature line of a note is by a key; False for another key's line."""
    start = "— " + key.name + " "
    if not line.startswith(start):
        return False
    try:
        raw = base64.b64decode(line[len(start) :], validate=True)
        if raw[:4] != key.key_id:
            return False
        key.public.verify(raw[4:], signed)
    except InvalidSignature as error:
        raise Wrong("checkpoint", "the signature of the head is wrong") from error
    except ValueError:
        return False
    return True


# --- The Merkle tree (RFC 6962) ---------------------------------------------------------------

EMPTY_ROOT = sha256(b"")


def leaf_hash(line: bytes) -> bytes:
    return sha256(b"\x00" + line)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


def check_inclusion(
    leaf: bytes, number: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """That an entry stands at its number in the tree of a size and root. Raises Wrong.

    The algorithm of RFC 9162, section 2.1.3.2.
    """
    place, last, found = number, size - 1, leaf
    if not 0 <= number < size:
        raise Wrong("inclusion", "the entry is not in a log of this size")
    for each in proof:
        if last == 0:
            raise Wrong("inclusion", "the proof is too long")
        if place & 1 or place == last:
            found = node_hash(each, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, each)
        place, last = place >> 1, last >> 1
    if last != 0 or found != root:
        raise Wrong("inclusion", "the entry is not in the log at this place")


def check_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """That the tree of the new size only added to that of the old. Raises Wrong.

    The algorithm of RFC 9162, section 2.1.4.2.
    """
    wrong = Wrong("consistency", "the log did not only grow")
    if not 0 <= old <= new:
        raise wrong
    if old in (0, new):
        if proof or (old == new and old_root != new_root) or (old == 0 and old_root != EMPTY_ROOT):
            raise wrong
        return
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        raise wrong
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = path[0]
    for each in path[1:]:
        if last == 0:
            raise wrong
        if place & 1 or place == last:
            before, after = node_hash(each, before), node_hash(each, after)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, each)
        place, last = place >> 1, last >> 1
    if last != 0 or before != old_root or after != new_root:
        raise wrong


# --- Names ------------------------------------------------------------------------------------

APOSTROPHES = "'’‘ʼʹ′`´‛＇"
HYPHENS = re.escape("-\u00ad‐‑‒–—−﹣－")


def folded(text: str) -> str:
    """A name without what never makes it another one: case, accents, apostrophes, hyphens and
    white space. Between two digits a gap stays: "1-2" is not "12"."""
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())
    text = re.sub("[\u0300-\u036f]", "", text)
    text = re.sub(f"[{APOSTROPHES}]", "", text)
    text = re.sub(rf"(?<=\d)[\s{HYPHENS}]+(?=\d)", "\0", text)
    return unicodedata.normalize("NFC", re.sub(rf"[\s{HYPHENS}]+", "", text))


def names_hash(name: str, title: str) -> str:
    """Of a condition's name and a question as a page shows them."""
    said = {"name": folded(name), "question": folded(title)}
    return sha256(canonical_bytes(said)).hex()


# --- A whole proof ----------------------------------------------------------------------------

OK, WRONG, NOTE, NOT_CHECKED = "ok", "WRONG", "note", "not checked"
TAKES_AWAY = ("withdrawn", "suspended")


@dataclass(frozen=True)
class Step:
    outcome: str
    name: str
    said: str


@dataclass
class Wanted:
    """What whoever checks knows from elsewhere."""

    key: str = ""  # the site's vkey
    fingerprint: str = ""  # of the reviewer's key
    head: str = ""  # a checkpoint saved earlier
    log: list[str] | None = None  # every line of the log
    need_key: bool = False


def check_proof(proof: dict[str, Any], wanted: Wanted) -> Iterator[Step]:
    """Each step of the check of a proof.json, in order; one that goes wrong ends its part only."""
    checks = (
        check_statement,
        check_entry,
        check_signed,
        check_key,
        check_head,
        check_entries,
        check_whole_log,
        check_saved_head,
        check_taken_away,
        check_present,
    )
    for check in checks:
        try:
            yield from check(proof, wanted)
        except Wrong as error:
            yield Step(WRONG, error.step, str(error))
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            yield Step(
                WRONG, check.__name__[6:].replace("_", " "), f"it cannot be read ({error!r})"
            )


def statement_of(proof: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    raw = proof["statement"].encode("utf-8")
    return raw, json.loads(raw)


def lines_of(proof: dict[str, Any], *kinds: str) -> list[dict[str, Any]]:
    lines = sorted((json.loads(each["line"]) for each in proof["entries"]), key=by_number)
    return [line for line in lines if not kinds or line["kind"] in kinds]


def by_number(line: dict[str, Any]) -> int:
    return int(line["number"])


def signed_line(proof: dict[str, Any]) -> dict[str, Any]:
    _raw, statement = statement_of(proof)
    for line in lines_of(proof, "signed"):
        if line["review"] == statement["review"]:
            return line
    raise Wrong("entry", "the log's entry of the signature is missing")


def check_statement(proof: dict[str, Any], wanted: Wanted) -> Iterator[Step]:
    raw, statement = statement_of(proof)
    if canonical_bytes(statement) != raw:
        raise Wrong("statement", "the statement is not canonical JSON")
    if (statement["version"], statement["kind"]) != (1, "review"):
        raise Wrong("statement", "the statement is of a version that this program does not know")
    question, reviewer = statement["question"]["title"], statement["reviewer"]
    yield Step(
        OK,
        "statement",
        f"“{question}” ({statement['language']}), signed {statement['signed_at']} by "
        f"{reviewer['name']}, {reviewer['credentials']} ({reviewer['standing']})",
    )
    if statement["taken_over"]:
        date = statement["taken_over"]["on"]
        yield Step(NOTE, "statement", f"taken over on {date}, when the log began, by the site")


def check_entry(proof: dict[str, Any], wanted: Wanted) -> Iterator[Step]:
    raw, statement = statement_of(proof)
    line, names = (
        signed_line(proof),
        (statement["condition"]["name"], statement["question"]["title"]),
    )
    expected = {
        "statement": sha256(raw).hex(),
        "text": sha256(canonical_bytes(statement["text"])).hex(),
        "names": names_hash(*names),
        "reviewer": statement["reviewer"]["id"],
        "signature": sha256(canonical_bytes(proof["assertion"])).hex(),
    }
    for field, value in expected.items():
        if line[field] != value:
            raise Wrong("entry", f"the log's entry {line['number']} has another {field}")
    yield Step(OK, "entry", f"entry {line['number']} of the log is of this statement")


def check_signed(proof: dict[str, Any], wanted: Wanted) -> Iterator[Step]:
    yield from check_signer(proof, proof, signed_line(proof)["key"], wanted)


def check_signer(
    proof: dict[str, Any], signed: dict[str, Any], fingerprint: str, wanted: Wanted
) -> Iterator[Step]:
    """The signature of a review or a confirmation: by a reviewer's key, or else by the site's.

    A former key of the site is as good: the log, under a head by the present one, names it.
    """
    raw, key = signed["statement"].encode("utf-8"), signed.get("key")
    if not fingerprint:
        check_site_signature(raw, signed["assertion"], proof["vkeys"])
        outcome = WRONG if wanted.need_key or wanted.fingerprint else NOTE
        yield Step(outcome, "signature", "no reviewer's key signed this; the site's own key did")
        return
    if not key:
        raise Wrong("key", "the public key is missing")
    spki = from_base64url(key["public_key"])
    if sha256(spki).hex() != fingerprint or key["fingerprint"] != fingerprint:
        raise Wrong("key", "the public key is not the one that the log names")
    check_assertion(raw, signed["assertion"], spki, key["algorithm"])
    yield Step(OK, "signature", f"the holder of the key {fingerprint} signed exactly this")


def check_key(proof: dict[str, Any], wanted: Wanted) -> Iterator[Step]:
    line = signed_line(proof)
    if not line["key"]:
        return
    yield from check_named(proof, proof, line)
    if not wanted.fingerprint:
        yield Step(
            NOT_CHECKED, "fingerprint", "whose key it is: compare it with the reviewer's own"
        )
    elif wanted.fingerprint.lower().replace(" ", "") != line["key"]:
        raise Wrong("fingerprint", "the key is not the one whose fingerprint you gave")
    else:
        yield Step(OK, "fingerprint", "it is the key whose fingerprint you gave")


def check_named(
    proof: dict[str, Any], signed: dict[str, Any], line: dict[str, Any]
) -> Iterator[Step]:
    """That the log named a key, for this reviewer, before the entry of what it signed."""
    key, signed_at = signed["key"], json.loads(signed["statement"])["signed_at"]
    added = [each for each in lines_of(proof, "key_added") if each["key"] == line["key"]]
    if not added or added[0]["number"] >= line["number"]:
        raise Wrong("key", "the log did not name the key before it signed")
    if added[0]["reviewer"] != line["reviewer"]:
        raise Wrong("key", "the key is another reviewer's")
    if (added[0]["public_key"], added[0]["algorithm"]) != (key["public_key"], key["algorithm"]):
        raise Wrong("key", "the key is not the one that was added to the log")
    if added[0]["rp_id"] != signed["assertion"]["rp_id"]:
        raise Wrong("key", "the key was made for another site")
    yield Step(OK, "key", f"entry {added[0]['number']} of the log, {added[0]['at']}, added the key")
    for revoked in lines_of(proof, "key_revoked"):
        if revoked["key"] == line["key"]:
            since = f" since {revoked['since']}" if revoked["since"] else ""
            is_stolen = revoked["why"] == "stolen" and revoked["since"] <= signed_at
            outcome = WRONG if is_stolen else NOTE
            yield Step(outcome, "key", f"the key was reported {revoked['why']}{since}")


def check_head(proof: dict[str, Any], wanted: Wanted) -> Iterator[Step]:
    head = check_note(proof["checkpoint"], [wanted.key] if wanted.key else proof["vkeys"])
    yield Step(OK, "checkpoint", f"{head.origin} signed its head of {head.size} entries")
    if not wanted.key:
        yield Step(NOT_CHECKED, "site key", "that it is the site's: give it with --key")


def check_entries(proof: dict[str, Any], wanted: Wanted) -> Iterator[Step]:
    head = read_checkpoint(proof["checkpoint"])
    for each in proof["entries"]:
        line = each["line"].encode("utf-8")
        number = json.loads(line)["number"]
        path = [base64.b64decode(node, validate=True) for node in each["proof"]]
        if number != each["number"]:
            raise Wrong("inclusion", "an entry has another number than it says")
        check_inclusion(leaf_hash(line), number, head.size, path, head.root)
    yield Step(OK, "inclusion", f"{len(proof['entries'])} entries are in the log under that head")


def check_whole_log(proof: dict[str, Any], wanted: Wanted) -> Iterator[Step]:
    """That the proof leaves out no entry about the review, which only the whole log can show."""
    if wanted.log is None:
        yield Step(NOT_CHECKED, "completeness", "that nothing later takes it away: --log does")
        return
    head, (_raw, statement) = read_checkpoint(proof["checkpoint"]), statement_of(proof)
    if root_of_lines(wanted.log[: head.size]) != head.root or len(wanted.log) < head.size:
        raise Wrong("completeness", "the log that you gave is not the one under that head")
    carried = {each["line"] for each in proof["entries"]}
    for text in wanted.log:
        if text not in carried and is_about(json.loads(text), statement, signed_line(proof)["key"]):
            raise Wrong("completeness", f"the proof leaves out an entry of the log: {text}")
    yield Step(OK, "completeness", f"none of the log's {len(wanted.log)} entries was left out")


def is_about(line: dict[str, Any], statement: dict[str, Any], key: str) -> bool:
    review = statement["review"]
    if line["kind"] in ("signed", "withdrawn", "wording_changed"):
        return bool(line["review"] == review)
    if line["kind"] == "suspended":
        return review in line["reviews"]
    if line["kind"] == "confirmed":
        return any(item[0] == review for item in line["items"])
    return line["kind"] == "key_revoked" and bool(key) and line["key"] == key


def root_of_lines(lines: Sequence[str]) -> bytes:
    """The root of the tree of some lines, from left to right."""
    subtrees: list[bytes] = []
    for number, line in enumerate(lines):
        node, index = leaf_hash(line.encode("utf-8")), number
        while index & 1:
            node, index = node_hash(subtrees.pop(), node), index >> 1
        subtrees.append(node)
    if not subtrees:
        return EMPTY_ROOT
    root = subtrees.pop()
    while subtrees:
        root = node_hash(subtrees.pop(), root)
    return root


def check_saved_head(proof: dict[str, Any], wanted: Wanted) -> Iterator[Step]:
    if not wanted.head:
        return
    old, head = read_checkpoint(wanted.head), read_checkpoint(proof["checkpoint"])
    if old.origin != head.origin:
        raise Wrong("saved head", "the head that you saved is another log's")
    if old.size > head.size:
        raise Wrong("saved head", "the log is shorter than when you saved its head")
    if old.size == head.size and old.root != head.root:
        raise Wrong("saved head", "the log is not the one whose head you saved")
    if old.size < head.size and wanted.log is None:
        yield Step(NOT_CHECKED, "saved head", "that the log only grew since: --log does")
        return
    if old.size < head.size and root_of_lines((wanted.log or [])[: old.size]) != old.root:
        raise Wrong("saved head", "the log did not only grow since you saved its head")
    yield Step(OK, "saved head", f"the log only grew since it had {old.size} entries")


def check_taken_away(proof: dict[str, Any], wanted: Wanted) -> Iterator[Step]:
    _raw, statement = statement_of(proof)
    for line in lines_of(proof, *TAKES_AWAY):
        if is_about(line, statement, ""):
            yield Step(WRONG, "holds", f"the review was {line['kind']} on {line['at']}")
            return
    yield Step(OK, "holds", f"no entry here takes it away; next review due {statement['due_on']}")


def check_present(proof: dict[str, Any], wanted: Wanted) -> Iterator[Step]:
    """What the page shows now against what was signed."""
    _raw, statement = statement_of(proof)
    line, present = signed_line(proof), proof.get("present")
    if not present:
        yield Step(NOTE, "text", "the site shows this text no more")
        return
    text, review = line["text"], statement["review"]
    for step in lines_of(proof, "wording_changed"):
        text = step["to"] if (step["review"], step["from"]) == (review, text) else text
    if sha256(canonical_bytes(present["text"])).hex() != text:
        raise Wrong("text", "the text that the site shows was not signed")
    if present["text"] == statement["text"]:
        yield Step(OK, "text", "the site shows exactly the text that was signed")
    else:
        yield Step(NOTE, "text", "wording was changed since: the site, not the reviewer, vouches")
    names = line["names"]
    for confirmed in lines_of(proof, "confirmed"):
        if is_about(confirmed, statement, ""):
            names = yield from check_confirmation(proof, confirmed, review, names, wanted)
    if names_hash(present["name"], present["title"]) != names:
        raise Wrong("names", f"the site shows it as “{present['title']}”, which nobody confirmed")
    yield Step(OK, "names", f"the site shows it under a name that was signed: “{present['title']}”")


def check_confirmation(
    proof: dict[str, Any], line: dict[str, Any], review: str, names: str, wanted: Wanted
) -> Generator[Step, None, str]:
    """The names after an entry that confirms new ones."""
    by_hash = {sha256(each["statement"].encode()).hex(): each for each in proof["confirmations"]}
    said = by_hash.get(line["statement"])
    if said is None:
        raise Wrong("confirmation", "the statement that confirmed new names is missing")
    statement = json.loads(said["statement"])
    if canonical_bytes(statement) != said["statement"].encode():
        raise Wrong("confirmation", "the statement that confirmed new names is not canonical JSON")
    if line["signature"] != sha256(canonical_bytes(said["assertion"])).hex():
        raise Wrong("confirmation", "the log has another signature of the confirmation")
    yield from check_signer(proof, said, line["key"], wanted)
    if line["key"]:
        yield from check_named(proof, said, line)
    for topic in statement["topics"]:
        if topic["review"] == review:
            names = names_hash(topic["new"]["name"], topic["new"]["title"])
            if [review, names] not in line["items"]:
                raise Wrong("confirmation", "the log has other names for the confirmation")
    return names


# --- The command ------------------------------------------------------------------------------

LARGEST = 64 * 1024 * 1024  # bytes of an answer
TIMEOUT = 30  # seconds
PAGE = 1_000  # lines of the log in an answer


def main(arguments: list[str] | None = None) -> int:
    """0: nothing is wrong; 1: something is; 2: it could not be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("proof", help="the address of a receipt, or a saved proof.json")
    parser.add_argument("--key", default="", help="the site's key: name+number+key")
    parser.add_argument("--fingerprint", default="", help="of the reviewer's key")
    parser.add_argument("--head", help="a file with a checkpoint saved earlier")
    parser.add_argument("--log", help="the address of the whole log, or a file of it")
    parser.add_argument("--need-key", action="store_true", help="the site's own key is not enough")
    options = parser.parse_args(arguments)
    try:
        wanted = Wanted(
            key=options.key,
            fingerprint=options.fingerprint,
            head=read(options.head).decode() if options.head else "",
            log=read_log(options.log) if options.log else None,
            need_key=options.need_key,
        )
        place = options.proof
        is_page = place.startswith("http") and not place.endswith(".json")
        proof = json.loads(read(place.rstrip("/") + "/proof.json" if is_page else place))
    except (OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"cannot be read: {error}\n")
        return 2
    steps = list(check_proof(proof, wanted))
    for step in steps:
        sys.stdout.write(f"{step.outcome:11} {step.name}: {step.said}\n")
    return int(any(step.outcome == WRONG for step in steps))


def read(place: str) -> bytes:
    if not place.startswith(("http://", "https://")):
        return pathlib.Path(place).read_bytes()
    with urllib.request.urlopen(place, timeout=TIMEOUT) as answer:
        found: bytes = answer.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise ValueError(f"{place}: too long")
    return found


def read_log(place: str) -> list[str]:
    """Every line: from ``/signing-log/entries``, or from a file of its lines or a SIGNING_LOG."""
    if not place.startswith(("http://", "https://")):
        return lines_of_file(read(place).decode())
    lines: list[str] = []
    while True:
        page = split_lines(read(f"{place.rstrip('/')}?from={len(lines)}").decode())
        lines += page
        if len(page) < PAGE:
            return lines


def split_lines(text: str) -> list[str]:
    """At line feeds alone: a text may hold other characters that end a line."""
    return [line for line in text.split("\n") if line.strip()]


def lines_of_file(text: str) -> list[str]:
    lines: list[str] = []
    for raw in split_lines(text):
        try:
            said = json.loads(raw)
        except ValueError:
            continue  # cut off, as by a power cut; what is missing shows in the tree
        if "line" in said and "entry" in said:
            lines[said["entry"] :] = [said["line"]]
        elif "void" in said:
            del lines[said["void"] :]
        elif "kind" in said:
            lines.append(raw)
    return lines


if __name__ == "__main__":
    sys.exit(main())
