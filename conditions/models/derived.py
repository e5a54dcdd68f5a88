from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.folding import FORM_MAX, normal
from conditions.models.catalogue import LANGUAGE_MAX, NAME_MAX, Condition


class GroupSize(models.Model):
    """How many live conditions stand below a live one in the catalogue's graph, at any depth.

    Only those with some have a row. ``conditions.catalogue.graph`` writes it.
    """

    condition = models.OneToOneField(
        Condition, on_delete=models.CASCADE, primary_key=True, related_name="group_size"
    )
    below = models.PositiveIntegerField()
    # No live condition stands above it: the graph begins here.
    is_root = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("size of a group")
        verbose_name_plural = _("sizes of groups")
        indexes = [
            models.Index(fields=["is_root"], condition=Q(is_root=True), name="group_size_roots")
        ]

    def __str__(self) -> str:
        return f"{self.condition}: {self.below}"


class SearchEntry(models.Model):
    """One form under which a live condition is found. ``conditions.search.index`` writes it.

    The word and trigram indexes of the database hang on this table, and follow it by themselves.
    """

    class Weight(models.IntegerChoices):
        """The kind of name; of two that fit alike, the lower goes first."""

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


class WantedConditionManager(models.Manager["WantedCondition"]):
    def ask_for(self, name: str) -> None:
        """Count one more who asked for a condition of that name; spellings alike are one."""
        with transaction.atomic():
            wanted, made = self.get_or_create(form=normal(name) or name, defaults={"name": name})
            if not made:
                self.filter(pk=wanted.pk).update(
                    number=F("number") + 1, last_asked_on=timezone.localdate()
                )


class WantedCondition(models.Model):
    """A condition that readers asked for and the catalogue does not have, or not by that name."""

    form = models.CharField(max_length=FORM_MAX, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=NAME_MAX)
    number = models.PositiveIntegerField(_("how often"), default=1)
    last_asked_on = models.DateField(_("last asked for on"), default=timezone.localdate)

    objects = WantedConditionManager()

    class Meta:
        verbose_name = _("condition asked for")
        verbose_name_plural = _("conditions asked for")
        ordering = ["-number", "-last_asked_on", "pk"]

    def __str__(self) -> str:
        return self.name
