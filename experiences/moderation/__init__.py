"""Every change of an experience's state, by its author, a reader or a moderator: bare verbs."""

from experiences.moderation.deciding import (
    approve,
    dismiss_appeal,
    dismiss_reports,
    hide,
    reject,
    request_changes,
    restore,
    uphold_appeal,
)
from experiences.moderation.erasing import erase, erase_now
from experiences.moderation.errors import (
    AlreadyClaimed,
    AlreadyDecided,
    DraftChanged,
    NotReady,
    NotYours,
    OwnWork,
)
from experiences.moderation.moves import EXPERIENCE_MOVES, REVISION_MOVES
from experiences.moderation.queue import claim, hand_over, release, take_next, write_note
from experiences.moderation.reporting import report
from experiences.moderation.writing import (
    appeal,
    begin,
    discard,
    put_back,
    recall,
    save_draft,
    set_details,
    set_index,
    set_reuse,
    submit,
    withdraw,
    write,
)

__all__ = [
    "EXPERIENCE_MOVES",
    "REVISION_MOVES",
    "AlreadyClaimed",
    "AlreadyDecided",
    "DraftChanged",
    "NotReady",
    "NotYours",
    "OwnWork",
    "appeal",
    "approve",
    "begin",
    "claim",
    "discard",
    "dismiss_appeal",
    "dismiss_reports",
    "erase",
    "erase_now",
    "hand_over",
    "hide",
    "put_back",
    "recall",
    "reject",
    "release",
    "report",
    "request_changes",
    "restore",
    "save_draft",
    "set_details",
    "set_index",
    "set_reuse",
    "submit",
    "take_next",
    "uphold_appeal",
    "withdraw",
    "write",
    "write_note",
]
