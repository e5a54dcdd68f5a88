"""The life of a summary's revision: draft → in review → approved, or back with a note.

Every transition is one conditional update on the state and version that the person saw. Nought
rows changed means that somebody was faster: ``AlreadyDecided``.
"""

from conditions.summaries.workflow.drafts import (
    AnotherInReview,
    begin_draft,
    create_draft,
    discard,
    hand_in,
    hand_over,
    render_anew,
    save_draft,
    set_html,
    submit_for_review,
    take_back,
)
from conditions.summaries.workflow.moves import AlreadyDecided, move, settle_note, write_note
from conditions.summaries.workflow.reviewing import (
    CredentialsLapsed,
    NotTheirs,
    OpenNotes,
    OwnWork,
    add_months,
    approve,
    request_changes,
    withdraw,
)
from conditions.summaries.workflow.wording_steps import (
    NeedsSignature,
    NothingSigned,
    approve_wording,
    live_badge,
)

__all__ = [
    "AlreadyDecided",
    "AnotherInReview",
    "CredentialsLapsed",
    "NeedsSignature",
    "NotTheirs",
    "NothingSigned",
    "OpenNotes",
    "OwnWork",
    "add_months",
    "approve",
    "approve_wording",
    "begin_draft",
    "create_draft",
    "discard",
    "hand_in",
    "hand_over",
    "live_badge",
    "move",
    "render_anew",
    "request_changes",
    "save_draft",
    "set_html",
    "settle_note",
    "submit_for_review",
    "take_back",
    "withdraw",
    "write_note",
]
