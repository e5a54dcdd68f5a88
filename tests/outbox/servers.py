"""Mail servers that do not work, and a short way to write a mail."""

from smtplib import SMTPRecipientsRefused
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

ADDRESS = "ada@example.org"


class Down(BaseEmailBackend):
    def open(self) -> bool:
        raise ConnectionRefusedError


class Refusing(BaseEmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        raise SMTPRecipientsRefused({ADDRESS: (550, b"no such mailbox")})


def write(to: str = ADDRESS, *, html: str = "", **headers: str) -> int:
    """Send a mail as any app does; ``X_Outbox="urgent"`` makes a header."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    message = EmailMultiAlternatives("A subject", "A text", None, [to], headers=headers)
    if html:
        message.attach_alternative(html, "text/html")
    return message.send()
