"""A broken file is refused whole, with one line that says where."""

import gzip

import pytest
from django.core.management import CommandError, call_command

from conditions.models import Condition
from tests.conditions.catalogue.releases import HEADER, term

pytestmark = pytest.mark.django_db

GOOD = HEADER + term(1, "a")
BROKEN = {
    "synonym without its closing quotation mark": (
        HEADER + term(1, "a", 'synonym: "b EXACT []'),
        7,
    ),
    "unknown scope": (HEADER + term(1, "a", 'synonym: "b" EXCAT []'), 7),
    "references not closed": (HEADER + term(1, "a", 'synonym: "b" EXACT [x'), 7),
    "definition without quotation marks": (HEADER + term(1, "a", "def: b []"), 7),
    "no id": (HEADER + "\n[Term]\nname: a\n", 4),
    "no name": (HEADER + "\n[Term]\nid: DOID:1\n", 4),
    "id without prefix": (HEADER + "\n[Term]\nid: 1\nname: a\n", 5),
    "id that is there twice": (GOOD + term(1, "b"), 9),
    "line without a tag": (GOOD + "nothing\n", 7),
    "neither true nor false": (HEADER + term(1, "a", "is_obsolete: perhaps"), 7),
    "not UTF-8": ((GOOD + term(2, "b")).encode() + b"comment: \xff\n", 11),
    "NUL": (HEADER + term(1, "a\0"), 6),
    "cut short": (gzip.compress(GOOD.encode())[:-12], None),
    "empty": ("", 1),
    "another format": ("disease,code\n", 1),
    "another ontology": ("format-version: 1.2\nontology: go\n" + term(1, "a"), 1),
    "no term": (HEADER, 1),
}


@pytest.mark.parametrize(("text", "line"), BROKEN.values(), ids=BROKEN)
def test_broken_file_is_refused_whole_with_one_line(run, text, line):
    with pytest.raises(CommandError) as refused:
        run(GOOD, text)
    message = str(refused.value)
    assert "\n" not in message
    assert "file1, line " in message
    assert line is None or f", line {line}:" in message
    assert refused.value.returncode == 1
    assert not Condition.objects.exists()


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("import_catalogue", str(tmp_path / "nowhere"))
