from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions.models import Condition


class YearsSpread(models.Model):
    """How the people who shared on a condition spread over the years since their diagnosis.

    ``experiences.spread`` counts it again, some time after something was shared.
    """

    condition = models.OneToOneField(
        Condition, on_delete=models.CASCADE, primary_key=True, related_name="years_spread"
    )
    # At least so many people, by the key of the band; those with too few are left out.
    shown = models.JSONField(default=dict, editable=False)
    counted_at = models.DateTimeField(_("counted"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("spread of years")
        verbose_name_plural = _("spreads of years")

    def __str__(self) -> str:
        return str(self.condition)
