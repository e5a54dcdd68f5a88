"""YAML front matter, read key by key so that a refusal can name the line."""

import re
from datetime import date

import yaml

from conditions.interchange.refusal import Refused

FENCE = "---"
FIRST_LINE = 2  # the fence is line 1
# A null byte, or one half of a character that YAML wrote as two.
NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
TAG = "tag:yaml.org,2002:"
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def split(text: str, path: str) -> tuple[str, str, int]:
    """The front matter, what follows it, and the line on which that begins.

    A file saved with Windows line ends is read as if it had plain ones.
    """
    text = text.removeprefix("\ufeff")
    if text.startswith(f"{FENCE}\r\n"):
        text = text.replace("\r\n", "\n")
    if not text.startswith(f"{FENCE}\n"):
        raise Refused(path, 1, "the file does not begin with a line of three hyphens")
    front, fence, body = text.removeprefix(f"{FENCE}\n").partition(f"\n{FENCE}\n")
    if not fence:
        front, fence, body = text.removeprefix(f"{FENCE}\n").partition(f"\n{FENCE}")
        if not fence or body:
            raise Refused(path, 1, "no second line of three hyphens closes the front matter")
    return front, body, front.count("\n") + FIRST_LINE + 2


def read(front: str, path: str) -> "Fields":
    try:
        node = yaml.compose(front, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        line = front[: error.position].count("\n") + FIRST_LINE
        raise Refused(path, line, "the front matter is not YAML: a control character") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + FIRST_LINE if error.problem_mark else 1
        raise Refused(path, line, f"the front matter is not YAML: {error.problem}") from error
    except RecursionError as error:
        raise Refused(path, 1, "the front matter is nested too deeply") from error
    if not isinstance(node, yaml.MappingNode):
        raise Refused(path, 1, "the front matter holds no keys")
    return Fields(node, path)


class Fields:
    """The keys of one mapping. A key that holds nothing counts as left out."""

    def __init__(self, node: yaml.MappingNode, path: str, name: str = "") -> None:
        self.path = path
        self.name = name
        self.line = node.start_mark.line + FIRST_LINE
        self.lines: dict[str, int] = {}
        self.nodes: dict[str, yaml.Node] = {}
        for key, value in node.value:
            line = key.start_mark.line + FIRST_LINE
            if not isinstance(key, yaml.ScalarNode):
                raise Refused(path, line, f"{name}: a key is not a word")
            if key.value in self.lines:
                raise Refused(path, line, f"{name}{key.value} stands twice")
            self.lines[key.value] = line
            if value.tag != f"{TAG}null":
                self.nodes[key.value] = value

    def refuse(self, key: str, problem: str) -> Refused:
        return Refused(self.path, self.lines.get(key, self.line), f"{self.name}{key}: {problem}")

    def refuse_unknown(self, known: set[str]) -> None:
        for key in self.lines:
            if key not in known:
                raise self.refuse(key, "unknown key")

    def require(self, key: str) -> yaml.Node:
        if key not in self.nodes:
            line = self.lines.get(key, self.line if self.name else 1)
            raise Refused(self.path, line, f"{self.name}{key}: missing")
        return self.nodes[key]

    def text(self, key: str, *, most: int | None = None, needed: bool = False) -> str:
        """``most`` is the number of characters that fit."""
        node = self.require(key) if needed else self.nodes.get(key)
        if node is None:
            return ""
        if node.tag != f"{TAG}str" or not isinstance(node, yaml.ScalarNode):
            raise self.refuse(key, "a text is expected (in quotation marks, if it looks like less)")
        if NOT_STORABLE.search(node.value):
            raise self.refuse(key, "a null byte or half a character")
        if most is not None and len(node.value) > most:
            raise self.refuse(key, f"longer than {most} characters")
        return str(node.value)

    def number(self, key: str) -> int | None:
        node = self.nodes.get(key)
        if node is None:
            return None
        if node.tag != f"{TAG}int" or not re.fullmatch(r"\d{1,9}", str(node.value)):
            raise self.refuse(key, "a number is expected")
        return int(node.value)

    def digits(self, key: str) -> str:
        """A number that names something, with quotation marks or without."""
        node = self.nodes.get(key)
        if node is not None and node.tag == f"{TAG}int":
            return str(node.value)
        return self.text(key)

    def day(self, key: str) -> date:
        node = self.require(key)
        problem = "a date such as 2026-03-31 is expected"
        if not isinstance(node, yaml.ScalarNode) or not ISO_DATE.fullmatch(node.value):
            raise self.refuse(key, problem)
        try:
            return date.fromisoformat(node.value)
        except ValueError as error:
            raise self.refuse(key, problem) from error

    def child(self, key: str) -> "Fields | None":
        node = self.nodes.get(key)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            raise self.refuse(key, "keys and values are expected")
        return Fields(node, self.path, f"{key}.")

    def children(self, key: str) -> list["Fields"]:
        node = self.nodes.get(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.refuse(key, "a list is expected")
        for number, entry in enumerate(node.value, start=1):
            if not isinstance(entry, yaml.MappingNode):
                line = entry.start_mark.line + FIRST_LINE
                raise Refused(self.path, line, f"{key} {number}: keys and values are expected")
        return [
            Fields(entry, self.path, f"{key} {number}: ")
            for number, entry in enumerate(node.value, start=1)
        ]
