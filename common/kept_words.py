"""What somebody typed, kept in the session while they sign in again, or given straight back.

Only forms that this site made for a person who was signed in are kept, and only that person gets
them back: on a shared computer the next one to sign in does not.
"""

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
# The words of a text that a form carries along, which are not the person's own.
NOT_TYPED = {"seen", "page"}
# Read by static/js/words.js, which then forgets what this browser kept of the form it sent.
SAVED_COOKIE = "words_saved"
SAVED_COOKIE_AGE = 60  # seconds

signer = Signer(salt="whose words")


def whose(request: HttpRequest) -> str:
    """For a hidden field of a form: who was signed in when the page was made."""
    return signer.sign(str(request.user.pk))


def owner_of(request: HttpRequest) -> str:
    """Whom the posted form was made for, or nothing where that was nobody signed in."""
    try:
        return signer.unsign(request.POST.get("whose", ""))
    except BadSignature:
        return ""


@dataclass(frozen=True)
class Typed:
    """A posted form that could not be taken, to be shown and sent again."""

    address: str
    fields: list[tuple[str, str]]

    @property
    def words(self) -> str:
        """What reads like words among it; a choice or a number is no loss."""
        values = (value.strip() for name, value in self.fields if name not in NOT_TYPED | LEFT_OUT)
        return "\n\n".join(value for value in values if len(value.split()) > 1)


def typed(request: HttpRequest) -> Typed | None:
    """None for a form of another kind: a password is never shown again. Who may see it is for the
    caller to ask."""
    if request.method != "POST" or not owner_of(request):
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return Typed(request.get_full_path(), fields)


def page_of(request: HttpRequest) -> str:
    """The page that a posted form stood on, as far as the browser tells."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else request.path


def keep(request: HttpRequest, address: str = "") -> bool:
    """Keep a posted form for its address. False for one that nobody signed in was given."""
    owner = owner_of(request)
    if not owner:
        return False
    fields = [pair for pair in request.POST.items() if pair[0] not in LEFT_OUT]
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
    """The first fields that fit into so many characters together; the one at the end is cut."""
    found: dict[str, str] = {}
    for name, value in fields:
        if (most := most - len(name)) <= 0:
            break
        found[name] = value[:most]
        most -= len(found[name])
    return found


def kept(request: HttpRequest) -> dict[str, str]:
    """What was kept of this person's form at this address."""
    entry = request.session.get(KEPT, {}).get(request.path)
    if entry is None or entry["owner"] != str(request.user.pk):
        return {}
    is_old = timezone.now().timestamp() - entry["at"] > KEPT_FOR
    return {} if is_old else entry["fields"]


def forget(request: HttpRequest, *addresses: str) -> None:
    """Once the words are in a better place: nor does the browser have to keep them longer."""
    request.has_saved_words = True
    found = request.session.get(KEPT, {})
    rest = {key: value for key, value in found.items() if key not in addresses}
    if rest != found:
        request.session[KEPT] = rest


def tell_browser(request: HttpRequest, response: HttpResponseBase) -> None:
    """Say in a cookie for a script that the form just sent is in a better place, and nothing of
    which form that was."""
    if getattr(request, "has_saved_words", False):
        response.set_cookie(
            SAVED_COOKIE,
            "1",
            max_age=SAVED_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
