"""The digest: a mail of what is new in what a person follows.

It gives counts and addresses, never a text: a mail cannot be taken back. No condition is named in
its subject, nor at its beginning, which a mail program previews.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, override

from common.languages import language_for, site_address
from conditions.asked import topic_titles
from conditions.models import Condition, Review, Topic
from conditions.models.topics import TopicQuerySet
from experiences.models import Digest, Experience, Follow

HOUR = 6  # of the day, in the site's time zone, from which on the mails of a period are written
# Whoever publishes stamps the time first and commits a little later.
MARGIN = timedelta(minutes=5)
BATCH = 500  # mails in one round
TOPICS_MOST = 40  # in one mail; what is more stands on the pages


@dataclass(frozen=True)
class Item:
    """What is new on one topic."""

    topic: Topic
    title: str
    texts: int
    is_reviewed: bool

    @property
    def lines(self) -> str:
        said = []
        if self.is_reviewed:
            said.append(gettext("A newly reviewed summary."))
        if self.texts:
            said.append(
                ngettext("%(count)d new experience.", "%(count)d new experiences.", self.texts)
                % {"count": self.texts}
            )
        address = site_address(self.topic.get_absolute_url())
        return f"{self.title}\n{' '.join(said)}\n{address}"


def period_start(rhythm: str, now: datetime) -> datetime:
    """When the period began that now is in: a day, or a week from Monday."""
    local = timezone.localtime(now)
    start = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if rhythm == Digest.Rhythm.WEEKLY:
        start -= timedelta(days=local.weekday())
    if start > local:
        start -= timedelta(days=7 if rhythm == Digest.Rhythm.WEEKLY else 1)
    return start


def send_due(now: datetime | None = None) -> Counter[str]:
    """The digests of the period that has begun: one for each person, however often and by however
    many workers this runs."""
    now = now or timezone.now()
    until = now - MARGIN
    outcomes: Counter[str] = Counter()
    for rhythm in Digest.Rhythm:
        start = period_start(rhythm, now)
        if until < start:
            continue
        due = Digest.objects.filter(rhythm=rhythm, told_until__lt=start, person__is_active=True)
        for digest in due.select_related("person").order_by("told_until", "pk")[:BATCH]:
            outcomes["written"] += send(digest, until)
    return outcomes


def send(digest: Digest, until: datetime) -> bool:
    """Whether there was anything to tell, and it was wanted. The conditional update lets one of
    two workers write the mail; the mail's row is committed with it."""
    with transaction.atomic():
        unchanged = Digest.objects.filter(
            pk=digest.pk, rhythm=digest.rhythm, told_until=digest.told_until
        )
        if not unchanged.update(told_until=until):
            return False
        with override(language_for(digest.person)):
            items = news_for(digest.person_id, digest.told_until, until)
            return bool(items) and bool(mail(digest, items).send())


def news_for(person_id: int, since: datetime, until: datetime) -> Sequence[Item]:
    """What became public on the topics that a person follows, and is public now; not their own
    texts, and of reviewed summaries those in the language that is active. Two queries a
    follow, and four."""
    texts: Counter[int] = Counter()
    reviewed: set[int] = set()
    for follow in Follow.objects.filter(person=person_id):
        begun = max(since, follow.since)
        found = Topic.objects.asked().filter(
            condition=follow.condition_id, condition__state=Condition.State.LIVE
        )
        if follow.question_id:
            found = found.filter(question=follow.question_id)
        texts |= new_texts(found, person_id, begun, until)
        reviewed |= new_reviews(found, begun, until)
    wanted = set(texts) | reviewed
    topics = Topic.objects.select_related("condition", "question").in_bulk(wanted)
    titles = topic_titles(topics.values(), get_language())
    items = [Item(topics[pk], titles[pk], texts[pk], pk in reviewed) for pk in wanted]
    return sorted(items, key=lambda item: item.title)


def new_texts(
    topics: TopicQuerySet, person_id: int, since: datetime, until: datetime
) -> Counter[int]:
    rows = (
        Experience.objects.public()
        .filter(topic__in=topics, published_at__gt=since, published_at__lte=until)
        .filter(~Q(author=person_id) | Q(author__isnull=True))
        .values("topic")
        .annotate(texts=Count("pk"))
        .order_by()
    )
    return Counter(dict(rows.values_list("topic", "texts")))


def new_reviews(topics: TopicQuerySet, since: datetime, until: datetime) -> set[int]:
    rows = (
        Review.objects.standing(timezone.localdate(), get_language() or "")
        .filter(revision__summary__topic__in=topics)
        .filter(reviewed_at__gt=since, reviewed_at__lte=until)
    )
    return set(rows.values_list("revision__summary__topic", flat=True))


def mail(digest: Digest, items: Sequence[Item]) -> EmailMessage:
    shown = items[:TOPICS_MOST]
    more = len(items) - len(shown)
    paragraphs = [
        gettext("Hello,"),
        gettext(
            "there is something new in what you follow on %(site)s. The list stands further down, "
            "so that nobody who glances at your screen or at a notification reads it. Everything "
            "in it is public; what has been taken down since this mail was written is gone from "
            "the pages, too."
        )
        % {"site": settings.SITE_NAME},
        gettext("To choose how often these mails come, and what you follow, open this page:")
        + "\n"
        + site_address(reverse("follow-list")),
        *(item.lines for item in shown),
    ]
    if more:
        paragraphs.append(
            ngettext(
                "And %(count)d more question has something new.",
                "And %(count)d more questions have something new.",
                more,
            )
            % {"count": more}
        )
    return EmailMessage(
        subject=gettext("What is new in what you follow"),
        body="\n\n".join(paragraphs),
        to=[digest.person.email],
        headers={"X-Mail-Kind": "digests"},
    )
