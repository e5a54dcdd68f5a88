"""Which conditions, and which open questions about the catalogue."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from conditions.models import CatalogueFlag, Condition  # noqa: F401


class ConditionQuerySet(models.QuerySet["Condition"]):
    def live(self) -> "ConditionQuerySet":
        return self.filter(state="live")

    def called(self, text: str) -> "ConditionQuerySet":
        """Of that address, or with the words in any of their names."""
        return self.filter(
            Q(slug=text) | Q(name__icontains=text) | Q(names__text__icontains=text)
        ).distinct()

    def under_letter(self, letter: str) -> "ConditionQuerySet":
        return self.filter(initial=letter)

    def roots(self) -> "ConditionQuerySet":
        """Live conditions at which the catalogue's graph begins: with something below, and
        nothing above."""
        return (
            self.live()
            .filter(group_size__is_root=True)
            .select_related("group_size")
            .order_by("sort_name", "pk")
        )

    def kinds_of(self, condition: "Condition") -> "ConditionQuerySet":
        """Live conditions right below one, each with the size of its own group, if it has one."""
        return (
            self.live()
            .filter(parent_edges__parent=condition)
            .select_related("group_size")
            .order_by("sort_name", "pk")
        )

    def with_something_on_them(self) -> "ConditionQuerySet":
        """Live conditions that have a public summary or a public experience."""
        from conditions.models import Topic

        return self.live().filter(
            Exists(Topic.objects.with_something_on_them().filter(condition=OuterRef("pk")))
        )

    def named_in(self, language: str) -> "ConditionQuerySet":
        """With ``local_name``: the preferred one in a language, or else the catalogue's own."""
        from conditions.models import Name

        names = Name.objects.filter(
            condition=OuterRef("pk"), kind=Name.Kind.PREFERRED, language=language
        )
        return self.annotate(local_name=Coalesce(Subquery(names.values("text")[:1]), "name"))

    def with_something_in(self, language: str) -> "ConditionQuerySet":
        """Live conditions with a public summary or a public experience in a language."""
        from conditions.models import Topic

        return self.live().filter(
            Exists(
                Topic.objects.asked().with_something_in(language).filter(condition=OuterRef("pk"))
            )
        )

    def named_like(self, text: str) -> "ConditionQuerySet":
        """With an address, name or other name that holds these letters; for whoever keeps the
        catalogue and knows what it is called. Reads every name."""
        return self.filter(
            Q(slug=text) | Q(name__icontains=text) | Q(names__text__icontains=text)
        ).distinct()

    def has_people_or_texts(self) -> bool:
        """Whether anything that people wrote or joined hangs on these conditions."""
        return self.filter(Q(topics__isnull=False) | Q(member_count__gt=0)).exists()


class CatalogueFlagQuerySet(models.QuerySet["CatalogueFlag"]):
    def open(self) -> "CatalogueFlagQuerySet":
        return self.filter(resolved_at__isnull=True)

    def open_first(self) -> "CatalogueFlagQuerySet":
        """What waits for an answer, then what was answered last."""
        return self.order_by(F("resolved_at").desc(nulls_first=True), "-raised_at", "-pk")
