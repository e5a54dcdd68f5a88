"""Rows of the catalogue that move from a condition to the one that it is merged into.

Each ``…_of`` lists, without changing anything, what moves and what the other condition already has;
``absorb`` moves it. Only edges of the graph that would be duplicates or close a cycle are deleted:
a name or code that both conditions have stays with the merged row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from common.admin_log import record
from conditions.catalogue.editing import Changed
from conditions.catalogue.graph import ancestors, count_groups, descendants
from conditions.catalogue.register import ENGLISH
from conditions.catalogue.terms import leads_elsewhere
from conditions.codes import IDENTIFYING_SYSTEMS
from conditions.freshness import touch_all
from conditions.models import CatalogueFlag, Code, Condition, FormerSlug, Name, Notice, Parent
from conditions.search.index import reindex

# Questions about a condition of its own: once it is merged, nothing is left to ask.
ENDED_KINDS = (CatalogueFlag.Kind.GONE, CatalogueFlag.Kind.MERGED, CatalogueFlag.Kind.RETIRED)
EXACT, FORMER = Code.Relation.EXACT, Code.Relation.FORMER

Row = TypeVar("Row")


@dataclass(frozen=True)
class Moving(Generic[Row]):
    """Rows that move, and rows that the other condition already has."""

    going: Sequence[Row]
    there: Sequence[Row]


@dataclass(frozen=True)
class CatalogueRows:
    """All rows of the catalogue that move."""

    names: Moving[Name]
    # The preferred name, which becomes another name; empty where it is one already.
    own_name: str
    codes: Moving[Code]
    kinds_of: Moving[Parent]
    kinds: Moving[Parent]
    former_slugs: Sequence[FormerSlug]
    absorbed: Sequence[Condition]
    notices: Sequence[Notice]
    flags: Sequence[CatalogueFlag]
    moot_flags: Sequence[CatalogueFlag]


def catalogue_rows_of(origin: Condition, target: Condition) -> CatalogueRows:
    names = names_of(origin, target)
    known = {(name.language, name.text) for name in target.names.all()}
    known |= {(ENGLISH, target.name), *((name.language, name.text) for name in names.going)}
    flags = list(origin.flags.filter(resolved_at__isnull=True).order_by("pk"))
    return CatalogueRows(
        names=names,
        own_name="" if (ENGLISH, origin.name) in known else origin.name,
        codes=codes_of(origin, target),
        kinds_of=parents_of(origin, target),
        kinds=children_of(origin, target),
        former_slugs=list(origin.former_slugs.order_by("pk")),
        absorbed=list(origin.absorbed.order_by("pk")),
        notices=list(origin.notices.order_by("pk")),
        flags=[flag for flag in flags if flag.kind not in ENDED_KINDS],
        moot_flags=[flag for flag in flags if flag.kind in ENDED_KINDS],
    )


def names_of(origin: Condition, target: Condition) -> Moving[Name]:
    known = {(name.language, name.text) for name in target.names.all()}
    known.add((ENGLISH, target.name))
    rows = list(origin.names.order_by("pk"))
    return Moving(
        [name for name in rows if (name.language, name.text) not in known],
        [name for name in rows if (name.language, name.text) in known],
    )


def codes_of(origin: Condition, target: Condition) -> Moving[Code]:
    known = {(code.system, code.value) for code in target.codes.all()}
    rows = list(origin.codes.order_by("pk"))
    return Moving(
        [code for code in rows if (code.system, code.value) not in known],
        [code for code in rows if (code.system, code.value) in known],
    )


def parents_of(origin: Condition, target: Condition) -> Moving[Parent]:
    """The parents that the target gains: none that it has, and no descendant of its own."""
    has = target.parent_edges.values_list("parent", flat=True)
    barred = {target.pk, *has, *descendants(target.pk)}
    rows = list(origin.parent_edges.select_related("parent").order_by("pk"))
    return Moving(
        [edge for edge in rows if edge.parent_id not in barred],
        [edge for edge in rows if edge.parent_id in barred],
    )


def children_of(origin: Condition, target: Condition) -> Moving[Parent]:
    has = target.child_edges.values_list("child", flat=True)
    barred = {target.pk, *has, *ancestors(target.pk)}
    rows = list(origin.child_edges.select_related("child").order_by("pk"))
    return Moving(
        [edge for edge in rows if edge.child_id not in barred],
        [edge for edge in rows if edge.child_id in barred],
    )


def absorb(origin: Condition, target: Condition, *, by: AbstractBaseUser) -> None:
    """Called inside the caller's transaction, which has locked both. Raises ``Changed``."""
    rows = catalogue_rows_of(origin, target)
    changed = (
        Condition.objects.filter(pk=origin.pk)
        .exclude(state=Condition.State.MERGED)
        .update(state=Condition.State.MERGED, merged_into=target)
    )
    if not changed or not Condition.objects.live().filter(pk=target.pk).exists():
        origin.refresh_from_db()
        raise Changed(origin)
    _take_names(rows, target)
    _take_codes(rows, target, by)
    _take_edges(rows, target)
    _take_flags(rows, origin, target, by)
    origin.former_slugs.update(condition=target)
    origin.absorbed.update(merged_into=target)
    origin.notices.update(condition=target)
    if origin.definition and not target.definition:
        Condition.objects.filter(pk=target.pk).update(
            definition=origin.definition, definition_source=origin.definition_source
        )
    origin.refresh_from_db()
    target.refresh_from_db()
    touch_all({origin.pk, target.pk, *_neighbours(rows)})
    count_groups()
    reindex([origin.pk, target.pk])
    record(origin, by, f"Merged into “{target.name}” ({target.slug}).")


