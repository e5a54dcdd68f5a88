from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conditions.models.catalogue import Condition


class GroupSize(models.Model):
    """How many live conditions stand below a live one in the catalogue's graph, at any depth.

    Only those with some have a row. ``conditions.catalogue.groups`` writes it.
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
