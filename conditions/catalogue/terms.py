"""The live terms of an OBO release: each becomes, or is, one live condition.

A term is found by its id; one whose id is new here, by its name, if a condition of that name has no
id of this catalogue that still stands for something else: so a disease keeps its page when its
catalogue withdraws the id and gives a new one, and a condition that was added by hand is not made
a second time.
"""

from collections import Counter
from dataclasses import dataclass, field

from common.import_report import ImportReport
from conditions.catalogue.obo import Release, Synonym, Term, bare
from conditions.catalogue.register import (
    EXACT,
    FORMER,
    VALUE_MAX,
    CodeKey,
    Entry,
    Register,
    code_key,
)
from conditions.catalogue.source_files import Progress
from conditions.codes import IDENTIFYING_SYSTEMS, parse_code
from conditions.models import CatalogueFlag, Code, Condition, Name
from conditions.models.catalogue import NAME_MAX
from conditions.summaries.signing.shown import folded

LEADING = "doid"
RETIRED_MARK = "obsolete"
CREDITS = {
    "doid": "Human Disease Ontology, CC0 1.0",
    "mondo": "Mondo Disease Ontology, CC BY 4.0",
}


def take_label(register: Register, entry: Entry, code: Code, label: str) -> bool:
    """Stores a code's label and renames by it; returns whether it is new here."""
    old, label = bare(code.label), label[:NAME_MAX]
    if code.label == label:
        return False
    others = _labels(entry, but=code)
    register.change_code(entry, code, label=label)
    ours, name = entry.condition.name, bare(label)
    if ours == name:
        return True
    is_first = not old and ours in others and not _is_taken(register, entry, name)
    if _leads(entry, code.system) and (ours == old or is_first):
        kind = Name.Kind.FORMER if old else Name.Kind.SYNONYM
        rename_or_offer(register, entry, name, keep_as=kind, source=code.system)
        return True
    register.add_name(entry, name, source=code.system)
    if old and old not in (name, ours) and ours not in others:
        detail = f"{code}: there “{old}” became “{name}”; here it was named “{ours}”."
        register.flag(entry, CatalogueFlag.Kind.RENAMED, code.system, detail, proposed_name=name)
    return True


def rename_or_offer(
    register: Register, entry: Entry, name: str, *, keep_as: str, source: str
) -> None:
    """Renames, or keeps the name where a reviewer signed under it: then the new one is offered to a
    person, who takes it with one click. Readers find the condition by both."""
    ours = entry.condition.name
    if not register.is_badged(entry) or folded(ours) == folded(name):
        register.rename(entry, name, keep_as=keep_as, source=source)
        return
    register.add_name(entry, name, source=source)
    detail = f"{source}: it is called “{name}” there. Reviews here were signed under “{ours}”."
    kind = CatalogueFlag.Kind.RENAMED
    register.flag(entry, kind, source, detail, proposed_name=name)


def is_retired_by_source(entry: Entry) -> bool:
    """Not by a person, whose decision an import leaves alone."""
    return entry.state == "retired" and any(
        code.label.startswith(RETIRED_MARK)
        for code in entry.codes.values()
        if code.system in IDENTIFYING_SYSTEMS
    )


def _leads(entry: Entry, system: str) -> bool:
    return system == LEADING or not entry.exact(LEADING)


def _is_taken(register: Register, entry: Entry, name: str) -> bool:
    return any(other is not entry and other.condition.is_live for other in register.named(name))


def _labels(entry: Entry, *, but: Code) -> set[str]:
    return {
        bare(code.label)
        for code in entry.codes.values()
        if code.system in IDENTIFYING_SYSTEMS and code.relation == EXACT and code is not but
    }


@dataclass
class Work:
    """One release on its way into the register."""

    register: Register
    release: Release
    progress: Progress
    # The entry of each live term of the release.
    entries: dict[str, Entry] = field(default_factory=dict)

    @property
    def report(self) -> ImportReport:
        return self.register.report

    @property
    def source(self) -> str:
        return self.release.system

    def stands(self, code: Code) -> bool:
        """Whether an id still names a disease there, as far as this release tells."""
        term = self._term(code)
        return term is None or not term.is_obsolete

    def is_live(self, code: Code) -> bool:
        term = self._term(code)
        return term is not None and not term.is_obsolete

    def _term(self, code: Code) -> Term | None:
        return self.release.terms.get(f"{code.system.upper()}:{code.value}")


def apply_live(work: Work) -> None:
    terms = work.release.live()
    for term in work.progress(terms, "terms", len(terms)):
        if len(term.name) > NAME_MAX:
            work.report.skipped(f"term whose name is longer than {NAME_MAX} characters")
            continue
        entry = _place(work, term)
        if entry is not None:
            work.entries[term.id] = entry
            _add_synonyms(work, entry, term)
            _add_xrefs(work, entry, term)


def _place(work: Work, term: Term) -> Entry | None:
    key = code_key(term.id)
    held = work.register.holders.get(key)
    if held is None:
        return _adopt(work, key, term) or _create(work, key, term)
    entry, code = held
    if entry.state == Condition.State.MERGED:
        work.report.skipped("term whose condition was merged here by a person")
        return None
    if code.relation != EXACT:
        others = [other for other in entry.exact(work.source) if work.stands(other)]
        if others:
            detail = leads_elsewhere(term.id, term.name)
            work.register.flag(entry, CatalogueFlag.Kind.CONFLICT, work.source, detail)
            work.report.skipped("term whose id leads to another condition here")
            return None
    _count(work, _update(work, entry, code, term))
    return entry


