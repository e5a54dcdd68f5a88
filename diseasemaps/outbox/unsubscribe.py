"""Which kinds of mail a person wants, and the page that switches one off without signing in."""

from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from diseasemaps.outbox.models import MailKind, MailPreference

SALT = "diseasemaps.outbox.unsubscribe"


class BadToken(Exception):
    """The token was not signed here, or its kind of mail no longer exists."""


def wants(user: AbstractBaseUser, kind: str) -> bool:
    return not MailPreference.objects.filter(person_id=user.pk, kind=kind, wanted=False).exists()


def set_wanted(person_id: int, kind: MailKind, wanted: bool) -> None:
    MailPreference.objects.update_or_create(
        person_id=person_id, kind=kind, defaults={"wanted": wanted}
    )


def make_token(person_id: int, kind: MailKind) -> str:
    """A signed token that never expires: the link in an old mail must still work."""
    return Signer(salt=SALT).sign_object([person_id, kind.value])


def read_token(token: str) -> tuple[int, MailKind]:
    try:
        person_id, kind = Signer(salt=SALT).unsign_object(token)
        return int(person_id), MailKind(kind)
    except (BadSignature, ValueError) as error:
        raise BadToken from error


def unsubscribe_address(user: AbstractBaseUser, kind: MailKind) -> str:
    address = reverse("outbox:unsubscribe", args=[make_token(user.pk, kind)])
    return urljoin(settings.SITE_URL, address)


def unsubscribe_headers(user: AbstractBaseUser, kind: MailKind) -> dict[str, str]:
    """Headers that let a mail program offer the switch itself (RFC 2369, RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{unsubscribe_address(user, kind)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A POST comes from the page's button or, by RFC 8058, from a button of the mail program.

    The signed token authorises it, without a session or CSRF token. A GET changes nothing, since
    mail scanners open every link.
    """
    try:
        person_id, kind = read_token(token)
    except BadToken as error:
        raise Http404 from error
    if not get_user_model().objects.filter(pk=person_id).exists():
        raise Http404
    is_done = request.method == "POST"
    if is_done:
        set_wanted(person_id, kind, wanted=False)
    return render(request, "outbox/unsubscribe.html", {"kind": kind.label, "is_done": is_done})


app_name = "outbox"
urlpatterns = [
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]
