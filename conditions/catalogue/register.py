"""The whole catalogue in memory while files are read into it; ``load.save`` writes what changed.

About 14,000 conditions with their names and codes take some hundred megabytes and two seconds, and
spare a query for each of a hundred thousand lines. Names, codes and conditions are only ever added
or changed here, never deleted.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from common.import_report import ImportReport
from conditions import sort_keys
from conditions.codes import IDENTIFYING_SYSTEMS, parse_code
from conditions.models import (
    CatalogueFlag,
    Code,
    Condition,
    FormerSlug,
    Name,
    Parent,
    Summary,
)
from conditions.models.catalogue import NAME_MAX, SLUG_MAX

# Words that other addresses have in the place of a condition's slug.
TAKEN = {"a-z", "groups"}
ENGLISH = "en"
VALUE_MAX = 60  # characters of a code
EXACT = Code.Relation.EXACT
FORMER = Code.Relation.FORMER
CodeKey = tuple[str, str]
Row = Name | Code | FormerSlug | CatalogueFlag


def code_key(text: str) -> CodeKey:
    return parse_code(text) or ("", text)


class Addresses:
    def __init__(self) -> None:
        self.live: dict[str, Condition] = {}
        self.former: dict[str, FormerSlug] = {}
        self.dead: list[FormerSlug] = []

    def mint(self, base: str, condition: Condition) -> str:
        slug, number = base, 1
        while not self._is_free(slug, condition):
            number += 1
            ending = f"-{number}"
            slug = base[: SLUG_MAX - len(ending)].rstrip("-") + ending
        self._take(slug, condition)
        return slug

    def move(self, condition: Condition, old_base: str, new_base: str) -> str:
        """The address after a renaming; one that fits the new name, or that a person chose,
        stays."""
        slug = condition.slug
        is_minted = re.fullmatch(re.escape(old_base) + r"(-\d+)?", slug)
        if old_base == new_base or not is_minted:
            return slug
        new = self.mint(new_base, condition)
        del self.live[slug]
        self.former[slug] = FormerSlug(slug=slug, condition=condition)
        return new

    def redirect_former(self, origin: Condition, target: Condition) -> list[FormerSlug]:
        """Points the former addresses of a merged condition at the other one."""
        rows = [row for row in self.former.values() if _belongs(row, origin)]
        for row in rows:
            row.condition = target
        return rows

    def _is_free(self, slug: str, condition: Condition) -> bool:
        former = self.former.get(slug)
        return (
            slug not in TAKEN
            and slug not in self.live
            and (former is None or _belongs(former, condition))
        )

    def _take(self, slug: str, condition: Condition) -> None:
        former = self.former.pop(slug, None)
        if former is not None:
            self.dead.append(former)
        self.live[slug] = condition


def _belongs(row: FormerSlug, condition: Condition) -> bool:
    """Needs no query, and works for a condition that is not saved yet."""
    if row.condition_id is None:
        return row.condition is condition
    return row.condition_id == condition.pk


@dataclass(eq=False, slots=True)
class Entry:
    """A condition with all that an import asks about it."""

    condition: Condition
    names: dict[tuple[str, str], Name] = field(default_factory=dict)
    codes: dict[CodeKey, Code] = field(default_factory=dict)
    parents: dict["Entry", Parent] = field(default_factory=dict)
    # Fields of the condition to be written, and whether a page about it shows something new.
    dirty: set[str] = field(default_factory=set)
    is_touched: bool = False

    @property
    def state(self) -> str:
        return self.condition.state

    def exact(self, system: str) -> list[Code]:
        return [
            code for code in self.codes.values() if code.system == system and code.relation == EXACT
        ]

    def set(self, **fields: Any) -> bool:
        """Sets fields; returns whether any of them changed."""
        new = {key: value for key, value in fields.items() if getattr(self.condition, key) != value}
        for key, value in new.items():
            setattr(self.condition, key, value)
        self.dirty |= new.keys()
        self.is_touched |= bool(new)
        return bool(new)

    def has_people(self) -> bool:
        pk = self.condition.pk
        return pk is not None and Condition.objects.filter(pk=pk).has_people_or_texts()


class Held(NamedTuple):
    entry: Entry
    code: Code


@lru_cache(maxsize=64)
def name_key(name: str) -> str:
    """Names are the same when they differ in case, accents or a possessive 's only."""
    return sort_keys.plain(name).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("'s ", " ")


