"""Rounding of counts of people by place, so that no small group can be read or worked out.

A count under ``settings.SMALL_NUMBER``, the step, must not show: not by a total, not by another
page, and not by comparing the figures before and after one person has joined. How, and what was
refused, is in docs/decisions/0010-figures-in-steps.md.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

Counts = Mapping[str, int]
ROOM = 2  # steps: of a part so large, a step less one may be anywhere and is shown nowhere


def in_steps(counts: Counts, step: int) -> dict[str, int]:
    """Counts rounded down to whole steps: "at least so many"; those under one step are left out."""
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


def figures_of_whole(
    counted: Counts, parts: Iterable[tuple[int, Counts]], step: int
) -> dict[str, int]:
    """Figures of a whole whose parts are shown, too: each part's size, and what is shown of it.

    What the parts show, and so much of what they hide, together, that each of them could still
    hide nothing, or a step less one: as far as the parts that are large enough could all the same
    hold it. Nothing of it where that leaves no room.
    """
    parts = list(parts)
    shown: Counter[str] = Counter()
    for _size, figures in parts:
        shown.update(figures)
    able_to_hide = sum(size >= ROOM * step for size, _figures in parts)
    most = max((step - 1) * able_to_hide - step, 0)
    hidden = in_steps(
        {place: min(number - shown[place], most) for place, number in counted.items()}, step
    )
    if sum(hidden.values()) > sum(size for size, _figures in parts) - shown.total() - step:
        hidden = {}
    return {place: shown[place] + hidden.get(place, 0) for place in sorted({*shown, *hidden})}


def has_moved(before: Counts, now: Counts, step: int) -> bool:
    """Whether at least a step of people came, went or moved since: fewer could be told by name."""
    come = sum((Counter(now) - Counter(before)).values())
    gone = sum((Counter(before) - Counter(now)).values())
    return max(come, gone) >= step
