"""What somebody typed, kept in the session while they sign in again.

Only forms that this site made for a person who was signed in are kept, and only that person gets
them back: on a shared computer the next one to sign in does not.
"""

from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.utils import timezone

KEPT = "kept_words"  # in the session
KEPT_FORMS = 3  # the newest
FORM_MAX = 200_000  # characters of a form, names and values
KEPT_FOR = 24 * 60 * 60  # seconds
LEFT_OUT = {"csrfmiddlewaretoken", "whose"}

signer = Signer(salt="whose words")


def whose(request: HttpRequest) -> str:
    """For a hidden field of a form: who was signed in when the page was made."""
    return signer.sign(str(request.user.pk))


def keep(request: HttpRequest, address: str = "") -> bool:
    """Keep a posted form for its address. False for one that nobody signed in was given."""
    try:
        owner = signer.unsign(request.POST.get("whose", ""))
    except BadSignature:
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
    """Once the words are in a better place."""
    found = request.session.get(KEPT, {})
    rest = {key: value for key, value in found.items() if key not in addresses}
    if rest != found:
        request.session[KEPT] = rest