class Register:
    def __init__(self, report: ImportReport) -> None:
        self.report = report
        self.entries: list[Entry] = []
        self.addresses = Addresses()
        self.holders: dict[CodeKey, Held] = {}
        self.by_name: dict[str, list[Entry]] = defaultdict(list)
        self.flags: dict[tuple[Entry, str, str], list[CatalogueFlag]] = defaultdict(list)
        # Rows of the database that are to be written, and which of their fields.
        self.changed: dict[int, tuple[Row, set[str]]] = {}
        self.dead_edges: list[Parent] = []
        self._load()

    def _load(self) -> None:
        entries = {row.pk: Entry(row) for row in Condition.objects.order_by("pk")}
        for entry in entries.values():
            self._list(entry)
        for name in Name.objects.order_by():
            entries[name.condition_id].names[name.language, name.text] = name
        for code in Code.objects.order_by():
            self._hold(entries[code.condition_id], code)
        for edge in Parent.objects.order_by():
            entries[edge.child_id].parents[entries[edge.parent_id]] = edge
        for row in FormerSlug.objects.order_by():
            self.addresses.former[row.slug] = row
        for flag in CatalogueFlag.objects.order_by("pk"):
            key = (entries[flag.condition_id], str(flag.kind), flag.source)
            self.flags[key].append(flag)

    def _list(self, entry: Entry) -> None:
        self.entries.append(entry)
        self.addresses.live[entry.condition.slug] = entry.condition
        self.by_name[name_key(entry.condition.name)].append(entry)

    def _hold(self, entry: Entry, code: Code) -> None:
        entry.codes[code.system, code.value] = code
        if code.system in IDENTIFYING_SYSTEMS:
            self.holders[code.system, code.value] = Held(entry, code)

    def is_badged(self, entry: Entry) -> bool:
        """Whether a public text about it rests on a signature that stands."""
        return entry.condition.pk in self._badged

    @cached_property
    def _badged(self) -> set[int]:
        reviewed = Summary.objects.reviewed()
        return set(reviewed.values_list("topic__condition", flat=True))

    def named(self, name: str) -> list[Entry]:
        """Conditions of that preferred name, those merged into another left out."""
        found = self.by_name.get(name_key(name), ())
        return [entry for entry in found if entry.state != Condition.State.MERGED]

    def add(self, name: str, **fields: Any) -> Entry:
        condition = Condition(
            name=name, sort_name=sort_keys.plain(name)[:NAME_MAX], initial=sort_keys.initial(name)
        )
        for key, value in fields.items():
            setattr(condition, key, value)
        condition.slug = self.addresses.mint(sort_keys.slug_base(name), condition)
        entry = Entry(condition)
        self._list(entry)
        return entry

    def rename(self, entry: Entry, name: str, *, keep_as: str, source: str) -> None:
        """The old name stays as another name, the old address as a redirect."""
        condition, old = entry.condition, entry.condition.name
        self.by_name[name_key(old)].remove(entry)
        entry.set(
            name=name, sort_name=sort_keys.plain(name)[:NAME_MAX], initial=sort_keys.initial(name)
        )
        self.by_name[name_key(name)].append(entry)
        slug = self.addresses.move(condition, sort_keys.slug_base(old), sort_keys.slug_base(name))
        entry.set(slug=slug)
        row = entry.names.get((ENGLISH, old))
        if row is not None:
            self.change_name(entry, row, kind=keep_as)
        elif (row := entry.names.pop((ENGLISH, name), None)) is not None:
            # The two names swap places.
            self.change_name(entry, row, text=old, kind=keep_as, scope=Name.Scope.EXACT)
            entry.names[ENGLISH, old] = row
        else:
            self.add_name(entry, old, kind=keep_as, source=source)

    def add_name(
        self,
        entry: Entry,
        text: str,
        *,
        source: str,
        kind: str = Name.Kind.SYNONYM,
        scope: str = Name.Scope.EXACT,
        language: str = ENGLISH,
    ) -> bool:
        """Adds a name; returns whether it is new here."""
        is_known = (language, text) in entry.names or text == entry.condition.name
        if is_known or not text or len(text) > NAME_MAX:
            return False
        entry.names[language, text] = Name(
            condition=entry.condition,
            text=text,
            kind=kind,
            scope=scope,
            language=language,
            source=source,
        )
        entry.is_touched = True
        return True

    def change_name(self, entry: Entry, name: Name, **fields: str) -> bool:
        return self._change(entry, name, fields)

    def add_code(
        self,
        entry: Entry,
        key: CodeKey,
        *,
        source: str,
        relation: str = EXACT,
        label: str = "",
    ) -> Code:
        code = Code(
            condition=entry.condition,
            system=key[0],
            value=key[1],
            relation=relation,
            label=label[:NAME_MAX],
            source=source,
        )
        self._hold(entry, code)
        entry.is_touched = True
        self.report.created("codes")
        return code

    def change_code(self, entry: Entry, code: Code, **fields: str) -> bool:
        return self._change(entry, code, fields)

    def move_code(self, code: Code, origin: Entry, target: Entry) -> None:
        del origin.codes[code.system, code.value]
        origin.is_touched = True
        code.condition = target.condition
        self._hold(target, code)
        self.change_code(target, code, relation=FORMER)
        self.note_changed(code, "condition")

    def add_edge(self, child: Entry, parent: Entry, source: str) -> None:
        child.parents[parent] = Parent(
            child=child.condition, parent=parent.condition, source=source
        )
        child.is_touched = parent.is_touched = True

    def drop_edge(self, child: Entry, parent: Entry) -> None:
        edge = child.parents.pop(parent)
        if edge.pk is not None:
            self.dead_edges.append(edge)
        child.is_touched = parent.is_touched = True

    def flag(
        self,
        entry: Entry,
        kind: str,
        source: str,
        detail: str,
        *,
        proposed: Entry | None = None,
        proposed_name: str = "",
    ) -> None:
        """Once for the same words, even after a person has settled it. ``proposed`` is the other
        condition that the source takes this one for, ``proposed_name`` what it calls it."""
        other = proposed.condition if proposed else None
        raised = self.flags[entry, str(kind), source]
        if any(flag.detail == detail for flag in raised):
            self.report.unchanged("flags")
            return
        for flag in raised:
            if flag.resolved_at is None:
                flag.detail = detail
                flag.proposed = other if other and other.pk else None
                flag.proposed_name = proposed_name
                self.note_changed(flag, "detail", "proposed", "proposed_name")
                self.report.changed("flags")
                return
        raised.append(
            CatalogueFlag(
                condition=entry.condition,
                kind=kind,
                source=source,
                detail=detail,
                proposed=other,
                proposed_name=proposed_name,
            )
        )
        self.report.created("flags")

    def note_changed(self, row: Row, *fields: str) -> None:
        if row.pk is not None:
            self.changed.setdefault(id(row), (row, set()))[1].update(fields)

    def _change(self, entry: Entry, row: Name | Code, fields: dict[str, str]) -> bool:
        new = {key: value for key, value in fields.items() if getattr(row, key) != value}
        for key, value in new.items():
            setattr(row, key, value)
        if new:
            self.note_changed(row, *new)
            entry.is_touched = True
        return bool(new)
