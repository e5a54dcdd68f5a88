"""The life of a summary's revision: draft → in review → approved, or back with a note.

Every transition is one conditional update on the state and version that the person saw. Nought
rows changed means that somebody was faster: ``AlreadyDecided``.
"""

from conditions.workflow.moves import AlreadyDecided, move
from conditions.workflow.reviewing import (
    CredentialsLapsed,
    OwnWork,
    add_months,
    approve,
    request_changes,
    wrote_since_last_signature,
)
from conditions.workflow.writing import (
    AnotherInReview,
    begin_draft,
    create_draft,
    hand_in,
    hand_over,
    render_anew,
    save_draft,
    set_html,
    submit_for_review,
    take_back,
)

__all__ = [
    "AlreadyDecided",
    "AnotherInReview",
    "CredentialsLapsed",
    "OwnWork",
    "add_months",
    "approve",
    "begin_draft",
    "create_draft",
    "hand_in",
    "hand_over",
    "move",
    "render_anew",
    "request_changes",
    "save_draft",
    "set_html",
    "submit_for_review",
    "take_back",
    "wrote_since_last_signature",
]
