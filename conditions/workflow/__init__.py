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
from conditions.workflow.writing import create_draft, set_html, submit_for_review

__all__ = [
    "AlreadyDecided",
    "CredentialsLapsed",
    "OwnWork",
    "add_months",
    "approve",
    "create_draft",
    "move",
    "request_changes",
    "set_html",
    "submit_for_review",
    "wrote_since_last_signature",
]
