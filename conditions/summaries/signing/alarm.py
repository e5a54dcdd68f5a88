"""Telling the administrators that nobody can sign, since the log and its file do not agree."""

from collections.abc import Mapping

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext, override

from common.languages import language_for
from conditions.models import SigningHead
from conditions.permissions import administrators
from conditions.summaries.signing import log, log_file
from conditions.summaries.signing.log_file import LogUnavailable
from conditions.summaries.signing.security_mails import address_of, send
from conditions.summaries.signing.verify_review import sha256

A_DAY = 24 * 60 * 60  # seconds


def check_signing_log() -> Mapping[str, int]:
    """Whether signing has stopped, and how many people were told: once a day for each reason."""
    if not SigningHead.objects.filter(size__gt=0).exists():
        return {"told": 0}
    try:
        with transaction.atomic():
            log_file.check(log.committed(log.lock()))
    except LogUnavailable as error:
        return {"told": tell(error.reason)}
    return {"told": 0}


def tell(reason: str) -> int:
    """One mail each. The reason names commands, and is not translated."""
    if not cache.add(f"signing-log:{sha256(reason.encode()).hex()}", True, A_DAY):
        return 0
    people = list(administrators())
    for person in people:
        with override(language_for(person)):
            first = gettext(
                "Nobody can sign, publish or take back a review at present: the signing log in the "
                "database and its file do not agree, or the file cannot be written. What is public "
                "stays public. Please tell whoever runs the server:"
            )
            send(gettext("Signing has stopped"), [first, reason], [address_of(person)])
    return len(people)
