from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from experiences.models.decisions import Decision
from experiences.models.experiences import Experience


class News(models.Model):
    """A notification in the site: something was decided about a person's text."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="news"
    )
    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="news")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="news")
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["person"],
                condition=models.Q(read_at__isnull=True),
                name="news_unread",
            )
        ]

    def __str__(self) -> str:
        return str(self.decision)
