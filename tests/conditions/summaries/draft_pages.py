"""What the tests of the desk have in common: they fill in the form of a draft as a browser does."""

from typing import Any

from django.urls import reverse

from conditions.models import Revision
from tests.experiences.writing.writing_pages import form_of

SOURCE = {"title": "A page on the disease", "publisher": "A public institute", "kind": "website"}


def address(name: str, *args: Any) -> str:
    return reverse(f"conditions:{name}", args=args)


def edit(revision: Revision) -> str:
    return address("draft-edit", revision.pk)


def shown(client: Any, revision: Revision) -> dict[str, str]:
    """What a browser would send of the page of a draft as it is."""
    return form_of(client.get(edit(revision)), edit(revision))


def save(client: Any, revision: Revision, **fields: Any) -> Any:
    return client.post(edit(revision), {**shown(client, revision), **fields})


def row(place: int, **fields: Any) -> dict[str, Any]:
    """The fields of one source, by its place on the page, from nought."""
    return {f"source-{place}-{name}": value for name, value in {**SOURCE, **fields}.items()}
