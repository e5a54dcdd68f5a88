"""Forms that somebody typed, kept in the session while they sign in again, or given straight back.

Only forms made for a signed-in person are kept, and only that person gets them back: on a shared
computer the next person to sign in does not.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

KEPT = "kept_words"  # in the session
KEPT_FORMS = 3  # the newest
FORM_MAX = 200_000  # characters of a form, names and values
KEPT_FOR = 24 * 60 * 60  # seconds
LEFT_OUT = {"csrfmiddlewaretoken", "whose"}
# Hidden fields that hold words, but not the person's own.
NOT_TYPED = {"seen", "page"}
# Read by static/js/words.js, which then forgets what this browser kept of the form it sent.
SAVED_COOKIE = "words_saved"
SAVED_COOKIE_AGE = 60  # seconds
SAVED = "kept_words.saved"  # in the META of the request that saved them

signer = Signer(salt="whose words")


def whose(request: HttpRequest) -> str:
    """The value of a form's hidden field: who was signed in when the page was rendered, signed."""
    return signer.sign(str(request.user.pk))


def owner_of(request: HttpRequest) -> str:
    """The primary key of the person the form was rendered for; empty for an anonymous visitor."""
    try:
        return signer.unsign(request.POST.get("whose", ""))
    except BadSignature:
        return ""


@dataclass(frozen=True)
class Typed:
    """A posted form that could not be accepted, shown again to be sent again."""

    address: str
    fields: list[tuple[str, str]]

    @property
    def words(self) -> str:
        """The fields that hold several words; losing a choice or a number is no harm."""
        values = (value.strip() for name, value in self.fields if name not in NOT_TYPED | LEFT_OUT)
        return "\n\n".join(value for value in values if len(value.split()) > 1)


def typed(request: HttpRequest) -> Typed | None:
    """The posted form, or None for a form without ``whose``: a password is never shown again.

    The caller checks who may see it.
    """
    if request.method != "POST" or not owner_of(request):
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return Typed(request.get_full_path(), fields)


def page_of(request: HttpRequest) -> str:
    """The path of the page that held the form, from the Referer header."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else request.path


def keep(request: HttpRequest, address: str = "", left_out: Collection[str] = ()) -> bool:
    """Keeps a posted form for its address, without the fields ``left_out``.

    False for a form that was made for nobody who is signed in.
    """
    owner = owner_of(request)
    if not owner:
        return False
    fields = [
        (name, str(value))
        for name, value in request.POST.items()
        if name not in LEFT_OUT and name not in left_out
    ]
    kept: dict[str, Any] = request.session.get(KEPT, {})
    kept.pop(address or request.path, None)
    kept[address or request.path] = {
        "owner": owner,
        "at": timezone.now().timestamp(),
        "fields": within(fields, FORM_MAX),
    }
    request.session[KEPT] = dict(list(kept.items())[-KEPT_FORMS:])
    return True


def within(fields: list[tuple[str, str]], most: int) -> dict[str, str]:
    """The first fields that fit into ``most`` characters together; the last of them is cut."""
    found: dict[str, str] = {}
    for name, value in fields:
        if (most := most - len(name)) <= 0:
            break
        found[name] = value[:most]
        most -= len(found[name])
    return found


def kept(request: HttpRequest) -> dict[str, str]:
    """The fields kept for this person at this address, not older than ``KEPT_FOR``."""
    entry = request.session.get(KEPT, {}).get(request.path)
    if entry is None or entry["owner"] != str(request.user.pk):
        return {}
    is_old = timezone.now().timestamp() - entry["at"] > KEPT_FOR
    return {} if is_old else entry["fields"]


def forget(request: HttpRequest, *addresses: str) -> None:
    """Forgets the forms kept for these addresses, since their words are stored now.

    The browser's own copy is dropped, too: see ``tell_browser``.
    """
    request.META[SAVED] = True
    found = request.session.get(KEPT, {})
    rest = {key: value for key, value in found.items() if key not in addresses}
    if rest != found:
        request.session[KEPT] = rest


def tell_browser(request: HttpRequest, response: HttpResponseBase) -> None:
    """Sets a cookie that tells the script to drop its copy of the form, without naming the form."""
    if request.META.get(SAVED):
        response.set_cookie(
            SAVED_COOKIE,
            "1",
            max_age=SAVED_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
