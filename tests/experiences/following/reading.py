"""A feed as a careful reader takes it: by the schema, then by what RFC 4287 says in words."""

from pathlib import Path
from urllib.parse import urlsplit

from django.http import HttpResponse
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = etree.RelaxNG(file=str(Path(__file__).parent / "atom.rng"))


def read(response: HttpResponse) -> etree._Element:
    """The feed; fails where it is not valid Atom."""
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.content)
    SCHEMA.assertValid(feed)
    check_words(feed)
    return feed


def check_words(feed: etree._Element) -> None:
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    links = {link.get("rel", "alternate"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert set(links) == {"alternate", "self"} and links["self"] == feed.findtext(f"{ATOM}id")
    for element in [feed, *entries]:
        has_author = element.find(f"{ATOM}author") is not None
        assert has_author or feed.find(f"{ATOM}author") is not None
        assert urlsplit(element.findtext(f"{ATOM}id")).scheme
        alternates = [
            (link.get("type"), link.get("hreflang"))
            for link in element.findall(f"{ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        ]
        assert len(set(alternates)) == len(alternates)
        # An entry without content has a link to where it is.
        assert alternates
        for link in element.findall(f"{ATOM}link"):
            assert urlsplit(link.get("href")).scheme in ("http", "https")
    assert [entry.findtext(f"{ATOM}updated") for entry in entries] == sorted(
        (entry.findtext(f"{ATOM}updated") for entry in entries), reverse=True
    )


def titles(feed: etree._Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]


def summaries(feed: etree._Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}summary") for entry in feed.findall(f"{ATOM}entry")]
