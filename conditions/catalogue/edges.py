"""The graph of the catalogue: which condition is a kind of which.

A complete release says all there is, so edges of its own that it no longer has are taken out. A
part of a release leaves out the parents that are not in the part: it only adds.
"""

from conditions.catalogue.register import Entry
from conditions.catalogue.terms import Work


def link(work: Work) -> None:
    for term in work.release.live():
        child = work.entries.get(term.id)
        if child is None:
            continue
        wanted = dict.fromkeys(
            parent for parent_id in term.parents if (parent := _parent(work, child, parent_id))
        )
        for parent in wanted:
            if parent in child.parents:
                work.tally.unchanged("parents")
            else:
                work.register.add_edge(child, parent, work.source)
                work.tally.created("parents")
        if work.release.is_complete:
            _prune(work, child, wanted)


def _parent(work: Work, child: Entry, parent_id: str) -> Entry | None:
    held = work.register.holders.get(work.key(parent_id))
    parent = work.entries.get(parent_id) or (held.entry if held else None)
    if parent is None or not parent.condition.is_live:
        work.tally.skipped("parent that is not a live condition here")
        return None
    if parent is child:
        work.tally.skipped("parent that is the condition itself")
        return None
    return parent


def _prune(work: Work, child: Entry, wanted: dict[Entry, None]) -> None:
    for parent, edge in list(child.parents.items()):
        if edge.source == work.source and parent not in wanted:
            work.register.drop_edge(child, parent)
            work.tally.changed("parents")
