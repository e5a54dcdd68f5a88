"""Stored figures that readers see in steps: of the maps, and of years since diagnosis."""

from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions.models import Condition


class MapFigures(models.Model):
    """What the map of a community, or of the whole site, shows until it is counted again.

    ``experiences.counts`` writes it and says when that is.
    """

    # Empty on the one row of the whole site.
    condition = models.OneToOneField(
        Condition, on_delete=models.CASCADE, null=True, blank=True, related_name="map_figures"
    )
    # Members by ISO code of their country as they were counted; shown to nobody.
    counted = models.JSONField(default=dict, editable=False)
    # What readers may see of that: at least so many members, by ISO code.
    shown = models.JSONField(default=dict, editable=False)
    counted_at = models.DateTimeField(_("counted"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("figures of a map")
        verbose_name_plural = _("figures of maps")
        constraints = [
            models.UniqueConstraint(Coalesce("condition", Value(0)), name="map_figures_once")
        ]

    def __str__(self) -> str:
        return str(self.condition or "site")


class YearsSpread(models.Model):
    """How the people who shared on a condition spread over the years since their diagnosis.

    ``experiences.counts`` counts it again, some time after something was shared.
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
