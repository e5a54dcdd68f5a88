"""Pages of the demo: the mails that it has sent, read from their files, and the style guide."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diseasemaps.demo import components

SHOWN = 30  # mails
# Django's file backend writes this line after each mail.
END = re.compile(rb"^-{79}$", re.MULTILINE)
ADDRESS = re.compile(r"([^\s@<>]?)[^\s@<>]*@([\w.-]+)")


@never_cache
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    response = render(request, "demo/mail_list.html", {"mails": newest()})
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def component_list(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    shown = list(components.shown(request))
    response = render(request, "demo/styleguide.html", {"components": shown})
    response["X-Robots-Tag"] = "noindex"
    return response


@dataclass(frozen=True)
class Mail:
    subject: str
    to: str
    sent_at: datetime | None
    text: str


def masked(text: str) -> str:
    """The text with its addresses as ``m…@example.org``: anyone may read the mails of a demo."""
    return ADDRESS.sub(r"\1…@\2", text)


def read(message: EmailMessage) -> Mail:
    body = message.get_body(preferencelist=("plain",))
    date = message["Date"]
    return Mail(
        subject=str(message["Subject"]),
        to=masked(str(message["To"])),
        sent_at=parsedate_to_datetime(str(date)) if date else None,
        text=masked(body.get_content().strip()) if body else "",
    )


def newest(folder: Path | None = None) -> list[Mail]:
    """The last mails, newest first. The names of their files begin with the time."""
    files = sorted((folder or settings.DEMO_MAIL_DIR).glob("*.log"), reverse=True)
    mails: list[Mail] = []
    for file in files[:SHOWN]:
        parts = [part.strip() for part in END.split(file.read_bytes())]
        mails += [
            read(message_from_bytes(part, policy=default)) for part in reversed(parts) if part
        ]
    return mails[:SHOWN]


app_name = "demo"
urlpatterns = [path("mails/", mail_list, name="mail-list")]
