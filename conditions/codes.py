"""The catalogues whose identifiers a condition may carry, and how their prefixes are written."""

import re
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class System:
    key: str
    label: str
    # Address of the code's public page, with {} for the code; empty where there is none.
    page: str = ""

    def url(self, value: str) -> str:
        return self.page.format(quote(value, safe="")) if self.page else ""


SYSTEMS = {
    system.key: system
    for system in (
        System("doid", "Disease Ontology", "https://disease-ontology.org/?id=DOID:{}"),
        System("mondo", "Mondo", "https://monarchinitiative.org/MONDO:{}"),
        System("orpha", "Orphanet", "https://www.orpha.net/en/disease/detail/{}"),
        System("omim", "OMIM", "https://omim.org/entry/{}"),
        System("omimps", "OMIM series", "https://omim.org/phenotypicSeries/PS{}"),
        System("icd10cm", "ICD-10-CM"),
        System("icd10", "ICD-10"),
        System("icd11", "ICD-11 entity", "https://icd.who.int/browse/latest/mms/en#{}"),
        System("icd9cm", "ICD-9-CM"),
        System("icdo", "ICD-O"),
        System("mesh", "MeSH", "https://meshb.nlm.nih.gov/record/ui?ui={}"),
        System("nci", "NCI Thesaurus"),
        System("snomed", "SNOMED CT"),
        System("umls", "UMLS"),
        System("medgen", "MedGen", "https://www.ncbi.nlm.nih.gov/medgen/{}"),
        System("gard", "GARD", "https://rarediseases.info.nih.gov/diseases/{}/index"),
        System("efo", "EFO"),
        System("nord", "NORD"),
        System("kegg", "KEGG"),
    )
}

# Catalogues that conditions are loaded from: an id of theirs belongs to one condition only.
IDENTIFYING_SYSTEMS = frozenset({"doid", "mondo"})

# Prefixes as the files write them, in capitals and without dates.
DIALECTS = {
    "DOID": "doid",
    "MONDO": "mondo",
    "ORDO": "orpha",
    "ORPHANET": "orpha",
    "ORPHA": "orpha",
    "OMIM": "omim",
    "MIM": "omim",
    "OMIMPS": "omimps",
    "ICD10CM": "icd10cm",
    "ICD10": "icd10",
    "ICD10WHO": "icd10",
    "ICD11": "icd11",
    "ICD11_FOUNDATION": "icd11",
    "ICD9CM": "icd9cm",
    "ICD9": "icd9cm",
    "ICDO": "icdo",
    "MESH": "mesh",
    "NCI": "nci",
    "NCIT": "nci",
    "SNOMEDCT": "snomed",
    "SNOMEDCT_US": "snomed",
    "SCTID": "snomed",
    "UMLS": "umls",
    "UMLS_CUI": "umls",
    "MEDGEN": "medgen",
    "GARD": "gard",
    "EFO": "efo",
    "NORD": "nord",
    "KEGG": "kegg",
}

RELEASE_DATE = re.compile(r"_\d{4}_\d{2}_\d{2}$")


def parse_code(text: str) -> tuple[str, str] | None:
    """``"SNOMEDCT_US_2023_03_01:94114005"`` → ``("snomed", "94114005")``.

    None for a prefix that is not in the table: MedDRA, for one, is proprietary and stays out.
    """
    prefix, colon, value = text.strip().partition(":")
    system = DIALECTS.get(RELEASE_DATE.sub("", prefix.upper()))
    if not colon or system is None:
        return None
    value = value.strip()
    if system == "omim" and value.upper().startswith("PS"):
        system = "omimps"
    return system, fold_value(system, value)


def fold_value(system: str, value: str) -> str:
    """The one way of writing a code: OMIM series without PS, GARD without leading noughts."""
    if system == "gard":
        return value.lstrip("0") or value
    if system == "omimps":
        return value.upper().removeprefix("PS")
    return value
