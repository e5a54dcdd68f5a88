"""Which safety notices."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from conditions.models import Notice  # noqa: F401


class NoticeQuerySet(models.QuerySet["Notice"]):
    def confirmed_of(self, condition_id: int) -> "NoticeQuerySet":
        """Those that stand, or will, or stood until their time was over."""
        return self.filter(
            condition=condition_id, confirmed_at__isnull=False, ended_at__isnull=True
        )

    def by(self, person_id: int) -> "NoticeQuerySet":
        """Proposed, confirmed or ended by a person."""
        return self.filter(
            Q(proposed_by=person_id) | Q(confirmed_by=person_id) | Q(ended_by=person_id)
        )

    def standing(self, on: date) -> "NoticeQuerySet":
        """Confirmed, and in force on a day or later."""
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True, ends_on__gte=on)

    def over(self, on: date) -> "NoticeQuerySet":
        return self.filter(Q(ends_on__lt=on) | Q(ended_at__isnull=False))

    def waiting(self, on: date) -> "NoticeQuerySet":
        """Proposed, and not confirmed by a second person yet."""
        return self.filter(confirmed_at__isnull=True, ended_at__isnull=True, ends_on__gte=on)

    def running_out(self, days: int, on: date) -> "NoticeQuerySet":
        """In force, and not for long any more."""
        until = on + timedelta(days=days)
        return self.filter(
            confirmed_at__isnull=False, ended_at__isnull=True, ends_on__range=(on, until)
        )
