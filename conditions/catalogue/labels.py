"""What becomes of a condition's name when a catalogue says what it calls it.

Each code remembers the name that its catalogue had for it (``Code.label``). When that changes and
our name was the catalogue's, we rename with it; when an editor had renamed the condition here, our
name stays, the new one is kept beside it, and a person is asked. The Disease Ontology names what
both catalogues have.
"""

from conditions.catalogue.obo import bare
from conditions.catalogue.register import EXACT, Entry, Register
from conditions.codes import IDENTIFYING_SYSTEMS
from conditions.models import CatalogueFlag, Code, Name
from conditions.models.catalogue import NAME_MAX

LEADING = "doid"
RETIRED_MARK = "obsolete"


def take_label(register: Register, entry: Entry, code: Code, label: str) -> bool:
    """Whether the code's label is new here."""
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
        register.rename(entry, name, keep_as=kind, source=code.system)
        return True
    register.add_name(entry, name, source=code.system)
    if old and old not in (name, ours) and ours not in others:
        detail = f"{code}: there “{old}” became “{name}”; here it was named “{ours}”."
        register.flag(entry, CatalogueFlag.Kind.RENAMED, code.system, detail)
    return True


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
