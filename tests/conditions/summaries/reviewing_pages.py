"""The review of a text as its page is used, over and over."""

import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from conditions.models import Revision
from conditions.summaries.signing import checklist


def address(revision: Revision) -> str:
    return reverse("conditions:revision-review", args=[revision.pk])


def read(client: Client, revision: Revision) -> str:
    return client.get(address(revision)).content.decode()


def state(revision: Revision) -> str:
    return Revision.objects.get(pk=revision.pk).state


def fields_of(revision: Revision, **fields: Any) -> dict[str, Any]:
    """All that signing needs, as the page of a revision sends it."""
    ticked = {f"check_{item.key}": "on" for item in checklist.current().items}
    return {
        "version": Revision.objects.values_list("version", flat=True).get(pk=revision.pk),
        "interests": "None.",
        "not_checked": "Nothing.",
        "note": "Sound, and clear.",
        **ticked,
        **fields,
    }


def post(client: Client, revision: Revision, verb: str, **fields: Any) -> HttpResponse:
    return client.post(f"/desk/review/{revision.pk}/{verb}/", fields_of(revision, **fields))


def sign(client: Client, revision: Revision, **fields: Any) -> HttpResponse:
    show_factor(client)
    return post(client, revision, "sign", **fields)


def show_factor(client: Client, *, ago: float = 0, kind: str = "webauthn") -> None:
    """As if the second factor had been shown so many seconds ago."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": kind, "at": time.time() - ago, "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = session[SESSION_KEY]
    session.save()
