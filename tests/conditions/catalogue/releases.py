"""Files as they are released, and what an import of them left in the catalogue."""

from conditions.models import CatalogueFlag, Condition

HEADER = "format-version: 1.2\nontology: doid\n"
PART = "format-version: 1.2\nontology: doid/subsets/part\n"
XREFS = "mondo_id\tlabel\tDOID\tICD9\tOMIM\tORPHANET\tGARD\n"
SYNONYMS = "ID\tLABEL\tSYNONYMS\n"
OBSOLETE_CARCINOID = """
[Term]
id: DOID:8600
name: obsolete carcinoid syndrome
synonym: "Hormonal tumour" RELATED []
is_obsolete: true
"""
CARCINOID_ROW = "MONDO:0100347\tcarcinoid syndrome\t\t259.2\t\t100093\t0005994\n"
CARCINOID_SYNONYMS = "MONDO:0100347\tcarcinoid syndrome\tcarcinoid tumor syndrome\n"
CARCINOID_FILES = (
    HEADER + OBSOLETE_CARCINOID,
    XREFS + CARCINOID_ROW,
    SYNONYMS + CARCINOID_SYNONYMS,
)


def term(number, name, *lines):
    return "\n".join(["", "[Term]", f"id: DOID:{number}", f"name: {name}", *lines, ""])


def by_code(value, system="doid"):
    return Condition.objects.get(codes__system=system, codes__value=value)


def flags(kind):
    return list(CatalogueFlag.objects.filter(kind=kind).values_list("condition__name", flat=True))


def codes_of(condition):
    return {(c.system, c.value): c.relation for c in condition.codes.all()}
