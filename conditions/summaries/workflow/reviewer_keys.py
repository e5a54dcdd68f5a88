"""A reviewer's keys: added, and revoked. Both are entries of the signing log."""

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from conditions.models import Review, ReviewerKey, ReviewerProfile, SigningEntry
from conditions.summaries.signing import log
from conditions.summaries.signing.canonical import time_text
from conditions.summaries.signing.keys import Registration
from conditions.summaries.signing.security_mails import tell_of
from conditions.summaries.signing.verify_review import to_base64url
from conditions.summaries.workflow.suspending import KEY_STOLEN, suspend

Kind = SigningEntry.Kind
Why = ReviewerKey.Why


class InventedReviewer(Exception):
    """Nobody holds the key of a person who does not exist."""


class KeyTaken(Exception):
    """The key is registered already."""


class AlreadyRevoked(Exception):
    """A key is revoked once."""


class NotYet(ValueError):
    """A key stolen since a time that is still to come."""


def add_key(profile: ReviewerProfile, *, name: str, registration: Registration) -> ReviewerKey:
    """Register a key that the ceremony of ``signing.keys`` gave."""
    if profile.is_fictional:
        raise InventedReviewer(profile)
    key = ReviewerKey(
        reviewer=profile,
        name=name,
        credential_id=to_base64url(registration.credential_id),
        algorithm=registration.algorithm,
        public_key=to_base64url(registration.spki),
        fingerprint=registration.fingerprint,
        rp_id=registration.rp_id,
        added_at=timezone.now(),
    )
    payload = {
        "reviewer": profile.pk,
        "key": key.fingerprint,
        "algorithm": key.algorithm,
        "public_key": key.public_key,
        "credential": hashlib.sha256(registration.credential_id).hexdigest(),
        "rp_id": key.rp_id,
    }
    with transaction.atomic():
        log.lock()
        try:
            with transaction.atomic():
                key.save(force_insert=True)
        except IntegrityError as error:
            raise KeyTaken(profile) from error
        (entry,) = log.append(log.Event(Kind.KEY_ADDED, payload, reviewer=profile), at=key.added_at)
        tell_of(entry)
    return key


def revoke_key(key: ReviewerKey, *, why: str, since: datetime | None = None) -> None:
    """Lost: what it signed stands. Stolen since a time: what it signed from then on is suspended,
    and only a new signature lifts that."""
    at = timezone.now()
    if (why == Why.STOLEN) != (since is not None):
        raise ValueError("a stolen key has a time, a lost one has none")
    if since is not None and since > at:
        raise NotYet(since)
    with transaction.atomic():
        log.lock()
        revoked = ReviewerKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(
            revoked_at=at, revoked_why=why, stolen_since=since
        )
        if not revoked:
            raise AlreadyRevoked(key)
        payload = {
            "reviewer": key.reviewer_id,
            "key": key.fingerprint,
            "why": why,
            "since": time_text(since) if since else "",
        }
        (entry,) = log.append(log.Event(Kind.KEY_REVOKED, payload, reviewer=key.reviewer), at=at)
        tell_of(entry)
        if since is not None:
            signed = Review.objects.by_key_since(key, since)
            suspend(signed, why=KEY_STOLEN, entry=entry.number)
    key.refresh_from_db()
