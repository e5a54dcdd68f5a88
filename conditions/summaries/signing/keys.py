"""The ceremony by which a reviewer's passkey is registered, and reading what it signed.

``fido2`` reads the registration; signatures are checked by ``verify_review`` alone, so that the
site and every stranger have the same rules.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestationConveyancePreference,
    AuthenticatorData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from conditions.models import ReviewerKey, ReviewerProfile
from conditions.models.reviewers import ALGORITHMS, CREDENTIAL_MAX
from conditions.summaries.signing import cose
from conditions.summaries.signing.verify_review import (
    belongs,
    from_base64url,
    sha256,
    to_base64url,
)

HANDLE_LENGTH = 32  # bytes
ASSERTION_MAX = 20_000  # characters of JSON, posted
# Of an assertion, as the page posts it.
SIGNED_FIELDS = ("credential_id", "authenticator_data", "client_data", "signature")


class BadRegistration(ValueError):
    """What came from the browser is not a key that was made here, now, with its user verified."""


class UnknownKey(ValueError):
    """A signature by none of the reviewer's keys, or by one that was revoked."""


@dataclass(frozen=True)
class Registration:
    """A new key, as its authenticator gave it to this site."""

    credential_id: bytes
    algorithm: int
    spki: bytes
    rp_id: str

    @property
    def fingerprint(self) -> str:
        return sha256(self.spki).hex()


def begin(
    profile: ReviewerProfile, rp: Mapping[str, str], keys: Iterable[ReviewerKey]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The options for the browser, and the state to keep for ``complete``.

    The handle is random: under the account's own, the device would overwrite the passkey with
    which the reviewer signs in.
    """
    user = PublicKeyCredentialUserEntity(
        id=secrets.token_bytes(HANDLE_LENGTH), name=profile.name, display_name=profile.name
    )
    options, state = server_of(rp).register_begin(
        user,
        credentials=[descriptor(key) for key in keys],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options.public_key), dict(state)


def complete(state: Mapping[str, Any], posted: str, rp: Mapping[str, str]) -> Registration:
    """The key that the browser made. Raises BadRegistration, and BadKey for a key of a kind that
    is not taken."""
    server = server_of(rp)
    try:
        response = RegistrationResponse.from_dict(json.loads(posted))
        if response is None or response.response.client_data.cross_origin:
            raise BadRegistration("made within a page of another site")
        made = server.register_complete(state, response)
    except BadRegistration:
        raise
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadRegistration(str(error)) from error
    return registered(made, rp["id"])


def registered(made: AuthenticatorData, rp_id: str) -> Registration:
    credential = made.credential_data
    if credential is None or len(to_base64url(credential.credential_id)) > CREDENTIAL_MAX:
        raise BadRegistration("no credential, or one with too long a number")
    algorithm, spki = cose.spki_of(credential.public_key)
    return Registration(credential.credential_id, algorithm, spki, rp_id)


def server_of(rp: Mapping[str, str]) -> Fido2Server:
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=rp["id"], name=rp["name"]),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: belongs(origin, rp["id"]),
    )
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=algorithm)
        for algorithm in ALGORITHMS
    ]
    return server


def descriptor(key: ReviewerKey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        type=PublicKeyCredentialType.PUBLIC_KEY, id=from_base64url(key.credential_id)
    )


# --- Signing ----------------------------------------------------------------------------------


def request_options(keys: Iterable[ReviewerKey], rp_id: str, digest: str) -> dict[str, Any]:
    """What the page hands to the browser; the challenge is the SHA-256 of the statement."""
    return {
        "challenge": to_base64url(bytes.fromhex(digest)),
        "rpId": rp_id,
        "allowCredentials": [
            {"type": "public-key", "id": key.credential_id} for key in keys if key.rp_id == rp_id
        ],
        "userVerification": "required",
        "timeout": 120_000,
    }


def read_assertion(profile: ReviewerProfile, posted: str) -> dict[str, Any]:
    """The signature as a review keeps it: the site that the key was made for, and the address of
    the page, stand beside it. ``verify_review.check_assertion`` says whether it fits.

    Raises UnknownKey.
    """
    try:
        said = json.loads(posted[:ASSERTION_MAX])
        found = {name: str(said[name]) for name in SIGNED_FIELDS}
        origin = str(json.loads(from_base64url(found["client_data"]).decode())["origin"])
    except (KeyError, TypeError, ValueError) as error:
        raise UnknownKey("the signature cannot be read") from error
    key = key_of(profile, found["credential_id"])
    return {"type": "webauthn", **found, "rp_id": key.rp_id, "origin": origin}


def key_of(profile: ReviewerProfile, credential_id: str) -> ReviewerKey:
    """The reviewer's own key of that number, unless it was revoked. Raises UnknownKey."""
    keys = ReviewerKey.objects.filter(reviewer=profile, revoked_at__isnull=True)
    found = keys.filter(credential_id=credential_id).first()
    if found is None:
        raise UnknownKey("none of the reviewer's keys")
    return found
