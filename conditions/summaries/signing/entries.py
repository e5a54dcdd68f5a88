"""The lines of the whole log, by what they are about."""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from conditions.models import SigningEntry

Kind = SigningEntry.Kind
Line = dict[str, Any]
Place = tuple[int, str, str]  # condition, question's key, language


@dataclass
class Entries:
    signed: dict[str, Line] = field(default_factory=dict)
    withdrawn: dict[str, Line] = field(default_factory=dict)
    suspended: set[str] = field(default_factory=set)
    # By the review and the text that it led to.
    wording: dict[tuple[str, str], Line] = field(default_factory=dict)
    confirmed: dict[str, Line] = field(default_factory=dict)
    keys: dict[str, Line] = field(default_factory=dict)
    revoked: dict[str, Line] = field(default_factory=dict)
    # The last of each profile, with its standing and its account.
    profiles: dict[int, Line] = field(default_factory=dict)
    disputed: set[int] = field(default_factory=set)
    places: dict[Place, list[str]] = field(default_factory=lambda: defaultdict(list))
    lost: list[str] = field(default_factory=list)
    twice: list[Line] = field(default_factory=list)

    def add(self, text: str) -> None:
        line = json.loads(text)
        for condition, question, language in line["about"]:
            self.places[condition, question, language].append(text)
        take = TAKEN.get(line["kind"])
        if take is not None:
            take(self, line)

    def once(self, kept: dict[Any, Line], key: Any, line: Line) -> None:
        if key in kept:
            self.twice.append(line)
        else:
            kept[key] = line


def take_profile(entries: Entries, line: Line) -> None:
    entries.profiles[line["reviewer"]] = line
    if line["kind"] == Kind.PROFILE_VERIFIED:
        entries.disputed.discard(line["reviewer"])


TAKEN: dict[str, Callable[[Entries, Line], object]] = {
    Kind.SIGNED: lambda entries, line: entries.once(entries.signed, line["review"], line),
    Kind.WITHDRAWN: lambda entries, line: entries.once(entries.withdrawn, line["review"], line),
    Kind.SUSPENDED: lambda entries, line: entries.suspended.update(line["reviews"]),
    Kind.WORDING_CHANGED: lambda entries, line: entries.once(
        entries.wording, (line["review"], line["to"]), line
    ),
    Kind.CONFIRMED: lambda entries, line: entries.once(entries.confirmed, line["statement"], line),
    Kind.KEY_ADDED: lambda entries, line: entries.once(entries.keys, line["key"], line),
    Kind.KEY_REVOKED: lambda entries, line: entries.once(entries.revoked, line["key"], line),
    Kind.PROFILE_VERIFIED: take_profile,
    Kind.PROFILE_CHANGED: take_profile,
    Kind.PROFILE_DISPUTED: lambda entries, line: entries.disputed.add(line["reviewer"]),
    Kind.LOG_RESTORED: lambda entries, line: entries.lost.extend(line["lost"]),
}
