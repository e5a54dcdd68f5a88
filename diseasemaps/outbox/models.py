"""The outbox: mails as rows, and which kinds of mail a person wants."""

from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SameMail(EmailMultiAlternatives):
    """Derives its MIME boundary from its Message-ID; Django would choose a random one."""

    def message(self) -> Any:  # type: ignore[override]  # the stubs describe Django 6
        made = super().message()
        if made.is_multipart():
            named = str(self.extra_headers["Message-ID"]).encode()
            made.set_boundary(f"={sha256(named).hexdigest()[:32]}=")
        return made


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, now: datetime) -> "OutgoingMailQuerySet":
        return self.filter(state=OutgoingMail.State.WAITING, next_attempt_at__lte=now)

    def claimed_before(self, moment: datetime) -> "OutgoingMailQuerySet":
        """Mails that a worker claimed before the moment and has not finished."""
        return self.filter(state=OutgoingMail.State.SENDING, claimed_at__lt=moment)

    def created_before(self, moment: datetime) -> "OutgoingMailQuerySet":
        return self.filter(created_at__lt=moment)


class OutgoingMail(models.Model):
    """One mail to one recipient, stored in the transaction that it reports.

    Delivery is at least once: when a worker is killed after the mail server accepted the mail and
    before the row says so, the mail is sent again. Both have the same Message-ID, by which a
    receiver can tell that they are one mail.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        GIVEN_UP = "given_up", _("given up")

    recipient = models.TextField(_("recipient"), blank=True, help_text=_("Emptied on sending."))
    subject = models.TextField(_("subject"), blank=True, help_text=_("Emptied on sending."))
    text = models.TextField(_("text"), blank=True, help_text=_("Emptied on sending."))
    html = models.TextField(_("HTML"), blank=True, help_text=_("Emptied on sending."))
    headers = models.JSONField(
        _("headers"), default=dict, blank=True, help_text=_("Emptied on sending.")
    )
    sender = models.TextField(_("sender"))
    message_id = models.TextField(
        _("Message-ID"), help_text=_("Fixed here, so that every attempt sends the same one.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(
        _("last error"),
        max_length=100,
        blank=True,
        help_text=_("Its class alone: the message may quote an address."),
    )
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    next_attempt_at = models.DateTimeField(_("next attempt at"), default=timezone.now)
    claimed_at = models.DateTimeField(_("being sent since"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        indexes = [
            models.Index(
                name="outbox_waiting", fields=["next_attempt_at"], condition=Q(state="waiting")
            ),
            models.Index(
                name="outbox_sending", fields=["claimed_at"], condition=Q(state="sending")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_state_known",
                condition=Q(state__in=["waiting", "sending", "sent", "given_up"]),
            ),
            models.CheckConstraint(
                name="outbox_claimed_while_sending",
                condition=Q(state="sending", claimed_at__isnull=False)
                | (~Q(state="sending") & Q(claimed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="outbox_dated_once_sent",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="outbox_empty_once_sent",
                condition=~Q(state="sent") | Q(recipient="", subject="", text="", html=""),
            ),
            models.CheckConstraint(
                name="outbox_addressed_until_sent",
                condition=Q(state="sent") | ~Q(recipient=""),
            ),
        ]

    def __str__(self) -> str:
        """Neither the recipient nor the content."""
        return self.message_id

    def as_message(self) -> EmailMultiAlternatives:
        """The mail, identical at every attempt, down to its date and Message-ID."""
        fixed = {"Message-ID": self.message_id, "Date": format_datetime(self.created_at)}
        message = SameMail(
            self.subject,
            self.text,
            self.sender,
            [self.recipient],
            headers={**self.headers, **fixed},
        )
        if self.html and self.text:
            message.attach_alternative(self.html, "text/html")
        elif self.html:
            message.body, message.content_subtype = self.html, "html"
        return message


class MailKind(models.TextChoices):
    """Kinds of mail that people may switch off. Codes and warnings about accounts have none."""

    DECISIONS = "decisions", _("decisions on what you shared")
    REMINDERS = "reminders", _("reminders")
    DIGESTS = "digests", _("digests")


class MailPreference(models.Model):
    """Whether a person wants a kind of mail; without a row they do."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="mail_preferences",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=MailKind)
    wanted = models.BooleanField(_("wanted"))

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.UniqueConstraint(name="outbox_one_preference", fields=["person", "kind"]),
            models.CheckConstraint(
                name="outbox_kind_known",
                condition=Q(kind__in=["decisions", "reminders", "digests"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.wanted}"
