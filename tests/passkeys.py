"""A passkey in software: it answers as a browser with an authenticator does, by real signatures."""

import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2 import cbor
from fido2.cose import ES256 as EcCose
from fido2.cose import RS256 as RsaCose
from fido2.cose import CoseKey
from fido2.cose import EdDSA as EdCose

from conditions.models import ReviewerKey, ReviewerProfile
from conditions.summaries.signing import cose
from conditions.summaries.signing.keys import Registration
from conditions.summaries.signing.verify_review import (
    EDDSA,
    ES256,
    RS256,
    sha256,
    to_base64url,
)
from conditions.summaries.workflow.reviewer_keys import add_key

RP_ID = "localhost"
ORIGIN = "http://localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def new_private_key(algorithm: int) -> Any:
    if algorithm == ES256:
        return ec.generate_private_key(ec.SECP256R1())
    if algorithm == EDDSA:
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, 2048)


class Passkey:
    """One credential, of the site ``rp_id``."""

    def __init__(self, algorithm: int = ES256, rp_id: str = RP_ID) -> None:
        self.algorithm = algorithm
        self.rp_id = rp_id
        self.credential_id = secrets.token_bytes(32)
        self.private = new_private_key(algorithm)

    @property
    def cose(self) -> CoseKey:
        made = {ES256: EcCose, EDDSA: EdCose, RS256: RsaCose}[self.algorithm]
        return made.from_cryptography_key(self.private.public_key())

    @property
    def registration(self) -> Registration:
        algorithm, spki = cose.spki_of(self.cose)
        return Registration(self.credential_id, algorithm, spki, self.rp_id)

    def register_row(self, profile: ReviewerProfile, name: str = "A key") -> ReviewerKey:
        return add_key(profile, name=name, registration=self.registration)

    # What a browser sends

    def created(
        self, options: dict[str, Any], *, verified: bool = True, origin: str = ORIGIN
    ) -> str:
        """The answer to ``navigator.credentials.create``, as the page posts it."""
        number = len(self.credential_id).to_bytes(2)
        attested = bytes(16) + number + self.credential_id + cbor.encode(dict(self.cose))
        data = self.authenticator_data(PRESENT | ATTESTED | VERIFIED * verified) + attested
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = self.client_data("webauthn.create", options["challenge"], origin)
        return json.dumps(
            {
                "id": to_base64url(self.credential_id),
                "rawId": to_base64url(self.credential_id),
                "type": "public-key",
                "response": {
                    "clientDataJSON": to_base64url(client_data),
                    "attestationObject": to_base64url(attestation),
                },
            }
        )

    def signed(
        self,
        statement_hash: str,
        *,
        verified: bool = True,
        origin: str = ORIGIN,
        rp_id: str | None = None,
    ) -> str:
        """The answer to ``navigator.credentials.get``, as the page posts it."""
        challenge = to_base64url(bytes.fromhex(statement_hash))
        client_data = self.client_data("webauthn.get", challenge, origin)
        data = self.authenticator_data(PRESENT | VERIFIED * verified, rp_id)
        return json.dumps(
            {
                "credential_id": to_base64url(self.credential_id),
                "authenticator_data": to_base64url(data),
                "client_data": to_base64url(client_data),
                "signature": to_base64url(self.sign(data + sha256(client_data))),
            }
        )

    def assertion(
        self,
        statement_hash: str,
        *,
        verified: bool = True,
        origin: str = ORIGIN,
        rp_id: str | None = None,
    ) -> dict[str, Any]:
        """The same as a review keeps it."""
        said = self.signed(statement_hash, verified=verified, origin=origin, rp_id=rp_id)
        return {
            "type": "webauthn",
            **json.loads(said),
            "rp_id": rp_id or self.rp_id,
            "origin": origin,
        }

    def client_data(self, kind: str, challenge: str, origin: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
        return json.dumps(said, separators=(",", ":")).encode()

    def authenticator_data(self, flags: int, rp_id: str | None = None) -> bytes:
        counter = bytes(4)
        return sha256((rp_id or self.rp_id).encode()) + bytes([flags]) + counter

    def sign(self, message: bytes) -> bytes:
        if self.algorithm == ES256:
            return self.private.sign(message, ec.ECDSA(hashes.SHA256()))
        if self.algorithm == EDDSA:
            return self.private.sign(message)
        return self.private.sign(message, padding.PKCS1v15(), hashes.SHA256())