def leads_elsewhere(term_id: str, name: str) -> str:
    """The question about a live term whose id is a former one here; a merger answers it."""
    return f"{term_id} “{name}” is live there; here it is a former id."


def _create(work: Work, key: CodeKey, term: Term) -> Entry:
    namesakes = [entry for entry in work.register.named(term.name) if entry.condition.is_live]
    entry = work.register.add(
        term.name,
        definition=term.definition,
        definition_source=CREDITS[work.source] if term.definition else "",
    )
    work.register.add_code(entry, key, source=work.source, label=term.name)
    work.report.created("conditions")
    for namesake in namesakes:
        detail = f"{term.id} has the name of another live condition, {namesake.condition.slug}."
        work.register.flag(
            entry, CatalogueFlag.Kind.CONFLICT, work.source, detail, proposed=namesake
        )
    return entry


def _adopt(work: Work, key: CodeKey, term: Term) -> Entry | None:
    """The one condition that can only be this term: Mondo says so, or the name does."""
    same = [
        held.entry
        for xref in term.xrefs
        if xref.is_exact and (held := work.register.holders.get(code_key(xref.text)))
    ]
    found = [entry for entry in same or work.register.named(term.name) if _is_free(work, entry)]
    if len(found) != 1:
        return None
    (entry,) = found
    if is_retired_by_source(entry):
        revive(work.register, entry, term.name, work.source)
    for code in entry.exact(work.source):
        work.register.change_code(entry, code, relation=FORMER)
    code = work.register.add_code(entry, key, source=work.source)
    _update(work, entry, code, term)
    _count(work, True)
    return entry


def revive(register: Register, entry: Entry, name: str, source: str) -> None:
    """A retired condition lives under the name and by the id of a source where it is live."""
    entry.set(state=Condition.State.LIVE)
    if entry.condition.name != name:
        rename_or_offer(register, entry, name, keep_as=Name.Kind.SYNONYM, source=source)


def _is_free(work: Work, entry: Entry) -> bool:
    codes = entry.exact(work.source)
    if is_retired_by_source(entry):
        return not any(work.is_live(code) for code in codes)
    return not any(work.stands(code) for code in codes)


def _update(work: Work, entry: Entry, code: Code, term: Term) -> bool:
    condition, register = entry.condition, work.register
    was_retired = is_retired_by_source(entry)
    is_new = register.change_code(entry, code, relation=EXACT, source=work.source)
    is_new |= take_label(register, entry, code, term.name)
    if was_retired:
        is_new |= entry.set(state=Condition.State.LIVE)
    credit = CREDITS[work.source]
    if term.definition and (not condition.definition or condition.definition_source == credit):
        is_new |= entry.set(definition=term.definition, definition_source=credit)
    return is_new


def _count(work: Work, is_new: bool) -> None:
    if is_new:
        work.report.changed("conditions")
    else:
        work.report.unchanged("conditions")


def _add_synonyms(work: Work, entry: Entry, term: Term) -> None:
    kind, seen = "synonyms of live terms", {entry.condition.name}
    for synonym in term.synonyms:
        if synonym.text in seen or not synonym.text:
            work.report.skipped("synonym of a live term: same as another name of it")
        elif len(synonym.text) > NAME_MAX:
            work.report.skipped(f"synonym of a live term: longer than {NAME_MAX} characters")
        elif work.register.add_name(
            entry, synonym.text, source=work.source, scope=synonym.scope, kind=kind_of(synonym)
        ):
            work.report.created(kind)
        elif _refresh(work, entry, synonym):
            work.report.changed(kind)
        else:
            work.report.unchanged(kind)
        seen.add(synonym.text)


def kind_of(synonym: Synonym) -> str:
    return Name.Kind.ABBREVIATION if synonym.is_abbreviation else Name.Kind.SYNONYM


def _refresh(work: Work, entry: Entry, synonym: Synonym) -> bool:
    """A newer release may mark an acronym or narrow a scope; only its own names, none former."""
    name = entry.names["en", synonym.text]
    if name.source != work.source or name.kind not in (Name.Kind.SYNONYM, Name.Kind.ABBREVIATION):
        return False
    return work.register.change_name(entry, name, kind=kind_of(synonym), scope=synonym.scope)


def _add_xrefs(work: Work, entry: Entry, term: Term) -> None:
    wanted: dict[CodeKey, str] = {}
    for xref in term.xrefs:
        key, report = parse_code(xref.text), work.report
        if key is None:
            report.skipped(f"cross reference to {xref.text.partition(':')[0]}, which is not taken")
        elif key[0] in IDENTIFYING_SYSTEMS:
            report.skipped("cross reference to a catalogue that is loaded by itself")
        elif not 0 < len(key[1]) <= VALUE_MAX:
            report.skipped(f"code that is empty or longer than {VALUE_MAX} characters")
        elif key in wanted:
            report.skipped("cross reference that is there twice")
        else:
            wanted[key] = EXACT if xref.is_exact else Code.Relation.RELATED
    add_codes(work.register, entry, wanted, work.source)


def add_codes(register: Register, entry: Entry, wanted: dict[CodeKey, str], source: str) -> None:
    """Codes of other catalogues; an assertion that a code is exact wins over a looser one."""
    met: Counter[bool] = Counter()
    for key, relation in wanted.items():
        code = entry.codes.get(key)
        if code is None:
            register.add_code(entry, key, source=source, relation=relation)
            continue
        is_new = relation == EXACT and code.relation == Code.Relation.RELATED
        if is_new:
            register.change_code(entry, code, relation=EXACT, source=source)
        met[is_new] += 1
    register.report.changed("codes", met[True])
    register.report.unchanged("codes", met[False])
