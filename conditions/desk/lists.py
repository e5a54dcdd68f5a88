"""The lists of the editorial desk: what is there to do, in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from conditions.asked import topic_titles
from conditions.desk.forms import DeskFilter
from conditions.models import ErrorReport, Review, Revision, Summary, Topic
from conditions.models.summaries import SummaryQuerySet

if TYPE_CHECKING:
    from conditions.models.reviews import ReadReview
    from conditions.models.topics import UnansweredTopic

PER_PAGE = 25
FIRST = 5  # of each list, on the desk's first page
DUE_DAYS = 60  # how far ahead "due soon" looks
COUNTED_DAYS = 90  # how far back reads and requests are counted


@dataclass(frozen=True)
class ListRequest:
    """For whom, for which day and in which language a list is made."""

    person: Any
    today: date
    language: str

    @property
    def since(self) -> date:
        return self.today - timedelta(days=COUNTED_DAYS)


@dataclass(frozen=True)
class Row:
    title: str
    url: str
    language: str
    facts: Sequence[str]
    page: str


def day(when: date | datetime | None) -> str:
    """A day in words, where there is one; of a moment, the day here."""
    if isinstance(when, datetime):
        when = timezone.localdate(when)
    return date_format(when, "DATE_FORMAT") if when else ""


class Listing:
    """One list. ``topic`` and ``language`` are where its things have theirs."""

    slug = ""
    label: Any = ""
    empty: Any = ""
    topic = "summary__topic__"
    language = "summary__language"

    def things(self, request: ListRequest) -> QuerySet[Any]:
        raise NotImplementedError

    def topic_of(self, thing: Any) -> Topic:
        topic: Topic = thing.summary.topic
        return topic

    def language_of(self, thing: Any, request: ListRequest) -> str:
        language: str = thing.summary.language
        return language

    def url(self, thing: Any) -> str:
        return reverse("conditions:draft-detail", args=[thing.pk])

    def facts(self, thing: Any, request: ListRequest) -> list[str]:
        raise NotImplementedError


class DraftListing(Listing):
    def facts(self, thing: Revision, request: ListRequest) -> list[str]:
        saved = day(thing.last_saved_at)
        facts = [thing.get_state_display(), gettext("saved on %(date)s") % {"date": saved}]
        if thing.owner and thing.owner != request.person:
            facts.append(gettext("in the hands of %(name)s") % {"name": thing.owner})
        return facts


class Mine(DraftListing):
    slug = "mine"
    label = _("Mine")
    empty = _("No draft is in your hands.")

    def things(self, request: ListRequest) -> QuerySet[Any]:
        mine = Revision.objects.unsigned().filter(owner=request.person.pk)
        return mine.with_topic().order_by("-saved_at", "-pk")


class Waiting(Listing):
    slug = "waiting"
    label = _("Waiting for review")
    empty = _("No text waits for a review.")

    def things(self, request: ListRequest) -> QuerySet[Any]:
        waiting = Revision.objects.unsigned().awaiting_review()
        return waiting.with_topic().order_by("submitted_at", "pk")

    def url(self, thing: Revision) -> str:
        return reverse("conditions:revision-review", args=[thing.pk])

    def facts(self, thing: Revision, request: ListRequest) -> list[str]:
        since = day(thing.submitted_at)
        return [gettext("since %(date)s") % {"date": since}]


class Changes(DraftListing):
    slug = "changes"
    label = _("Changes requested")
    empty = _("No reviewer has asked for changes.")

    def things(self, request: ListRequest) -> QuerySet[Any]:
        asked_for = Revision.objects.unsigned().filter(state=Revision.State.CHANGES_REQUESTED)
        return asked_for.with_topic().order_by("submitted_at", "pk")


class Drafts(DraftListing):
    slug = "drafts"
    label = _("All drafts")
    empty = _("Nobody is writing anything.")

    def things(self, request: ListRequest) -> QuerySet[Any]:
        drafts = Revision.objects.unsigned().open().worked_on()
        return drafts.with_topic().order_by("-saved_at", "-pk")


class ReviewListing(Listing):
    topic = "revision__summary__topic__"
    language = "revision__summary__language"

    def topic_of(self, thing: Review) -> Topic:
        return thing.revision.summary.topic

    def language_of(self, thing: Review, request: ListRequest) -> str:
        return thing.revision.summary.language

    def url(self, thing: Review) -> str:
        topic = thing.revision.summary.topic
        return reverse("conditions:draft-begin", args=[topic.condition.slug, topic.question.key])

    def facts(self, thing: "ReadReview", request: ListRequest) -> list[str]:
        return [self.when(thing), reads_in_words(thing.reads)]

    def when(self, thing: Review) -> str:
        raise NotImplementedError


class Overdue(ReviewListing):
    slug = "overdue"
    label = _("Overdue")
    empty = _("No review is overdue.")

    def things(self, request: ListRequest) -> QuerySet[Any]:
        late = Review.objects.live(request.since).filter(due_on__lt=request.today)
        return late.select_related("revision__summary__topic__question").order_by(
            "-reads", "due_on", "pk"
        )

    def when(self, thing: Review) -> str:
        return gettext("since %(date)s") % {"date": day(thing.due_on)}


class Due(ReviewListing):
    slug = "due"
    label = _("Due in 60 days")
    empty = _("No review falls due in the next 60 days.")

    def things(self, request: ListRequest) -> QuerySet[Any]:
        last = request.today + timedelta(days=DUE_DAYS)
        soon = Review.objects.live(request.since).filter(due_on__range=(request.today, last))
        return soon.select_related("revision__summary__topic__question").order_by("due_on", "pk")

    def when(self, thing: Review) -> str:
        return gettext("due on %(date)s") % {"date": day(thing.due_on)}


class SummaryListing(Listing):
    """Public texts that need a new look."""

    topic = "topic__"
    language = "language"

    def topic_of(self, thing: Summary) -> Topic:
        return thing.topic

    def language_of(self, thing: Summary, request: ListRequest) -> str:
        return thing.language

    def url(self, thing: Summary) -> str:
        topic = thing.topic
        return reverse("conditions:draft-begin", args=[topic.condition.slug, topic.question.key])

    def with_all(self, summaries: SummaryQuerySet) -> QuerySet[Any]:
        return summaries.of_live_conditions().select_related(
            "topic__condition", "topic__question", "live_review__withdrawal"
        )


class Unreviewed(SummaryListing):
    slug = "unreviewed"
    label = _("Signature taken back")
    empty = _("No signature of a public text was taken back.")

    def things(self, request: ListRequest) -> QuerySet[Any]:
        return self.with_all(Summary.objects.without_review()).order_by(
            "-live_review__withdrawal__withdrawn_at", "pk"
        )

    def facts(self, thing: Summary, request: ListRequest) -> list[str]:
        withdrawn = thing.live_review.withdrawn if thing.live_review else None
        if withdrawn is None:
            return [gettext("never signed")]
        date = day(withdrawn.withdrawn_at)
        return [gettext("on %(date)s") % {"date": date}, withdrawn.reason]


class Renamed(SummaryListing):
    slug = "renamed"
    label = _("Reviewed under another name")
    empty = _("Every reviewed text is shown under the name that was signed.")

    def things(self, request: ListRequest) -> QuerySet[Any]:
        return self.with_all(Summary.objects.renamed()).order_by("renamed_at", "pk")

    def url(self, thing: Summary) -> str:
        return reverse("conditions:renamed-list")

    def facts(self, thing: Summary, request: ListRequest) -> list[str]:
        return [gettext("since %(date)s") % {"date": day(thing.renamed_at)}]


class SourceChanged(SummaryListing):
    slug = "source-changed"
    label = _("Source changed")
    empty = _("No translation is behind its source.")

    def things(self, request: ListRequest) -> QuerySet[Any]:
        return self.with_all(Summary.objects.source_changed()).order_by("source_changed_at", "pk")

    def facts(self, thing: Summary, request: ListRequest) -> list[str]:
        date = day(thing.source_changed_at)
        return [gettext("since %(date)s") % {"date": date}]


class Missing(Listing):
    slug = "missing"
    label = _("Missing")
    empty = _("Every topic that people ask or tell about has a summary.")
    topic = ""
    # The query narrows by language itself: what exists in one language is missing in another.
    language = ""

    def things(self, request: ListRequest) -> QuerySet[Any]:
        return Topic.objects.without_summary(request.language, request.since)

    def topic_of(self, thing: Topic) -> Topic:
        return thing

    def language_of(self, thing: Topic, request: ListRequest) -> str:
        return request.language

    def url(self, thing: Topic) -> str:
        return reverse("conditions:draft-begin", args=[thing.condition.slug, thing.question.key])

    def facts(self, thing: "UnansweredTopic", request: ListRequest) -> list[str]:
        facts = []
        if thing.requests:
            facts.append(
                ngettext("asked for once", "asked for %(count)d times", thing.requests)
                % {"count": thing.requests}
            )
        if thing.experience_count:
            facts.append(
                ngettext("%(count)d experience", "%(count)d experiences", thing.experience_count)
                % {"count": thing.experience_count}
            )
        if thing.has_draft:
            facts.append(gettext("somebody is writing"))
        return facts


class Errors(Listing):
    slug = "errors"
    label = _("Reported errors")
    empty = _("No report of an error is open.")
    topic = "revision__summary__topic__"
    language = "revision__summary__language"

    def things(self, request: ListRequest) -> QuerySet[Any]:
        return (
            ErrorReport.objects.filter(outcome=ErrorReport.Outcome.OPEN)
            .select_related(
                "revision__summary__topic__condition", "revision__summary__topic__question"
            )
            .order_by("reported_at", "pk")
        )

    def topic_of(self, thing: ErrorReport) -> Topic:
        return thing.revision.summary.topic

    def language_of(self, thing: ErrorReport, request: ListRequest) -> str:
        return thing.revision.summary.language

    def url(self, thing: ErrorReport) -> str:
        return reverse("conditions:error-detail", args=[thing.pk])

    def facts(self, thing: ErrorReport, request: ListRequest) -> list[str]:
        on = day(thing.reported_at)
        return [gettext("reported on %(date)s") % {"date": on}]


LISTINGS: Sequence[Listing] = (
    Mine(),
    Waiting(),
    Changes(),
    Overdue(),
    Due(),
    Unreviewed(),
    Renamed(),
    SourceChanged(),
    Missing(),
    Errors(),
    Drafts(),
)
BY_SLUG: Mapping[str, Listing] = {listing.slug: listing for listing in LISTINGS}


def reads_in_words(reads: int) -> str:
    """Small numbers are not shown: who opened the page of a rare disease is nobody's business."""
    if reads < settings.SMALL_NUMBER:
        return gettext("opened fewer than %(count)d times in 90 days") % {
            "count": settings.SMALL_NUMBER
        }
    return gettext("opened %(count)d times in 90 days") % {"count": reads}


