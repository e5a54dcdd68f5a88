"""Check a review of a DiseaseMaps site without trusting the site. One file: it needs Python 3.9
and the package ``cryptography``, and nothing else. docs/verify.md describes the formats.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
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
