"""The life of a summary's revision: draft → in review → approved, or back with a note.

Every transition is one conditional update on the state and version that the person saw. Nought
rows changed means that somebody was faster: ``AlreadyDecided``.
"""

from conditions.summaries.signing.badge import live_badge
from conditions.summaries.signing.log import LogUnavailable
from conditions.summaries.signing.statement import add_months
from conditions.summaries.workflow.confirming import confirm_names
from conditions.summaries.workflow.drafts import (
    AnotherInReview,
    begin_draft,
    create_draft,
    discard,
    hand_in,
    hand_over,
    save_draft,
    submit_for_review,
    take_back,
)
from conditions.summaries.workflow.moves import AlreadyDecided, move, settle_note, write_note
from conditions.summaries.workflow.reviewing import (
    CredentialsLapsed,
    NotTheirs,
    OpenNotes,
    OwnWork,
    approve,
    request_changes,
    withdraw,
)
from conditions.summaries.workflow.signatures import BadSignature, KeyNeeded, StatementTooOld
from conditions.summaries.workflow.suspending import suspend
from conditions.summaries.workflow.wording_steps import (
    NeedsSignature,
    NothingSigned,
    approve_wording,
)

__all__ = [
    "AlreadyDecided",
    "AnotherInReview",
    "BadSignature",
    "CredentialsLapsed",
    "KeyNeeded",
    "LogUnavailable",
    "NeedsSignature",
    "NotTheirs",
    "NothingSigned",
    "OpenNotes",
    "OwnWork",
    "StatementTooOld",
    "add_months",
    "approve",
    "approve_wording",
    "begin_draft",
    "confirm_names",
    "create_draft",
    "discard",
    "hand_in",
    "hand_over",
    "live_badge",
    "move",
    "request_changes",
    "save_draft",
    "settle_note",
    "submit_for_review",
    "suspend",
    "take_back",
    "withdraw",
    "write_note",
]
