"""Which kinds of mail a person wants, and the link that switches one off without signing in."""

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from diseasemaps.outbox.models import MailKind, MailPreference

if TYPE_CHECKING:
    from diseasemaps.accounts.models import User

SALT = "diseasemaps.outbox.unsubscribe"


class BadToken(Exception):
    """Not one of ours, or of a kind that is no more."""


def wants(user: "User", kind: str) -> bool:
    return not MailPreference.objects.filter(person=user, kind=kind, wanted=False).exists()


def set_wanted(person_id: int, kind: MailKind, wanted: bool) -> None:
    MailPreference.objects.update_or_create(
        person_id=person_id, kind=kind, defaults={"wanted": wanted}
    )


def make_token(person_id: int, kind: MailKind) -> str:
    """Never expires: a mail is opened years later, and its link must still work."""
    return Signer(salt=SALT).sign_object([person_id, kind.value])


def read_token(token: str) -> tuple[int, MailKind]:
    try:
        person_id, kind = Signer(salt=SALT).unsign_object(token)
        return int(person_id), MailKind(kind)
    except (BadSignature, ValueError) as error:
        raise BadToken from error


def unsubscribe_address(user: "User", kind: MailKind) -> str:
    path = reverse("outbox:unsubscribe", args=[make_token(user.pk, kind)])
    return urljoin(settings.SITE_URL, path)


def unsubscribe_headers(user: "User", kind: MailKind) -> dict[str, str]:
    """What lets a mail program offer the switch itself (RFC 2369, RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{unsubscribe_address(user, kind)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
