"""A log and a review in memory, made without the site: what ``verify_review`` has to take, and from
which a test breaks one thing at a time."""

import base64
import copy
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from conditions.summaries.signing import merkle, notes
from conditions.summaries.signing.site_keys import SiteKey
from conditions.summaries.signing.verify_review import (
    EDDSA,
    ES256,
    RS256,
    canonical_bytes,
    leaf_hash,
    names_hash,
    sha256,
    to_base64url,
)

NAME = "site.example/signing-log"
REVIEW = "0b0d3c0e-6a0a-4b0c-9d58-3a3a3a3a3a3a"
RP_ID, ORIGIN = "site.example", "https://www.site.example"
TEXT = {
    "short_answer": "It fades.",
    "body": "## A section\n\nLonger [1].",
    "attribution": "",
    "help": {"emergency": "", "soon": "", "next_appointment": ""},
    "sources": [],
}
STATEMENT = {
    "version": 1,
    "kind": "review",
    "review": REVIEW,
    "site": "https://www.site.example",
    "signed_at": "2026-11-30T12:00:00.000000Z",
    "due_on": "2028-11-30",
    "language": "en",
    "condition": {"id": 7, "name": "made-up disease"},
    "question": {"key": "causes", "title": "What causes made-up disease?"},
    "revision": 1,
    "text": TEXT,
    "reviewer": {
        "id": 3,
        "slug": "dr-sample",
        "name": "Dr Sample",
        "credentials": "MD",
        "interests": "None.",
        "standing": "confirmed",
    },
    "checklist": None,
    "not_checked": "",
    "note": "",
    "points": [],
    "taken_over": None,
}


class SoftKey:
    """A reviewer's passkey."""

    def __init__(self, algorithm: int = ES256, bits: int = 2048) -> None:
        self.algorithm = algorithm
        self.private: Any = {
            ES256: lambda: ec.generate_private_key(ec.SECP256R1()),
            EDDSA: ed25519.Ed25519PrivateKey.generate,
            RS256: lambda: rsa.generate_private_key(65537, bits),
        }[algorithm]()
        self.spki = self.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.fingerprint = sha256(self.spki).hex()

    @property
    def said(self) -> dict[str, Any]:
        return {
            "fingerprint": self.fingerprint,
            "algorithm": self.algorithm,
            "public_key": to_base64url(self.spki),
        }

    def assertion(
        self,
        statement: bytes,
        *,
        flags: int = 5,
        origin: str = ORIGIN,
        rp_id: str = RP_ID,
        kind: str = "webauthn.get",
        **client: Any,
    ) -> dict[str, Any]:
        data = sha256(rp_id.encode()) + bytes([flags]) + bytes(4)
        said = {"type": kind, "challenge": to_base64url(sha256(statement)), "origin": origin}
        client_data = json.dumps({**said, "crossOrigin": False, **client}).encode()
        return {
            "type": "webauthn",
            "credential_id": "AAAA",
            "authenticator_data": to_base64url(data),
            "client_data": to_base64url(client_data),
            "signature": to_base64url(self.sign(data + sha256(client_data))),
            "rp_id": rp_id,
            "origin": origin,
        }

    def sign(self, message: bytes) -> bytes:
        if self.algorithm == ES256:
            return bytes(self.private.sign(message, ec.ECDSA(hashes.SHA256())))
        if self.algorithm == EDDSA:
            return bytes(self.private.sign(message))
        return bytes(self.private.sign(message, padding.PKCS1v15(), hashes.SHA256()))


class Log:
    """Lines, and the proofs of them."""

    def __init__(self) -> None:
        self.key = SiteKey(secrets.token_bytes(32))
        self.lines: list[str] = []
        self.add("log_opened", origin=NAME, key=self.key.vkey(NAME))

    def add(self, kind: str, **payload: Any) -> dict[str, Any]:
        number = len(self.lines)
        line = {
            **payload,
            "version": 1,
            "number": number,
            "kind": kind,
            "at": f"2026-11-30T12:00:{number:02}.000000Z",
            "about": [[7, "causes", "en"]],
        }
        self.lines.append(canonical_bytes(line).decode())
        return line

    @property
    def leaves(self) -> list[bytes]:
        return [leaf_hash(line.encode()) for line in self.lines]

    @property
    def checkpoint(self) -> str:
        text = notes.checkpoint_text(NAME, len(self.lines), merkle.root_of(self.leaves))
        return notes.signed_note(text, [self.key])

    def entry(self, number: int) -> dict[str, Any]:
        kept = {(0, place): leaf for place, leaf in enumerate(self.leaves)}
        frontier: list[bytes] = []
        for size, leaf in enumerate(self.leaves):
            frontier, completed = merkle.grow(frontier, size, leaf)
            kept.update(completed)
        path = merkle.inclusion(number, len(self.lines), lambda nodes: {n: kept[n] for n in nodes})
        return {
            "line": self.lines[number],
            "number": number,
            "proof": [base64.b64encode(each).decode() for each in path],
        }


