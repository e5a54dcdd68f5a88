"""What an author is told of a text: where it stands, why, what comes next and what can be done.

The tables of the moves say which buttons there are, so that none is offered that would be refused.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conditions.asked import topic_titles
from experiences.models import Appeal, Decision, Experience, ExperienceRevision, Outcome
from experiences.moderation import EXPERIENCE_MOVES, REVISION_MOVES
from experiences.moderation.authoring import APPEALABLE

Open = ExperienceRevision.State

WAITS_SEEN = 200  # the newest decisions
WAITS_NEEDED = 8  # decisions, before they say anything
# Decisions on what somebody sent in; the others come whenever a moderator looks again.
ON_WHAT_WAITED = (Decision.Verb.APPROVE, Decision.Verb.REQUEST_CHANGES, Decision.Verb.REJECT)
DAY_HOURS = 24
IN_HOURS_BELOW = 48  # hours; longer waits are told in days


@dataclass(frozen=True)
class OwnText:
    experience: Experience
    title: str
    is_news: bool = False

    @cached_property
    def wording(self) -> ExperienceRevision | None:
        """The newest one, open or decided."""
        return next(iter(self.experience.wordings), None)

    @cached_property
    def decision(self) -> Decision | None:
        """The latest that the author was told of."""
        return next(iter(self.decisions), None)

    @property
    def decisions(self) -> Sequence[Decision]:
        return self.experience.told

    @property
    def appeal(self) -> Appeal | None:
        return getattr(self.decision, "appeal", None)

    def may(self, verb: str) -> bool:
        return (self.experience.state, verb) in EXPERIENCE_MOVES

    def wording_may(self, verb: str) -> bool:
        return self.wording is not None and (self.wording.state, verb) in REVISION_MOVES

    @property
    def is_waiting(self) -> bool:
        return self.wording_may("recall")

    @property
    def is_open(self) -> bool:
        """Whether there are words that the author can work on and send in."""
        return self.wording_may("submit")

    @property
    def was_sent_back(self) -> bool:
        return self.is_open and self.wording.state == Open.CHANGES_REQUESTED

    @property
    def is_refused(self) -> bool:
        return self.wording_may("uphold_appeal")

    @property
    def is_unpublished(self) -> bool:
        return self.experience.state == Experience.State.UNPUBLISHED

    @property
    def is_hidden(self) -> bool:
        return self.may("restore")

    @property
    def can_withdraw(self) -> bool:
        return self.may("withdraw")

    @property
    def can_put_back(self) -> bool:
        return self.may("put_back")

    @property
    def objectionable(self) -> Decision | None:
        """The decision that the author can still appeal against."""
        latest = next((told for told in self.decisions if told.verb in APPEALABLE), None)
        if latest is None or hasattr(latest, "appeal"):
            return None
        stands = self.is_refused if latest.verb == Decision.Verb.REJECT else self.is_hidden
        return latest if stands else None

    @property
    def readers_see(self) -> str:
        return {
            Experience.State.UNPUBLISHED: gettext("Not public yet: only you can see it."),
            Experience.State.PUBLIC: gettext("Public: everybody can read it."),
            Experience.State.HIDDEN: gettext("Taken down by a moderator: only you can see it."),
            Experience.State.WITHDRAWN: gettext("Taken down by you: only you can see it."),
            Experience.State.ERASED: gettext("Erased."),
        }[Experience.State(self.experience.state)]

    @property
    def wording_stands(self) -> str:
        """Of the newest words, where they are not what readers see."""
        of_change = self.experience.live_revision_id is not None
        said = {
            Open.DRAFT: gettext("You have begun a change and not sent it in.")
            if of_change
            else gettext("A draft that you have not sent in."),
            Open.PENDING: gettext("A change of it waits for a moderator.")
            if of_change
            else gettext("It waits for a moderator."),
            Open.CHANGES_REQUESTED: gettext("A moderator asks you to change something."),
            Open.REJECTED: gettext("A moderator has decided not to publish these words."),
        }
        return said.get(Open(self.wording.state), "") if self.wording else ""

    @property
    def next_step(self) -> str:
        steps = [
            (
                self.appeal is not None and self.appeal.outcome == Outcome.OPEN,
                gettext("Another moderator reads your appeal and decides anew."),
            ),
            (
                self.is_waiting,
                gettext("A moderator reads it. Until then you can take it back and change it."),
            ),
            (
                self.was_sent_back,
                gettext("Change it and send it in again: it keeps its place in the queue."),
            ),
            (
                self.is_open,
                gettext("Finish it, look it over, and send it in when you are ready."),
            ),
            (
                self.objectionable is not None,
                gettext("If you think that this is wrong, you can appeal once."),
            ),
            (
                self.can_put_back,
                gettext("You can put it back at any time, without asking anybody."),
            ),
        ]
        return next((words for holds, words in steps if holds), "")


def told() -> Prefetch:
    """Decisions that the author knows of, newest first. A dismissed report is not among them: it
    changed nothing, and would say that somebody reported the text."""
    decisions = Decision.objects.exclude(verb=Decision.Verb.DISMISS_REPORT)
    return Prefetch(
        "decisions", decisions.select_related("reason", "revision", "appeal"), to_attr="told"
    )


def own_texts(experiences: Iterable[Experience], news: Iterable[int] = ()) -> list[OwnText]:
    """In four queries, however many. ``news`` are the ids of texts with something unread."""
    found = list(experiences)
    newest_first = ExperienceRevision.objects.defer("text").order_by("-number")
    prefetch_related_objects(found, Prefetch("revisions", newest_first, "wordings"), told())
    titles = topic_titles((one.topic for one in found), get_language())
    return [OwnText(one, titles[one.topic_id], one.pk in news) for one in found]


def own_text(experience: Experience) -> OwnText:
    """As it is now, whatever was asked of the same row before."""
    for known in ("wordings", "told"):
        vars(experience).pop(known, None)
    return own_texts([experience])[0]


def expected_wait() -> timedelta | None:
    """How long the middle one of the last texts waited; nothing where they are too few."""
    decided = Decision.objects.filter(verb__in=ON_WHAT_WAITED, waited__isnull=False)
    waits = list(decided.order_by("-pk").values_list("waited", flat=True)[:WAITS_SEEN])
    return median(waits) if len(waits) >= WAITS_NEEDED else None


def wait_in_words() -> str:
    wait = expected_wait()
    if wait is None:
        return gettext("There were too few decisions yet to say how long it takes.")
    hours = wait / timedelta(hours=1)
    if hours < 1:
        return gettext("Half of the last texts were decided within an hour.")
    if hours < IN_HOURS_BELOW:
        return ngettext(
            "Half of the last texts were decided within about %(count)d hour.",
            "Half of the last texts were decided within about %(count)d hours.",
            round(hours),
        ) % {"count": round(hours)}
    return ngettext(
        "Half of the last texts were decided within about %(count)d day.",
        "Half of the last texts were decided within about %(count)d days.",
        round(hours / DAY_HOURS),
    ) % {"count": round(hours / DAY_HOURS)}


@never_cache
@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """A member's own texts, where each stands and why. What is new counts as read by this."""
    unread = request.user.news.filter(read_at__isnull=True)
    news = set(unread.values_list("experience", flat=True))
    experiences = request.user.experiences.select_related(
        "topic__condition", "topic__question"
    ).order_by("-created_at", "-pk")
    context = {
        "texts": own_texts(experiences, news),
        "wait": wait_in_words(),
        "memberships": request.user.memberships.select_related("condition").order_by(
            "condition__sort_name"
        ),
    }
    if news:
        unread.update(read_at=timezone.now())
    return render(request, "experiences/mine.html", context)
