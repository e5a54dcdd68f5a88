from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conditions.models.catalogue import LANGUAGE_MAX, NAME_MAX, Condition
from conditions.search.forms import FORM_MAX


class SearchEntry(models.Model):
    """One form under which a live condition is found. Derived: ``conditions.search.index``.

    The word and trigram indexes of the database hang on this table, and follow it by themselves.
    """

    class Weight(models.IntegerChoices):
        """What the name is to the condition; of two that fit alike, the lower goes first."""

        PREFERRED = 0, _("preferred")
        TRANSLATED = 1, _("preferred in another language")
        SYNONYM = 2, _("synonym")
        ABBREVIATION = 3, _("abbreviation")
        FORMER = 4, _("former name")
        LOOSE = 5, _("broader, narrower or related name")

    condition = models.ForeignKey(
        Condition, on_delete=models.CASCADE, related_name="search_entries"
    )
    form = models.CharField(max_length=FORM_MAX, db_index=True)
    text = models.CharField(max_length=NAME_MAX)
    language = models.CharField(max_length=LANGUAGE_MAX)
    weight = models.PositiveSmallIntegerField(choices=Weight)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [
            models.UniqueConstraint(fields=["condition", "form"], name="search_entry_once"),
            models.CheckConstraint(name="search_entry_has_form", condition=~Q(form="")),
        ]

    def __str__(self) -> str:
        return self.text
