"""Atom, RFC 4287."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.utils.xmlutils import SimplerXMLGenerator

from conditions.languages import site_address
from experiences.following.entries import Entry

ATOM = "application/atom+xml"
XHTML = "http://www.w3.org/1999/xhtml"
# What XML 1.0 has no way to write.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Feed(Atom1Feed):
    """Each entry says its own language, and that its words are plain text: Django writes them as
    HTML, and a reader would take for a tag what somebody typed between two brackets."""

    kind = ATOM

    def latest_post_date(self) -> datetime:
        newest = max((item["updateddate"] for item in self.items), default=None)
        return newest or self.feed["changed_at"]

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        if item["summary"]:
            handler.addQuickElement("summary", item["summary"], {"type": "text"})


class FeedForEyes(Feed):
    """The same as a browser shows it: mere XML with the site's style sheet, and a link that leads
    back. What is called a feed, browsers show as source, or offer to save. The page on how to
    follow links to it, so people do open it."""

    kind = "application/xml"

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        link = {"xmlns": XHTML, "href": self.feed["link"]}
        handler.addQuickElement("a", gettext("Read this on the site"), link)

    def writeString(self, encoding: str) -> str:
        declaration, rest = super().writeString(encoding).split("\n", 1)
        sheet = f'<?xml-stylesheet type="text/css" href="{static("css/site.css")}"?>'
        return "\n".join((declaration, sheet, rest))


def atom(
    request: HttpRequest,
    entries: Sequence[Entry],
    *,
    title: str,
    page: str,
    changed_at: datetime,
) -> HttpResponse:
    """``page`` is the address of what the feed is about."""
    feed = site_address(request.path)
    is_for_eyes = request.get_preferred_type([ATOM, "text/html"]) == "text/html"
    writer = (FeedForEyes if is_for_eyes else Feed)(
        title=clean(title),
        link=site_address(page),
        description=None,
        subtitle=subtitle(is_for_eyes),
        language=get_language(),
        feed_url=feed,
        feed_guid=feed,
        author_name=settings.SITE_NAME,
        changed_at=changed_at,
        feed_copyright=gettext(
            "Each text belongs to its author. Read it at its own address, where it is gone when "
            "its author takes it down."
        ),
    )
    for entry in entries:
        writer.add_item(
            title=clean(entry.title),
            link=entry.url,
            description="",
            summary=clean(entry.summary),
            author_name=clean(entry.author),
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            unique_id=entry.id,
            language=entry.language,
        )
    content = writer.writeString("utf-8")
    return HttpResponse(content, content_type=f"{writer.kind}; charset=utf-8")


def subtitle(is_for_eyes: bool) -> str | None:
    said = []
    if settings.DEMO:
        said += [
            gettext("This is a demo."),
            gettext("The people, their experiences and the reviewers are invented."),
        ]
    if is_for_eyes:
        said.append(
            gettext(
                "This is a feed: copy its address into a feed reader, and that shows you what is "
                "new."
            )
        )
    return " ".join(said) or None


def clean(text: str) -> str:
    return UNWRITABLE.sub("", text)
