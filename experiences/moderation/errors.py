"""One small exception per cause; views turn them into 403, 404 or 409."""

from experiences.models import Case, Experience, ExperienceRevision


class AlreadyDecided(Exception):
    """The experience has changed since it was shown; ``decision`` is the last one, if any."""

    def __init__(self, experience: Experience) -> None:
        super().__init__(experience.public_id)
        self.experience = experience
        self.decision = experience.decisions.select_related("moderator", "reason").first()


class DraftChanged(Exception):
    """The draft was saved from elsewhere since it was shown; ``revision`` is what is stored."""

    def __init__(self, revision: ExperienceRevision) -> None:
        super().__init__(revision.pk)
        self.revision = revision


class AlreadyClaimed(Exception):
    """Somebody else has the case open."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.pk)
        self.case = case


class OwnWork(Exception):
    """A moderator may not decide their own text, nor an appeal against their own decision."""


class NotYours(Exception):
    """Only the author may do this."""


class NotReady(Exception):
    """The text cannot be sent in as it is; ``problems`` are codes of what is missing."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems)
        self.problems = problems
