"""A part of a condition becomes a condition of its own.

Names, codes and kinds go over as chosen. Members and their texts stay: only they can say which of
the two they have, and they can join the new one themselves.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from common.admin_log import record
from conditions.catalogue.editing import (
    AddressTaken,
    Changed,
    check_address,
    named,
    neighbours,
)
from conditions.catalogue.graph import count_groups
from conditions.catalogue.register import ENGLISH
from conditions.codes import IDENTIFYING_SYSTEMS
from conditions.freshness import touch_all
from conditions.models import Code, Condition, Parent
from conditions.search.index import reindex


@dataclass(frozen=True)
class Part:
    """The condition to be made, with the keys of the rows that it takes along."""

    name: str
    slug: str
    definition: str = ""
    names: Collection[int] = field(default_factory=tuple)
    codes: Collection[int] = field(default_factory=tuple)
    children: Collection[int] = field(default_factory=tuple)
    is_kind_of_it: bool = False
    has_its_parents: bool = True


def digest(condition: Condition) -> str:
    """A hash of everything that the form offers to move."""
    rows = (
        condition.pk,
        condition.state,
        condition.name,
        list(condition.names.order_by("pk").values_list("pk", "text")),
        list(condition.codes.order_by("pk").values_list("pk", "relation")),
        list(condition.child_edges.order_by("pk").values_list("pk", flat=True)),
        list(condition.parent_edges.order_by("pk").values_list("pk", flat=True)),
    )
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def split(condition: Condition, part: Part, *, by: AbstractBaseUser, seen: str) -> Condition:
    """The new condition. Raises ``Changed`` when the old one is not as it was shown, and
    ``AddressTaken``."""
    check_address(part.slug)
    with transaction.atomic():
        condition = Condition.objects.select_for_update().get(pk=condition.pk)
        if not condition.is_live or digest(condition) != seen:
            raise Changed(condition)
        try:
            with transaction.atomic():
                made = Condition.objects.create(
                    slug=part.slug, definition=part.definition, **named(part.name)
                )
        except IntegrityError:
            raise AddressTaken(part.slug) from None
        take_names(condition, made, part)
        take_codes(condition, made, part)
        take_kinds(condition, made, part)
        touch_all({condition.pk, made.pk, *neighbours(condition), *neighbours(made)})
        count_groups()
        reindex([condition.pk, made.pk])
        record(condition, by, f"Split: “{made.name}” ({made.slug}) was part of it.")
    return made


def take_names(condition: Condition, made: Condition, part: Part) -> None:
    condition.names.filter(language=ENGLISH, text=made.name).delete()
    condition.names.filter(pk__in=part.names).update(condition=made)


def take_codes(condition: Condition, made: Condition, part: Part) -> None:
    """A former id becomes exact where no exact one of its catalogue moves, so that imports find
    it."""
    exact: set[str] = set()
    for code in condition.codes.filter(pk__in=part.codes).order_by("relation", "pk"):
        code.condition = made
        is_own = code.system in IDENTIFYING_SYSTEMS and code.system not in exact
        if is_own and code.relation == Code.Relation.FORMER:
            code.relation = Code.Relation.EXACT
        if code.relation == Code.Relation.EXACT:
            exact.add(code.system)
        code.save(update_fields=["condition", "relation"])


def take_kinds(condition: Condition, made: Condition, part: Part) -> None:
    condition.child_edges.filter(child__in=part.children).update(parent=made)
    parents = list(condition.parent_edges.all()) if part.has_its_parents else []
    wanted = {edge.parent_id for edge in parents}
    if part.is_kind_of_it:
        wanted.add(condition.pk)
    Parent.objects.bulk_create(Parent(child=made, parent_id=parent) for parent in sorted(wanted))
