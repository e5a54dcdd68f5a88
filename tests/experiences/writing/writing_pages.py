"""What the tests of the members' pages have in common: they fill in forms as a browser does."""

from html.parser import HTMLParser
from typing import Any

from django.urls import reverse

TEXT = "It began with flushing after every meal, and nobody could tell me for years why that was."
WORDS = {"text": TEXT, "language": "en", "relation": "patient", "signed": "pen-name"}


class Forms(HTMLParser):
    """The forms of a page by their addresses, each with what a browser would send of it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.fields: dict[str, str] = {}
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.fields = {}
            self.found.append((given.get("action") or "", self.fields))
        elif tag == "input" and name:
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.fields[name] = given.get("value") or ""
        elif tag in ("textarea", "select") and name:
            self.fields[name] = ""
            self.open = [tag, name]
        elif tag == "option" and "selected" in given:
            self.fields[self.open[1]] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.open[:1] == ["textarea"]:
            self.fields[self.open[1]] += data.removeprefix("\n").removeprefix("\r\n")

    def handle_endtag(self, tag: str) -> None:
        if self.open[:1] == [tag]:
            self.open = []


def form_of(response: Any, ending: str = "") -> dict[str, str]:
    """What the form sends whose address ends so; the first that changes something, without."""
    for url, fields in Forms(response.content.decode()).found:
        if url.endswith(ending) and "csrfmiddlewaretoken" in fields:
            return fields
    raise AssertionError(f"no form {ending}")


def address(name: str, *args: Any) -> str:
    return reverse(f"experiences:{name}", args=args)


def share_address(topic: Any) -> str:
    return address("experience-write", topic.condition.slug, topic.question.key)


def press(client: Any, name: str, experience: Any, **fields: Any) -> Any:
    """A button of "My experiences", as the page shows it now."""
    url = address(name, experience.public_id)
    page = address("experience-erase", experience.public_id) if "erase" in name else address("mine")
    shown = form_of(client.get(page), url)
    return client.post(url, {**shown, **fields})


def save(client: Any, url: str, **fields: Any) -> Any:
    """Open the form, change what is given, press the first button."""
    shown = form_of(client.get(url))
    return client.post(f"{url}?then=check", {**shown, **fields})


def send_in(client: Any, experience: Any, **fields: Any) -> Any:
    shown = form_of(client.get(address("experience-check", experience.public_id)), "/submit/")
    url = address("experience-submit", experience.public_id)
    return client.post(url, {**shown, "publish": "on", **fields})