class Review:
    """A review that a reviewer's key signed, or the site's, and the entries about it."""

    def __init__(self, key: SoftKey | None = None, **statement: Any) -> None:
        self.log, self.key = Log(), key
        self.statement = canonical_bytes({**copy.deepcopy(STATEMENT), **statement})
        self.present: dict[str, Any] | None = {
            "title": STATEMENT["question"]["title"],
            "name": STATEMENT["condition"]["name"],
            "text": copy.deepcopy(TEXT),
            "language": "en",
        }
        self.confirmations: list[dict[str, Any]] = []
        self.log.add("profile_verified", reviewer=3)
        if key:
            self.log.add("key_added", reviewer=3, rp_id=RP_ID, key=key.fingerprint, **self.added)
        self.assertion = self.signed_by(key, self.statement)
        self.sign()

    @property
    def added(self) -> dict[str, Any]:
        return {name: self.key.said[name] for name in ("algorithm", "public_key")}

    def signed_by(self, key: SoftKey | None, statement: bytes) -> dict[str, Any]:
        if key:
            return key.assertion(statement)
        return self.log.key.site_assertion(sha256(statement), NAME)

    def sign(self) -> None:
        said = json.loads(self.statement)
        self.log.add(
            "signed",
            review=said["review"],
            reviewer=said["reviewer"]["id"],
            statement=sha256(self.statement).hex(),
            text=sha256(canonical_bytes(said["text"])).hex(),
            names=names_hash(said["condition"]["name"], said["question"]["title"]),
            key=self.key.fingerprint if self.key else "",
            signature=sha256(canonical_bytes(self.assertion)).hex(),
            approved_at=said["signed_at"],
        )
        self.log.add("published", review=said["review"], statement="", why="signed")

    def change_wording(self, short_answer: str) -> None:
        before = sha256(canonical_bytes(self.present["text"])).hex()
        self.present["text"]["short_answer"] = short_answer
        after = sha256(canonical_bytes(self.present["text"])).hex()
        self.log.add(
            "wording_changed", review=REVIEW, approver="x", **{"from": before, "to": after}
        )

    def rename(self, name: str, *, confirmed: bool) -> None:
        old = {"name": self.present["name"], "title": self.present["title"]}
        new = {"name": name, "title": f"What causes {name}?"}
        self.present.update(name=new["name"], title=new["title"])
        if not confirmed:
            return
        said = {"version": 1, "kind": "confirm", "signed_at": "2026-12-01", "topics": [
            {"review": REVIEW, "old": old, "new": new}
        ]}  # fmt: skip
        statement = canonical_bytes(said)
        assertion = self.signed_by(self.key, statement)
        self.confirmations.append(
            {
                "statement": statement.decode(),
                "assertion": assertion,
                "key": self.key.said if self.key else None,
            }
        )
        self.log.add(
            "confirmed",
            reviewer=3,
            statement=sha256(statement).hex(),
            key=self.key.fingerprint if self.key else "",
            signature=sha256(canonical_bytes(assertion)).hex(),
            items=[[REVIEW, names_hash(new["name"], new["title"])]],
        )

    @property
    def proof(self) -> dict[str, Any]:
        numbers = range(1, len(self.log.lines))
        return {
            "version": 1,
            "statement": self.statement.decode(),
            "assertion": self.assertion,
            "key": self.key.said if self.key else None,
            "entries": [self.log.entry(number) for number in numbers],
            "checkpoint": self.log.checkpoint,
            "vkeys": [self.log.key.vkey(NAME)],
            "present": self.present,
            "confirmations": self.confirmations,
        }
