"""Ids that a release has no live term for, obsolete and alternative ones, and what becomes of them.

Followed to the live term that stands for it now, such an id becomes a former id of that condition.
Where it had a condition of its own here, this is merged into the other, unless members or texts
hang on it: then it stays as it is and a person is asked. An obsolete id without a successor becomes
a retired condition, so that its name and id are known should another catalogue have it live; if a
live condition has its name, it is a former id of that. An id that is missing from a complete
release is only reported: nothing is ever deleted.
"""

from collections import defaultdict

from conditions.catalogue.obo import Term
from conditions.catalogue.register import EXACT, FORMER, Entry, Held, code_key
from conditions.catalogue.terms import CREDITS, Work, kind_of
from conditions.codes import IDENTIFYING_SYSTEMS
from conditions.models import CatalogueFlag, Code, Condition, Name
from conditions.models.catalogue import NAME_MAX

LIVE, RETIRED, MERGED = Condition.State.LIVE, Condition.State.RETIRED, Condition.State.MERGED
REDIRECTS, RETIREMENTS, MERGERS = "former ids", "retired conditions", "merged conditions"


class Successors:
    """The successors of ids: ``replaced_by``, else the term that has it as alternative id."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.owners: dict[str, list[str]] = defaultdict(list)
        for _, term in sorted(work.release.terms.items()):
            for alt_id in term.alt_ids:
                self.owners[alt_id].append(term.id)

    def next_of(self, term_id: str) -> list[str]:
        term = self.work.release.terms.get(term_id)
        return (term.replaced_by if term else []) or self.owners.get(term_id, [])

    def find(self, term_id: str) -> Entry | None:
        """Follows the successors; none for a cycle, a fork, or an end that is not live here."""
        seen = {term_id}
        while len(following := self.next_of(term_id)) == 1 and following[0] not in seen:
            term_id = following[0]
            seen.add(term_id)
            if term_id in self.work.entries:
                return self.work.entries[term_id]
        held = self.work.register.holders.get(code_key(term_id))
        is_end = len(seen) > 1 and not following and term_id not in self.work.release.terms
        return held.entry if is_end and held and held.entry.condition.is_live else None


def settle(work: Work) -> None:
    successors, terms = Successors(work), work.release.terms
    obsolete = sorted(term.id for term in terms.values() if term.is_obsolete)
    # After these, because an alternative id may be one of an obsolete term.
    others = sorted(successors.owners.keys() - set(obsolete))
    ids = [*obsolete, *others]
    for term_id in work.progress(ids, "former ids", len(ids)):
        term = terms.get(term_id)
        if term and not term.is_obsolete:
            work.report.skipped("alternative id that is another live term's own")
        elif code_key(term_id)[0] != work.source:
            work.report.skipped("alternative id of another catalogue")
        elif (target := successors.find(term_id)) is not None:
            _redirect(work, term_id, term, target)
        elif term is not None:
            if successors.next_of(term_id):
                work.report.skipped("successor of an obsolete id that is unclear or not here")
            _retire(work, term)
        else:
            _settle_alternative(work, term_id, successors.owners[term_id])


def _settle_alternative(work: Work, term_id: str, owners: list[str]) -> None:
    """An alternative id of obsolete terms alone, or of several terms."""
    held = work.register.holders.get(code_key(term_id))
    owner = work.register.holders.get(code_key(owners[0]))
    if len(owners) == 1 and owner and (held is None or held.entry is owner.entry):
        _redirect(work, term_id, None, owner.entry)
        return
    work.report.skipped("alternative id of several terms, or of one that is not live")
    if held and held.code.relation == EXACT and held.entry.condition.is_live:
        detail = f"{term_id} is an alternative id of {', '.join(owners)} there."
        work.register.flag(held.entry, CatalogueFlag.Kind.CONFLICT, work.source, detail)


def _redirect(work: Work, term_id: str, term: Term | None, target: Entry) -> None:
    key, label = code_key(term_id), term.name if term else ""
    held = work.register.holders.get(key)
    if held is None:
        _add_former(work, term_id, label, target)
    elif held.entry is target:
        _make_former(work, held, label)
    elif held.code.relation != EXACT or held.entry.state == MERGED:
        work.report.skipped("former id that leads to another condition here")
        return
    elif held.entry.has_people():
        _label(work, held, label)
        detail = f"{term_id} was merged there into {target.condition.slug}."
        work.register.flag(
            held.entry, CatalogueFlag.Kind.MERGED, work.source, detail, proposed=target
        )
        return
    else:
        _merge(work, held.entry, target)
        _label(work, held, label)
    if term is not None:
        _add_names(work, target, term, is_successor=True)


def _add_former(work: Work, term_id: str, label: str, target: Entry) -> None:
    key = code_key(term_id)
    work.register.add_code(target, key, source=work.source, relation=FORMER, label=label)
    work.report.created(REDIRECTS)


def _make_former(work: Work, held: Held, label: str) -> None:
    is_new = work.register.change_code(held.entry, held.code, relation=FORMER)
    if is_new | _label(work, held, label):
        work.report.changed(REDIRECTS)
    else:
        work.report.unchanged(REDIRECTS)


def _label(work: Work, held: Held, label: str) -> bool:
    return bool(label) and work.register.change_code(held.entry, held.code, label=label[:NAME_MAX])


def _add_names(work: Work, entry: Entry, term: Term, *, is_successor: bool = False) -> None:
    """Names of a term that is live no more; what a condition already has is left as it is.

    They lead to its successor, but are not exact names of it: that may be a wider disease.
    """
    register, source, added = work.register, work.source, 0
    scope = Name.Scope.RELATED if is_successor else Name.Scope.EXACT
    added += register.add_name(entry, term.bare_name, source=source, scope=scope)
    for synonym in term.synonyms:
        scope = scope if is_successor else Name.Scope(synonym.scope)
        added += register.add_name(
            entry, synonym.text, source=source, scope=scope, kind=kind_of(synonym)
        )
    work.report.created("names of former and retired ids", added)


def _merge(work: Work, entry: Entry, target: Entry) -> None:
    """The merged one keeps its row and its address; its names and ids are the other's from now."""
    register, condition = work.register, entry.condition
    entry.set(state=MERGED, merged_into=target.condition)
    related = Name.Scope.RELATED
    register.add_name(target, condition.name, source=work.source, scope=related)
    for name in list(entry.names.values()):
        kind = Name.Kind.SYNONYM if name.kind == Name.Kind.PREFERRED else name.kind
        register.add_name(
            target,
            name.text,
            kind=kind,
            scope=related,
            language=name.language,
            source=name.source,
        )
    for code in list(entry.codes.values()):
        if code.system in IDENTIFYING_SYSTEMS:
            register.move_code(code, entry, target)
    for row in register.addresses.redirect_former(condition, target.condition):
        register.note_changed(row, "condition")
    for other in register.entries:
        if _is_merged_into(other.condition, condition):
            other.set(merged_into=target.condition)
        if entry in other.parents:
            source = other.parents[entry].source
            register.drop_edge(other, entry)
            if other is not target and target not in other.parents:
                register.add_edge(other, target, source)
    work.report.created(MERGERS)


