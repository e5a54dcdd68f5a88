"""An author's own text: its state, the reason, the next step and the possible actions.

The tables of moves say which buttons there are, so that none is offered that would be refused.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext

from conditions.asked import topic_titles
from experiences.models import Appeal, Decision, Experience, ExperienceRevision, Outcome
from experiences.moderation import EXPERIENCE_MOVES, REVISION_MOVES
from experiences.moderation.authoring import APPEALABLE

RevisionState = ExperienceRevision.State


@dataclass(frozen=True)
class OwnText:
    experience: Experience
    title: str
    wordings: Sequence[ExperienceRevision]  # newest first
    decisions: Sequence[Decision]  # that the author was told of, newest first
    is_news: bool = False

    @cached_property
    def wording(self) -> ExperienceRevision | None:
        """The newest one, open or decided."""
        return next(iter(self.wordings), None)

    @cached_property
    def decision(self) -> Decision | None:
        """The latest that the author was told of."""
        return next(iter(self.decisions), None)

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
        return self.wording is not None and self.wording.state == RevisionState.CHANGES_REQUESTED

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
        latest = next((each for each in self.decisions if each.verb in APPEALABLE), None)
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
        """The state of the newest wording, where it is not the one that readers see."""
        of_change = self.experience.live_revision_id is not None
        said = {
            RevisionState.DRAFT: gettext("You have begun a change and not sent it in.")
            if of_change
            else gettext("A draft that you have not sent in."),
            RevisionState.PENDING: gettext("A change of it waits for a moderator.")
            if of_change
            else gettext("It waits for a moderator."),
            RevisionState.CHANGES_REQUESTED: gettext("A moderator asks you to change something."),
            RevisionState.REJECTED: gettext("A moderator has decided not to publish these words."),
        }
        return said.get(RevisionState(self.wording.state), "") if self.wording else ""

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
        return next((words for is_next, words in steps if is_next), "")


def own_texts(experiences: Iterable[Experience], news: Iterable[int] = ()) -> list[OwnText]:
    """Four queries, however many texts. ``news`` are the ids of those with something unread."""
    found = list(experiences)
    newest_first = ExperienceRevision.objects.defer("text").order_by("-number")
    decisions = Decision.objects.told_to_author().select_related("reason", "revision", "appeal")
    prefetch_related_objects(
        found,
        Prefetch("revisions", newest_first, "wordings"),
        Prefetch("decisions", decisions, "decisions_told"),
    )
    titles = topic_titles((one.topic for one in found), get_language())
    # Taken off the rows, so that they are read again the next time.
    return [
        OwnText(
            one,
            titles[one.topic_id],
            vars(one).pop("wordings"),
            vars(one).pop("decisions_told"),
            one.pk in news,
        )
        for one in found
    ]


def own_text(experience: Experience) -> OwnText:
    return own_texts([experience])[0]