def _take_names(rows: CatalogueRows, target: Condition) -> None:
    preferred = set(
        target.names.filter(kind=Name.Kind.PREFERRED).values_list("language", flat=True)
    )
    for name in rows.names.going:
        if name.kind == Name.Kind.PREFERRED and name.language in preferred:
            name.kind = Name.Kind.SYNONYM
        name.condition = target
        name.save(update_fields=["condition", "kind"])
    if rows.own_name:
        Name.objects.create(condition=target, text=rows.own_name)


def _take_codes(rows: CatalogueRows, target: Condition, by: AbstractBaseUser) -> None:
    """An exact id becomes a former one where the target has an exact id of that catalogue."""
    own = {(code.system, code.value): code for code in target.codes.all()}
    exact = {code.system for code in own.values() if code.relation == EXACT}
    for code in rows.codes.going:
        code.condition = target
        if code.system in IDENTIFYING_SYSTEMS and code.relation == EXACT:
            if code.system in exact:
                code.relation = FORMER
                _answer_beforehand(code, target, by)
            exact.add(code.system)
        code.save(update_fields=["condition", "relation"])
    for code in rows.codes.there:
        held = own[code.system, code.value]
        if code.relation == EXACT and held.relation == Code.Relation.RELATED:
            Code.objects.filter(pk=held.pk).update(relation=EXACT)


def _answer_beforehand(code: Code, target: Condition, by: AbstractBaseUser) -> None:
    """Answers what the next import would ask: the merger has decided it."""
    CatalogueFlag.objects.create(
        condition=target,
        kind=CatalogueFlag.Kind.CONFLICT,
        source=code.system,
        detail=leads_elsewhere(f"{code.system.upper()}:{code.value}", code.label),
        resolved_at=timezone.now(),
        settled=CatalogueFlag.Settled.MERGED,
        settled_by_id=by.pk,
    )


def _take_edges(rows: CatalogueRows, target: Condition) -> None:
    for moving, end in ((rows.kinds_of, "child"), (rows.kinds, "parent")):
        Parent.objects.filter(pk__in=[edge.pk for edge in moving.there]).delete()
        Parent.objects.filter(pk__in=[edge.pk for edge in moving.going]).update(**{end: target})


def _take_flags(
    rows: CatalogueRows, origin: Condition, target: Condition, by: AbstractBaseUser
) -> None:
    """An open question of the same kind on the target takes over this one's words."""
    settled = {"resolved_at": timezone.now(), "settled": CatalogueFlag.Settled.MERGED}
    for flag in rows.flags:
        about_each_other = {flag.condition_id, flag.proposed_id} == {origin.pk, target.pk}
        same = target.flags.filter(kind=flag.kind, source=flag.source, resolved_at__isnull=True)
        if about_each_other:
            CatalogueFlag.objects.filter(pk=flag.pk).update(**settled, settled_by=by.pk)
        elif (held := same.first()) is not None:
            held.detail = "\n".join(filter(None, [held.detail, flag.detail]))
            held.save(update_fields=["detail"])
            CatalogueFlag.objects.filter(pk=flag.pk).update(**settled, settled_by=by.pk)
        else:
            CatalogueFlag.objects.filter(pk=flag.pk).update(condition=target)
    CatalogueFlag.objects.filter(pk__in=[flag.pk for flag in rows.moot_flags]).update(
        **settled, settled_by=by.pk
    )
    target.flags.filter(proposed=origin, resolved_at__isnull=True).update(
        **settled, settled_by=by.pk
    )


def _neighbours(rows: CatalogueRows) -> set[int]:
    """Conditions whose pages list this one as a parent or a child."""
    ups = (rows.kinds_of.going, rows.kinds_of.there)
    downs = (rows.kinds.going, rows.kinds.there)
    return {
        *(edge.parent_id for edges in ups for edge in edges),
        *(edge.child_id for edges in downs for edge in edges),
    }
