"""What may be said of numbers of people that are spread over many places.

A count under ``settings.SMALL_NUMBER``, the step, must not be read anywhere, nor worked out: not
from a total, not from another page, and not by looking again after one person has joined. How, and
what was refused, is in docs/decisions/0010-figures-in-steps.md.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

Counts = Mapping[str, int]


def in_steps(counts: Counts, step: int) -> dict[str, int]:
    """Each rounded down to whole steps: "at least so many". What is under one step is left out."""
    return {place: number // step * step for place, number in counts.items() if number >= step}


def leave_room(figures: Counts, step: int, among: int) -> dict[str, int]:
    """Lowered, the largest first, until a step of those ``among`` whom the figures are could all
    be elsewhere: so that nobody is known to be counted, nor how many are not."""
    lowered = dict(figures)
    while lowered and sum(lowered.values()) > among - step:
        largest = max(lowered, key=lambda place: (lowered[place], place))
        lowered[largest] -= step
        if not lowered[largest]:
            del lowered[largest]
    return lowered


def leave_room_in_parts(
    figures: Counts, step: int, parts: Iterable[Counts], open_parts: int
) -> dict[str, int]:
    """Figures of a whole whose parts are shown, too: lowered until each part could hide anything
    from nought to a step less one, as far as the whole tells. ``open_parts`` is the number of
    parts large enough to hide that many in any place. What one part shows, the whole may show.
    """
    parts = list(parts)
    shown: Counter[str] = Counter()
    for part in parts:
        shown.update(part)
    hidden = (step - 1) * open_parts
    result = {}
    for place, number in figures.items():
        most = max(shown[place] + hidden - step, 0) // step * step
        largest = max((part.get(place, 0) for part in parts), default=0)
        if figure := max(min(number, most), largest):
            result[place] = figure
    return result


def has_moved(before: Counts, now: Counts, step: int) -> bool:
    """Whether at least a step of people came, went or moved since: fewer could be told by name."""
    come = sum((Counter(now) - Counter(before)).values())
    gone = sum((Counter(before) - Counter(now)).values())
    return max(come, gone) >= step
