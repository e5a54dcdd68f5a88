"""What a feed holds: reviewed summaries whose badge stands, and public experiences whose authors
let search engines have them. Everything else is in no feed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext

from conditions.languages import site_address
from conditions.models import Condition, Question, Review, Topic
from conditions.pages.titles import topic_titles
from conditions.querysets.topics import TopicQuerySet
from conditions.signing.badge import badge
from experiences.models import Experience

ENTRIES = 30  # the newest
EXCERPT = 300  # characters


@dataclass(frozen=True)
class Scope:
    """What a feed is about: everything, a condition, or one question about it."""

    condition: Condition | None = None
    question: Question | None = None

    def within(self, prefix: str) -> Q:
        """Of the topics that this is about; ``prefix`` leads to the topic."""
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
        .select_related("revision__summary__live_revision__wording_step")
        .prefetch_related("revision__summary__live_revision__sources")
        .order_by("-reviewed_at", "-pk")[:ENTRIES]
    )
    titles = topic_titles((row.revision.summary.topic for row in rows), language)
    for row in rows:
        summary = row.revision.summary
        topic, live = summary.topic, summary.live_revision
        if live is None:
            continue
        # Small changes of wording may have led from the signed text to the public one.
        live.summary = summary
        if not badge(live, live.sources.all(), row, today, live.last_step).stands:
            continue
        short = "" if topic.question.behind_choice else live.short_answer
        yield Entry(
            id=f"urn:uuid:{row.public_id}",
            title=gettext("%(question)s Medically reviewed") % {"question": titles[topic.pk]},
            url=site_address(topic.get_absolute_url()),
            author=f"{row.reviewer_name}, {row.credentials}",
            published_at=row.reviewed_at,
            updated_at=max(row.reviewed_at, live.approved_at or row.reviewed_at),
            language=language,
            summary=short,
        )


def shown_topics() -> TopicQuerySet:
    """Those whose page answers."""
    return Topic.objects.asked().filter(condition__state="live").order_by()
