"""The moderators' verbs as buttons: label, key, fields that each needs, and the transition."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from experiences import moderation
from experiences.models import Case, Decision, Experience

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from experiences.moderation.case.work import Work

# Takes the case at hand, the moderator, the version that they saw, and the verb's arguments.
Act = Callable[["Work", "AbstractBaseUser", int, dict[str, Any]], Decision]

REASON, MESSAGE, PASSAGE = "reason", "message", "passage"
EXPLAINED = frozenset({REASON, MESSAGE})
WITH_PASSAGE = EXPLAINED | {PASSAGE}
FRESH = (Case.Kind.NEW, Case.Kind.EDIT)


@dataclass(frozen=True)
class Verb:
    """``records`` is what stands in the log. ``author_reads`` is off where nothing changes for
    the author, who is then not told."""

    slug: str
    records: Decision.Verb
    label: str | Promise
    done: str | Promise
    key: str
    act: Act
    asks: frozenset[str] = frozenset()
    kinds: Sequence[Case.Kind] = ()
    # Offered on a closed case too, while readers see this of the text.
    anytime_in: Sequence[Experience.State] = field(default=())
    author_reads: bool = True
    is_grave: bool = False

    @property
    def url_name(self) -> str:
        return f"experiences:case-{self.slug}"

    @property
    def needs_preview(self) -> bool:
        return bool(self.asks)

    @property
    def needed_fields(self) -> str:
        return " ".join(name for name in (REASON, MESSAGE) if name in self.asks)


ALL = (
    Verb(
        "approve",
        Decision.Verb.APPROVE,
        _("Approve"),
        _("Approved."),
        "a",
        lambda work, by, version, arguments: moderation.approve(
            work.wording_to_decide, by=by, version=version
        ),
        kinds=FRESH,
    ),
    Verb(
        "request-changes",
        Decision.Verb.REQUEST_CHANGES,
        _("Ask for changes"),
        _("The author is asked for changes."),
        "c",
        lambda work, by, version, arguments: moderation.request_changes(
            work.wording_to_decide, by=by, version=version, **arguments
        ),
        asks=WITH_PASSAGE,
        kinds=FRESH,
    ),
    Verb(
        "reject",
        Decision.Verb.REJECT,
        _("Reject"),
        _("Rejected."),
        "r",
        lambda work, by, version, arguments: moderation.reject(
            work.wording_to_decide, by=by, version=version, **arguments
        ),
        asks=WITH_PASSAGE,
        kinds=FRESH,
        is_grave=True,
    ),
    Verb(
        "dismiss-reports",
        Decision.Verb.DISMISS_REPORT,
        _("Leave it as it is"),
        _("The reports are dismissed, and the text stays."),
        "a",
        lambda work, by, version, arguments: moderation.dismiss_reports(
            work.experience, by=by, version=version, **arguments
        ),
        asks=EXPLAINED,
        kinds=(Case.Kind.REPORT,),
        author_reads=False,
    ),
    Verb(
        "hide",
        Decision.Verb.HIDE,
        _("Take it down"),
        _("The text is hidden."),
        "r",
        lambda work, by, version, arguments: moderation.hide(
            work.experience, by=by, version=version, **arguments
        ),
        asks=WITH_PASSAGE,
        kinds=(Case.Kind.REPORT,),
        anytime_in=(Experience.State.PUBLIC,),
        is_grave=True,
    ),
    Verb(
        "uphold-appeal",
        Decision.Verb.APPROVE,
        _("Decide for the author"),
        _("The appeal is upheld."),
        "a",
        lambda work, by, version, arguments: moderation.uphold_appeal(
            work.appeal_to_decide, by=by, version=version, **arguments
        ),
        asks=frozenset({MESSAGE}),
        kinds=(Case.Kind.APPEAL,),
    ),
    Verb(
        "dismiss-appeal",
        Decision.Verb.DISMISS_APPEAL,
        _("Let the decision stand"),
        _("The appeal is dismissed."),
        "r",
        lambda work, by, version, arguments: moderation.dismiss_appeal(
            work.appeal_to_decide, by=by, version=version, **arguments
        ),
        asks=EXPLAINED,
        kinds=(Case.Kind.APPEAL,),
        is_grave=True,
    ),
    Verb(
        "restore",
        Decision.Verb.RESTORE,
        _("Show it again"),
        _("The text is public again."),
        "a",
        lambda work, by, version, arguments: moderation.restore(
            work.experience, by=by, version=version, **arguments
        ),
        asks=EXPLAINED,
        anytime_in=(Experience.State.HIDDEN,),
    ),
)
VERBS = {verb.slug: verb for verb in ALL}


def verbs_for(case: Case) -> list[Verb]:
    """What can be done with a case as it stands now."""
    if case.is_open:
        return [verb for verb in ALL if case.kind in verb.kinds]
    return [verb for verb in ALL if case.experience.state in verb.anytime_in]
