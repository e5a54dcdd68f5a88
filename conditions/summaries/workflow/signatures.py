"""Who signed a statement: the reviewer's own key, or the site's where the operator allows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from conditions.models import ReviewerKey, ReviewerProfile
from conditions.summaries.signing import log, site_keys
from conditions.summaries.signing.statement import Statement
from conditions.summaries.signing.verify_review import Wrong, check_assertion, from_base64url

SIGNED_WITHIN = timedelta(minutes=10)  # of the time that a statement says


class KeyNeeded(Exception):
    """The reviewer has to sign with a key of their own."""


class BadSignature(Exception):
    """The signature is not that of a key of this reviewer over this statement."""


class StatementTooOld(Exception):
    """A statement is signed within minutes after it was made, so that it says the true time."""


@dataclass(frozen=True)
class Signature:
    """``key`` is none where the site's key signed."""

    key: ReviewerKey | None
    assertion: dict[str, Any]

    @property
    def fields(self) -> dict[str, Any]:
        """Of a review or a confirmation."""
        return {"key": self.key, "assertion": self.assertion}


def check_time(at: datetime, assertion: Mapping[str, Any] | None) -> None:
    """Raises StatementTooOld. A review that was given before, and is imported, has no assertion."""
    if assertion is not None and abs(timezone.now() - at) > SIGNED_WITHIN:
        raise StatementTooOld(at)


def signature_of(
    statement: Statement, by: ReviewerProfile, assertion: Mapping[str, Any] | None
) -> Signature:
    """The signature over a statement, checked. Called inside the caller's transaction, after the
    log's lock: a key that was revoked meanwhile signs no more. Raises KeyNeeded or BadSignature."""
    keys = by.keys.filter(revoked_at__isnull=True)
    if assertion is None:
        if settings.REVIEWS_NEED_KEY or keys.exists():
            raise KeyNeeded(by)
        signed = site_keys.current().site_assertion(statement.digest, log.origin())
        return Signature(None, signed)
    key = keys.filter(credential_id=assertion.get("credential_id", "")).first()
    if key is None or assertion.get("rp_id") != key.rp_id:
        raise BadSignature(by)
    try:
        spki = from_base64url(key.public_key)
        check_assertion(statement.raw, dict(assertion), spki, key.algorithm)
    except Wrong as error:
        raise BadSignature(str(error)) from error
    return Signature(key, dict(assertion))