@dataclass(frozen=True)
class DeskList:
    listing: Listing
    page: Page[Any]
    rows: Sequence[Row]
    filter: DeskFilter

    @property
    def count(self) -> int:
        return self.page.paginator.count


def desk_list(listing: Listing, person: Any, data: Mapping[str, str], language: str) -> DeskList:
    """One page of a list."""
    narrowed = DeskFilter(data)
    request = ListRequest(
        person, timezone.localdate(), narrowed.cleaned_data.get("language") or language
    )
    things = narrowed.narrow(listing.things(request), listing.topic, listing.language)
    page = Paginator(things, PER_PAGE).get_page(data.get("page"))
    return DeskList(listing, page, rows(listing, page, request), narrowed)


def desk(person: Any, language: str) -> list[DeskList]:
    """The first rows of every list; the number of queries depends on the number of lists alone."""
    request = ListRequest(person, timezone.localdate(), language)
    found = []
    for listing in LISTINGS:
        page = Paginator(listing.things(request), FIRST).page(1)
        found.append(DeskList(listing, page, rows(listing, page, request), DeskFilter({})))
    return found


def rows(listing: Listing, page: Page[Any], request: ListRequest) -> list[Row]:
    things = list(page)
    if not things:
        return []
    titles = topic_titles((listing.topic_of(thing) for thing in things), get_language())
    found = []
    for thing in things:
        topic, language = listing.topic_of(thing), listing.language_of(thing, request)
        facts = listing.facts(thing, request)
        # Addresses of texts are in the language of the text.
        with override(language):
            found.append(
                Row(titles[topic.pk], listing.url(thing), language, facts, topic.get_absolute_url())
            )
    return found
