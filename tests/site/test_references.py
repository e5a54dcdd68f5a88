"""What a page refers to by its id is on it, once; so is what a link within the page leads to."""

import pytest
from django.db import connection
from lxml import html

from tests.site.every_page import every_page

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

NAMES = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "for", "form", "list")


def lost(content: bytes) -> set[str]:
    document = html.document_fromstring(content)
    ids = document.xpath("//@id")
    known = set(ids)
    found = {f"two of #{each}" for each in known if ids.count(each) > 1}
    for name in NAMES:
        for value in document.xpath(f"//@{name}"):
            found |= {f"{name}={each}" for each in value.split() if each not in known}
    links = document.xpath("//a/@href[starts-with(., '#')]")
    return found | {f"href={each}" for each in links if each[1:] not in known}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the same on every database")
def test_every_reference_leads_somewhere():
    # The page of components has parts of pages that have the others, too.
    pages = [page for page in every_page() if page.url != "/styleguide/"]
    found = {page.name: lost(page.get().content) for page in pages}
    wrong = [f"{name}: {each}" for name, those in found.items() for each in sorted(those)]
    assert not wrong, "\n".join(wrong)


def test_lost_reference_is_found():
    page = b"<p id=a>x</p><p id=a>x</p><a href='#b' aria-describedby='a c'>x</a>"
    assert lost(page) == {"two of #a", "href=#b", "aria-describedby=c"}
