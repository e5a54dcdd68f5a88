"""What the entries of the signing log about one summary say, taken together."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Signed:
    """A review as the log has it now."""

    statement: str  # hash
    reviewer: int
    text: str  # hash; moved on by changes of wording
    names: str  # hash; moved on by confirmations
    key: str  # fingerprint; empty for the site's own key
    signature: str  # hash of the assertion
    signed_at: str
    approved_at: str  # of the text, as ``text``
    signed_text: str
    signed_names: str
    is_taken_over: bool = False
    step_at: str = ""
    confirmed_at: str = ""
    confirmed_by: str = ""  # hash of the confirming statement
    withdrawn_at: str = ""
    suspended_at: str = ""

    @property
    def holds(self) -> bool:
        return not self.withdrawn_at and not self.suspended_at


@dataclass
class State:
    """Of one summary."""

    # The review whose text was published last; none after a merger.
    published: str = ""
    # The one that is public: another one where a backup was restored.
    public: str = ""
    reviews: dict[str, Signed] = field(default_factory=dict)
    # Of the entries, in order.
    numbers: list[int] = field(default_factory=list)

    @property
    def signed(self) -> Signed | None:
        """The review on which the public text rests. An older text that a backup brought back
        rests on none."""
        return self.reviews.get(self.published) if self.published == self.public else None


def fold(lines: Iterable[str]) -> State:
    """The state after all entries, in order. Raises KeyError, TypeError or ValueError for lines
    that the log cannot have written."""
    state = State()
    for line in lines:
        entry = json.loads(line)
        state.numbers.append(entry["number"])
        take = TAKEN.get(entry["kind"])
        if take is not None:
            take(state, entry)
    return state


def take_signed(state: State, entry: Mapping[str, Any]) -> None:
    # A second entry about the same review changes nothing of the first.
    state.reviews.setdefault(
        entry["review"],
        Signed(
            statement=entry["statement"],
            reviewer=entry["reviewer"],
            text=entry["text"],
            names=entry["names"],
            key=entry["key"],
            signature=entry["signature"],
            signed_at=entry["approved_at"],
            approved_at=entry["approved_at"],
            signed_text=entry["text"],
            signed_names=entry["names"],
            is_taken_over=bool(entry.get("taken_over", False)),
        ),
    )


def take_published(state: State, entry: Mapping[str, Any]) -> None:
    state.published = state.public = entry["review"]


def take_restored(state: State, entry: Mapping[str, Any]) -> None:
    state.public = entry["review"]


def take_confirmed(state: State, entry: Mapping[str, Any]) -> None:
    for review, names in entry["items"]:
        found = state.reviews.get(review)
        if found is not None and found.holds:
            found.names, found.confirmed_at = names, entry["at"]
            found.confirmed_by = entry["statement"]


def take_wording(state: State, entry: Mapping[str, Any]) -> None:
    found = state.reviews.get(entry["review"])
    if found is not None and found.text == entry["from"] and found.holds:
        found.text, found.approved_at = entry["to"], entry["approved_at"]
        found.step_at = entry["approved_at"]


def take_withdrawn(state: State, entry: Mapping[str, Any]) -> None:
    found = state.reviews.get(entry["review"])
    if found is not None and not found.withdrawn_at:
        # One that was taken over says when it was given.
        found.withdrawn_at = entry.get("withdrawn_at", entry["at"])


def take_suspended(state: State, entry: Mapping[str, Any]) -> None:
    for review in entry["reviews"]:
        found = state.reviews.get(review)
        if found is not None and not found.suspended_at:
            found.suspended_at = entry["at"]


TAKEN = {
    "signed": take_signed,
    "published": take_published,
    "text_restored": take_restored,
    "confirmed": take_confirmed,
    "wording_changed": take_wording,
    "withdrawn": take_withdrawn,
    "suspended": take_suspended,
}
