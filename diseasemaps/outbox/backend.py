"""The site's e-mail backend: stores each mail as a row in the caller's transaction.

Callers use ``django.core.mail`` inside the transaction that the mail reports, so a rollback takes
the mail back, too. Two headers control this backend and are not delivered:

``X-Outbox: urgent``
    Somebody waits for the mail: it is sent as soon as the transaction commits. When that fails it
    waits for the worker like all others.
``X-Mail-Kind: decisions``
    The ``MailKind``, which people can switch off. Nothing is stored for those who did; the others
    get a link to switch it off, in the headers and in a line under the text.

A mail without an HTML part gets one that is made from its text (``html_part``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import make_msgid, parseaddr
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from diseasemaps.outbox import delivery
from diseasemaps.outbox.models import MailKind, OutgoingMail
from diseasemaps.outbox.unsubscribe import unsubscribe_address, unsubscribe_headers, wants

URGENCY = "x-outbox"
URGENT = "urgent"
KIND = "x-mail-kind"
# Each row has one recipient, and its own date and Message-ID.
OWN_HEADERS = {"to", "cc", "bcc", "date", "message-id"}
BLANK = re.compile(r"\n[ \t]*\n")
ADDRESS = re.compile(r"https?://\S+")
LINK_PART = re.compile(r"[^/]*/+|[^/]+")
# Text below this line is about the mail itself.
FOOT = "--"


class NotSupported(Exception):
    """The mail has an attachment, or a body that is neither text nor HTML."""


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many messages were stored for at least one recipient who wants them."""
        return sum(bool(store(message)) for message in email_messages)


def store(message: EmailMessage) -> list[OutgoingMail]:
    """Stores a row for each recipient, so that nobody sees the other recipients."""
    given = {name.lower(): str(value) for name, value in message.extra_headers.items()}
    kind = MailKind(given[KIND]) if KIND in given else None
    mails = [make_mail(message, address) for address in message.recipients()]
    if kind:
        mails = [mail for mail in mails if add_unsubscribing(mail, kind)]
    for mail in mails:
        mail.html = mail.html or html_part(mail.subject, mail.text)
        # What cannot be rendered as a mail fails here, where the caller sees the error.
        mail.as_message().message()
        mail.save(force_insert=True)
        if settings.DEMO or given.get(URGENCY) == URGENT:
            transaction.on_commit(partial(delivery.deliver_now, mail.pk))
    return mails


def make_mail(message: EmailMessage, address: str) -> OutgoingMail:
    text, html = bodies(message)
    headers = {"Reply-To": ", ".join(map(str, message.reply_to))} if message.reply_to else {}
    headers |= {
        name: str(value)
        for name, value in message.extra_headers.items()
        if name.lower() not in {*OWN_HEADERS, URGENCY, KIND}
    }
    return OutgoingMail(
        recipient=address,
        subject=str(message.subject),
        text=text,
        html=html,
        headers=headers,
        sender=str(message.from_email),
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
    )


def bodies(message: EmailMessage) -> tuple[str, str]:
    alternatives = getattr(message, "alternatives", [])
    if message.attachments or any(part.mimetype != "text/html" for part in alternatives):
        raise NotSupported
    html = str(alternatives[0].content) if alternatives else ""
    body = str(message.body)
    return ("", body) if message.content_subtype == "html" else (body, html)


def add_unsubscribing(mail: OutgoingMail, kind: MailKind) -> bool:
    """Adds the link to switch the kind off, and says whether the mail is wanted.

    An address without an account has nothing to switch off.
    """
    address = parseaddr(mail.recipient)[1].lower()
    person = get_user_model().objects.filter(email=address).first()
    if person is None:
        return True
    if not wants(person, kind):
        return False
    mail.headers |= unsubscribe_headers(person, kind)
    footer = _("To stop these mails, open %(address)s") % {
        "address": unsubscribe_address(person, kind)
    }
    if mail.text:
        mail.text = f"{mail.text.rstrip()}\n\n--\n{footer}\n"
    return True


@dataclass(frozen=True)
class Line:
    before: str
    link: str = ""
    after: str = ""

    @property
    def link_parts(self) -> list[str]:
        """The parts of the link, between which a narrow window may break it."""
        return LINK_PART.findall(self.link)


@dataclass(frozen=True)
class Paragraph:
    lines: list[Line]
    is_code: bool = False


def html_part(subject: str, text: str) -> str:
    told, _foot_line, foot = text.strip("\n").partition(f"\n{FOOT}\n")
    return render_to_string(
        "outbox/mail.html",
        {
            "subject": subject,
            "site_name": settings.SITE_NAME,
            "language": get_language() or settings.LANGUAGE_CODE,
            "is_rtl": get_language_bidi(),
            "told": list(paragraphs(told)),
            "foot": list(paragraphs(foot)),
        },
    )


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Paragraphs are separated by empty lines. An indented single word is a code to type."""
    for part in BLANK.split(text):
        if part.strip():
            is_code = part.startswith("    ") and len(part.split()) == 1
            yield Paragraph([line(words.strip()) for words in part.strip().split("\n")], is_code)


def line(words: str) -> Line:
    found = ADDRESS.search(words)
    if not found or not is_ours(found[0]):
        return Line(words)
    return Line(words[: found.start()], found[0], words[found.end() :])


def is_ours(address: str) -> bool:
    return address == settings.SITE_URL or address.startswith(f"{settings.SITE_URL}/")