def _is_merged_into(other: Condition, condition: Condition) -> bool:
    if condition.pk is None:
        return other.merged_into_id is None and other.merged_into is condition
    return other.merged_into_id == condition.pk


def _retire(work: Work, term: Term) -> None:
    held = work.register.holders.get(code_key(term.id))
    if held is None:
        entry = _retire_unseen(work, term)
    elif held.code.relation != EXACT:
        _make_former(work, held, term.name)
        entry = held.entry
    elif held.entry.state == LIVE:
        _retire_live(work, held, term)
        return
    else:
        entry = held.entry
        if _label(work, held, term.name):
            work.report.changed(RETIREMENTS)
        else:
            work.report.unchanged(RETIREMENTS)
    if entry is not None:
        _add_names(work, entry, term)


def _retire_unseen(work: Work, term: Term) -> Entry | None:
    if len(term.name) > NAME_MAX:
        work.report.skipped(f"term whose name is longer than {NAME_MAX} characters")
        return None
    alive = [entry for entry in work.register.named(term.bare_name) if entry.condition.is_live]
    if len(alive) == 1:
        _add_former(work, term.id, term.name, alive[0])
        return alive[0]
    entry = work.register.add(
        term.bare_name,
        state=RETIRED,
        definition=term.definition,
        definition_source=CREDITS[work.source] if term.definition else "",
    )
    work.register.add_code(entry, code_key(term.id), source=work.source, label=term.name)
    work.report.created(RETIREMENTS)
    return entry


def _retire_live(work: Work, held: Held, term: Term) -> None:
    """Another catalogue that has the disease live keeps it live here, whichever came first."""
    entry = held.entry
    if _is_vouched_for(entry, held.code):
        _make_former(work, held, term.name)
        _add_names(work, entry, term)
    elif entry.has_people():
        _label(work, held, term.name)
        detail = f"{term.id} is obsolete there, with no successor."
        work.register.flag(entry, CatalogueFlag.Kind.RETIRED, work.source, detail)
    else:
        _label(work, held, term.name)
        entry.set(state=RETIRED)
        work.report.changed(RETIREMENTS)


def _is_vouched_for(entry: Entry, code: Code) -> bool:
    return any(entry.exact(system) for system in IDENTIFYING_SYSTEMS - {code.system})


def flag_gone(work: Work) -> None:
    owned = {alt_id for term in work.release.terms.values() for alt_id in term.alt_ids}
    known = {code_key(term_id) for term_id in work.release.terms.keys() | owned}
    for key, (entry, code) in list(work.register.holders.items()):
        is_theirs = code.system == code.source == work.source and code.relation == EXACT
        if is_theirs and entry.condition.is_live and key not in known:
            detail = f"{code} is no longer in the release."
            work.register.flag(entry, CatalogueFlag.Kind.GONE, work.source, detail)
