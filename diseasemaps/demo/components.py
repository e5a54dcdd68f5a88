"""The style guide: every component in its states, as the site's own partials over sample rows.

None of the rows is in the database. ``tests/demo/test_styleguide.py`` checks that each file in
``static/css/components`` has an entry here under its name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from diseasemaps.demo import components_desk, components_reading

# Style sheets of no component: tokens, plain HTML, Bootstrap's classes, layout, feeds and print.
SITE_WIDE = ("00-tokens", "01-base", "01-bootstrap", "02-layout", "feed", "zz-print")
# On every page, so on this one, too: a second one would duplicate a landmark.
ON_EVERY_PAGE = ("demo-banner", "footer", "header")


@dataclass(frozen=True)
class State:
    """A partial with its sample rows, or a piece of markup."""

    name: str
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    markup: str = ""
    # The class and the tag of the element around the partial on its page.
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
