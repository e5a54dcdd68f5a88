"""Every component in its states, for ``/styleguide/``: the site's own partials over invented rows.

None of the rows is in the database. Each file in ``static/css/components`` has its entry here under
its own name; ``tests/demo/test_styleguide.py`` sees to that.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from diseasemaps.demo import components_desk, components_reading

# Rules of no component: plain HTML, the parts of a page, a feed in a browser, and paper.
SITE_WIDE = ("00-tokens", "01-base", "02-layout", "feed", "zz-print")
# On every page, this one as well: a second one would be a second landmark of its kind.
ON_EVERY_PAGE = ("demo-banner", "footer", "header")


@dataclass(frozen=True)
class State:
    """A partial over sample rows, or a piece of markup that a page holds itself."""

    name: str
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    markup: str = ""
    # The element that the partial stands in on its page, and its classes.
    around: str = ""
    tag: str = "div"

    def html(self, request: HttpRequest) -> SafeString:
        if not self.template:
            return SafeString(self.markup)
        return render_to_string(self.template, self.context, request)


@dataclass(frozen=True)
class Shown:
    name: str
    states: list[tuple[State, SafeString]]

    @property
    def is_on_every_page(self) -> bool:
        return self.name in ON_EVERY_PAGE


def shown(request: HttpRequest) -> Iterator[Shown]:
    found = {**components_reading.samples(), **components_desk.samples()}
    for name in sorted([*found, *ON_EVERY_PAGE]):
        states = [State(**given) for given in found.get(name, [])]
        yield Shown(name, [(state, state.html(request)) for state in states])
