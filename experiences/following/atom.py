"""Atom feeds (RFC 4287): their entries, and the XML."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext
from django.utils.xmlutils import SimplerXMLGenerator

from common.languages import site_address
from conditions.asked import topic_titles
from conditions.models import Condition, Question, Review, Summary, Topic
from conditions.models.topics import TopicQuerySet
from conditions.summaries.signing.badge import badge
from conditions.summaries.signing.shown import shown_of
from experiences.models import Experience

ATOM = "application/atom+xml"
XHTML = "http://www.w3.org/1999/xhtml"
# What XML 1.0 has no way to write.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ENTRIES = 30  # the newest
EXCERPT = 300  # characters


@dataclass(frozen=True)
class Scope:
    """What a feed is about: everything, a condition, or one question about it."""

    condition: Condition | None = None
    question: Question | None = None

    def within(self, prefix: str) -> Q:
        """The condition on topics that this is about; ``prefix`` leads to the topic."""
        wanted = Q()
        if self.condition is not None:
            wanted &= Q(**{f"{prefix}__condition": self.condition})
        if self.question is not None:
            wanted &= Q(**{f"{prefix}__question": self.question})
        return wanted


@dataclass(frozen=True)
class Entry:
    id: str
    title: str
    url: str
    author: str
    published_at: datetime
    updated_at: datetime
    language: str
    # Nothing where the page opens its answer at the reader's choice only.
    summary: str


def entries_of(scope: Scope, language: str) -> list[Entry]:
    """The newest first, in a handful of queries."""
    found = [*experiences(scope, language), *reviews(scope, language)]
    return sorted(found, key=lambda entry: entry.updated_at, reverse=True)[:ENTRIES]


def experiences(scope: Scope, language: str) -> Iterable[Entry]:
    rows = list(
        Experience.objects.public()
        .filter(scope.within("topic"), topic__in=shown_topics(), may_be_indexed=True)
        .select_related("topic__condition", "topic__question", "live_revision", "author")
        .newest_first()[:ENTRIES]
    )
    titles = topic_titles((row.topic for row in rows), language)
    for row in rows:
        # A public text has both, by a constraint.
        if row.live_revision is None or row.published_at is None:
            continue
        text = row.live_revision.text
        yield Entry(
            id=f"urn:uuid:{row.public_id}",
            title=gettext("%(question)s An experience") % {"question": titles[row.topic_id]},
            url=site_address(row.get_absolute_url()),
            author=row.signature,
            published_at=row.published_at,
            updated_at=row.amended_at or row.published_at,
            language=row.language,
            summary="" if row.topic.question.behind_choice else Truncator(text).chars(EXCERPT),
        )


def reviews(scope: Scope, language: str) -> Iterable[Entry]:
    today = timezone.localdate()
    rows = list(
        Review.objects.standing(today, language)
        .filter(scope.within("revision__summary__topic"))
        .filter(revision__summary__topic__in=shown_topics())
        .with_topic()
        .order_by("-reviewed_at", "-pk")[:ENTRIES]
    )
    summaries = {
        summary.live_review_id: summary
        for summary in Summary.objects.filter(live_review__in=rows)
        .with_proof()
        .with_topic()
        .prefetch_related("live_revision__sources")
    }
    shown = shown_of((summary.topic, language) for summary in summaries.values())
    for row in rows:
        summary = summaries[row.pk]
        topic, live = summary.topic, summary.live_revision
        if live is None:
            continue
        names = shown[topic.pk, language]
        if not badge(summary, live, live.sources.all(), names, today).stands:
            continue
        short = "" if topic.question.behind_choice else live.short_answer
        yield Entry(
            id=f"urn:uuid:{row.public_id}",
            title=gettext("%(question)s Medically reviewed") % {"question": names.title},
            url=site_address(topic.get_absolute_url()),
            author=f"{row.reviewer_name}, {row.credentials}",
            published_at=row.reviewed_at,
            updated_at=max(row.reviewed_at, live.approved_at or row.reviewed_at),
            language=language,
            summary=short,
        )


def shown_topics() -> TopicQuerySet:
    """Those whose page answers."""
    return Topic.objects.asked().filter(condition__state=Condition.State.LIVE).order_by()


class Feed(Atom1Feed):
    """Each entry says its own language, and that its words are plain text: Django writes them as
    HTML, and a reader would take for a tag what somebody typed between two brackets."""

    kind = ATOM

    def latest_post_date(self) -> datetime:
        changed_at: datetime = self.feed["changed_at"]
        return max((item["updateddate"] for item in self.items), default=changed_at)

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        if item["summary"]:
            handler.addQuickElement("summary", item["summary"], {"type": "text"})


class FeedForEyes(Feed):
    """The feed as a browser shows it: mere XML with the site's style sheet, and a link that leads
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
        title=writable(title),
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
            title=writable(entry.title),
            link=entry.url,
            description="",
            summary=writable(entry.summary),
            author_name=writable(entry.author),
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


def writable(text: str) -> str:
    return UNWRITABLE.sub("", text)
