"""Under which licence a piece of what the interface gives out stands, as an SPDX name, if any."""

from typing import Final

from django.conf import settings

from conditions.models import Condition, Revision

# Of what each catalogue gives; names and codes without one were entered by this site's editors.
CATALOGUES: Final = {"doid": "CC0-1.0", "mondo": "CC-BY-4.0"}
CREDITS: Final = {
    "CC0-1.0": "Human Disease Ontology, disease-ontology.org, CC0 1.0",
    "CC-BY-4.0": (
        "Mondo Disease Ontology, Monarch Initiative, CC BY 4.0 "
        "(https://creativecommons.org/licenses/by/4.0/)"
    ),
}


def catalogue_licence(condition: Condition) -> str:
    """CC BY where anything of it is from Mondo; its names and codes must have been fetched."""
    sources = {each.source for each in (*condition.names.all(), *condition.codes.all())}
    return CATALOGUES["mondo"] if "mondo" in sources else CATALOGUES["doid"]


def catalogue_credit(licence: str) -> str:
    """Most conditions join both catalogues, so that the Disease Ontology is always named."""
    known = CREDITS["CC0-1.0"]
    return known if licence == "CC0-1.0" else f"{known}; {CREDITS[licence]}"


def summary_licence(revision: Revision) -> str | None:
    """That of the site's own texts, if the operator gives one. A text from elsewhere has its
    licence in its attribution, which goes before."""
    return None if revision.attribution else settings.SUMMARY_LICENCE or None
