from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from conditions.models import Condition
from experiences.models.kinds import RELATION_KNOWN, Relation

EARLIEST_YEAR = 1900


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, condition: "Condition") -> "MembershipQuerySet":
        return self.filter(condition=condition)

    def on_map(self) -> "MembershipQuerySet":
        """Of those who chose to appear on the map."""
        return self.filter(on_map=True).exclude(country="")


class Membership(models.Model):
    """A person in a condition's community."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    diagnosed_year = models.PositiveSmallIntegerField(
        _("year of the diagnosis"),
        null=True,
        blank=True,
        validators=[MinValueValidator(EARLIEST_YEAR), MaxValueValidator(2100)],
    )
    country = CountryField(_("country"), blank=True)
    on_map = models.BooleanField(
        _("show me on the map"), default=False, help_text=_("Only the country, never alone.")
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["member", "condition"], name="membership_once"),
            models.CheckConstraint(name="membership_relation_known", condition=RELATION_KNOWN),
            models.CheckConstraint(
                name="membership_year_sane",
                condition=Q(diagnosed_year__isnull=True)
                | Q(diagnosed_year__range=(EARLIEST_YEAR, 2100)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_relation_display()}"

    def years_since_diagnosis(self, on: date) -> int | None:
        """Whole years, as far as a year alone tells; never below nought."""
        return None if self.diagnosed_year is None else max(on.year - self.diagnosed_year, 0)
