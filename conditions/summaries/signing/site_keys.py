"""The site's own keys: for the head of the log, for seals, and where no reviewer's key signs.

They come from SIGNING_LOG_KEY, or from SECRET_KEY without it. Former ones stay in the FALLBACKS.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from conditions.models import ReviewerProfile
from conditions.summaries.signing.canonical import canonical, time_text
from conditions.summaries.signing.verify_review import (
    NOTE_ED25519,
    SITE_SIGNATURE,
    note_key_id,
    to_base64url,
)

SEED_LENGTH = 32  # bytes
MARK_LENGTH = 32  # hexadecimal digits
LOG_INFO, SEAL_INFO = b"diseasemaps signing log v1", b"seal v1"


class Person(Protocol):
    """An account."""

    pk: Any
    date_joined: datetime


@dataclass(frozen=True)
class SiteKey:
    """One secret of the site, and what it signs and seals. A name makes it a note's key: that of
    the log, which stays when the site moves."""

    seed: bytes

    @cached_property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @cached_property
    def seal_key(self) -> bytes:
        return derived(self.seed, SEAL_INFO)

    def key_id(self, name: str) -> bytes:
        return note_key_id(name, self.public)

    def vkey(self, name: str) -> str:
        """As verifiers of signed notes take it."""
        encoded = base64.b64encode(NOTE_ED25519 + self.public).decode()
        return f"{name}+{self.key_id(name).hex()}+{encoded}"

    def sign_note(self, text: str) -> str:
        """The signature line of a checkpoint, whose first line is the key's name."""
        name = text.split("\n", 1)[0]
        signature = self.private.sign(text.encode())
        return f"— {name} {base64.b64encode(self.key_id(name) + signature).decode()}\n"

    def sign_statement(self, digest: bytes) -> bytes:
        """Over the SHA-256 of a statement."""
        return self.private.sign(SITE_SIGNATURE + digest)

    def site_assertion(self, digest: bytes, name: str) -> dict[str, str]:
        """As a review keeps it that no reviewer's key signed."""
        signature = to_base64url(self.sign_statement(digest))
        return {"type": "site", "key": self.vkey(name), "signature": signature}

    def seal(self, *parts: str) -> str:
        """HMAC over the parts, in hexadecimal."""
        return hmac.new(self.seal_key, canonical(list(parts)), sha256).hexdigest()

    def mark(self, person: Person) -> str:
        """Names a person in the log, to nobody without the site's key."""
        return self.seal("person", str(person.pk), time_text(person.date_joined))[:MARK_LENGTH]


def current() -> SiteKey:
    return all_keys()[0]


def all_keys() -> list[SiteKey]:
    """The one in use first, then every one under which something may have been sealed before."""
    return list(
        keys_from(
            settings.SIGNING_LOG_KEY,
            tuple(settings.SIGNING_LOG_KEY_FALLBACKS),
            settings.SECRET_KEY,
            tuple(settings.SECRET_KEY_FALLBACKS),
        )
    )


@lru_cache(maxsize=8)
def keys_from(
    key: str, fallbacks: tuple[str, ...], secret: str, secret_fallbacks: tuple[str, ...]
) -> tuple[SiteKey, ...]:
    seeds = [decoded(each) for each in (key, *fallbacks) if each]
    seeds += [derived(each.encode(), LOG_INFO) for each in (secret, *secret_fallbacks)]
    return tuple(SiteKey(seed) for seed in dict.fromkeys(seeds))


def decoded(key: str) -> bytes:
    try:
        seed = base64.b64decode(key, validate=True)
    except binascii.Error:
        seed = b""
    if len(seed) != SEED_LENGTH:
        raise ImproperlyConfigured("SIGNING_LOG_KEY is not 32 bytes in base64")
    return seed


def derived(secret: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=SEED_LENGTH, salt=None, info=info).derive(secret)


def vkeys(name: str) -> list[str]:
    """Of all the site's keys, under the log's name."""
    return [key.vkey(name) for key in all_keys()]


def is_sealed(seal: str, *parts: str) -> bool:
    """Whether one of the site's keys made a seal over the parts."""
    return is_one_of(seal, [key.seal(*parts) for key in all_keys()])


def is_one_of(seal: str, made: list[str]) -> bool:
    """Compared without telling by its time how much of a guess is right."""
    return any(hmac.compare_digest(seal.encode(), each.encode()) for each in made)


def summary_parts(summary_id: int, hashes: list[str]) -> list[str]:
    return ["summary", str(summary_id), *hashes]


def summary_seal(summary_id: int, hashes: list[str]) -> str:
    """Over the hashes of all entries about a summary, in their order."""
    return current().seal(*summary_parts(summary_id, hashes))


def profile_parts(profile: ReviewerProfile) -> list[str]:
    account = "" if profile.user_id is None else str(profile.user_id)
    return ["profile", str(profile.pk), account, str(int(profile.is_fictional)), profile.state]


def profile_seal(profile: ReviewerProfile) -> str:
    """Over what would let somebody else sign under a name if it were changed."""
    return current().seal(*profile_parts(profile))


def is_profile_sealed(profile: ReviewerProfile) -> bool:
    return is_sealed(profile.seal, *profile_parts(profile))


def is_mark_of(mark: str, person: Person) -> bool:
    return any(key.mark(person) == mark for key in all_keys())
