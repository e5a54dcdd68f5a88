"""Conditions related to another: its siblings and its namesakes."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, Q
from django.db.models.functions import Lower

from conditions.models import Condition, Name

SIBLINGS = 8  # conditions
LOOKED_AT = 150  # conditions below the parents among which siblings are sought
NAMESAKES = 4  # conditions
NAMES_ASKED = 60  # names; few conditions have more


def siblings(condition: Condition, parents: Iterable[Condition]) -> Sequence[Condition]:
    """The conditions that share most parents with it, the largest communities first; one query.

    ``parents`` come with their ``group_size``. The smallest groups say most; of the large ones most
    kinds have little to do with each other, and there are hundreds of them.
    """
    keys = [parent.pk for parent in closest(parents)]
    if not keys:
        return []
    return list(
        Condition.objects.live()
        .filter(parent_edges__parent__in=keys)
        .exclude(pk=condition.pk)
        .annotate(shared=Count("parent_edges", filter=Q(parent_edges__parent__in=keys)))
        .order_by("-shared", "-member_count", "sort_name")
        .only("slug", "name")[:SIBLINGS]
    )


def closest(parents: Iterable[Condition]) -> list[Condition]:
    sized = [(parent.group_size.below, parent) for parent in parents if has_size(parent)]
    sized.sort(key=lambda pair: (pair[0], pair[1].pk))
    found: list[Condition] = []
    looked_at = 0
    for below, parent in sized:
        if found and looked_at + below > LOOKED_AT:
            break
        found.append(parent)
        looked_at += below
    return found


def has_size(condition: Condition) -> bool:
    return getattr(condition, "group_size", None) is not None


def namesakes(condition: Condition, names: Iterable[Name]) -> Sequence[Condition]:
    """The conditions that share one of its names; one query on an index."""
    called = {condition.name.lower(), *(name.text.lower() for name in names)}
    same = (
        Name.objects.annotate(lowered=Lower("text"))
        .filter(lowered__in=sorted(called)[:NAMES_ASKED], condition__state=Condition.State.LIVE)
        .exclude(condition=condition)
    )
    return list(
        Condition.objects.filter(pk__in=same.values("condition")).only("slug", "name")[:NAMESAKES]
    )
