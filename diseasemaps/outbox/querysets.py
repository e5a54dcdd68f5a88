"""Which mails: the words that delivery uses for them."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from diseasemaps.outbox.models import OutgoingMail  # noqa: F401


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, now: datetime) -> "OutgoingMailQuerySet":
        return self.filter(state="waiting", next_attempt_at__lte=now)

    def claimed_before(self, moment: datetime) -> "OutgoingMailQuerySet":
        """Those that somebody began to send before and has not finished."""
        return self.filter(state="sending", claimed_at__lt=moment)

    def created_before(self, moment: datetime) -> "OutgoingMailQuerySet":
        return self.filter(created_at__lt=moment)
