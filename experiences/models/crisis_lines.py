"""Helplines by country."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class CrisisLine(models.Model):
    """A helpline of a country. Shown only once somebody has checked it at its provider."""

    country = CountryField(_("country"), unique=True)
    emergency_number = models.CharField(_("emergency number"), max_length=40, blank=True)
    name = models.CharField(_("name of the helpline"), max_length=120, blank=True)
    number = models.CharField(_("its number"), max_length=60, blank=True)
    hours = models.CharField(_("when it answers"), max_length=120, blank=True)
    link = models.URLField(_("its page"), blank=True)
    checked_on = models.DateField(
        _("checked at the provider on"),
        null=True,
        blank=True,
        help_text=_("Without a date the entry is shown to nobody."),
    )

    class Meta:
        verbose_name = _("crisis line")
        verbose_name_plural = _("crisis lines")
        ordering = ["country"]

    def __str__(self) -> str:
        return str(self.country.name)
