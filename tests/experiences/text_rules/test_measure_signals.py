import gzip
import json

import pytest
from django.core.management import CommandError, call_command


def test_it_prints_the_share_of_each_rule(tmp_path, capsys):
    path = tmp_path / "texts.jsonl.gz"
    rows = [{"text": "Mail jane@example.org"}, {"text": "Kind staff."}, {"text": None}, {"id": 1}]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    call_command("measure_signals", path, no_progress=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["contact-email", "1", "50.00%"]
    assert lines[-1].startswith("2 texts, ")


@pytest.mark.parametrize(
    ("content", "problem"),
    [("{", "line 1"), ("[1]", "line 1"), ('{"text": 5}', "line 1"), ("", "no text")],
)
def test_a_file_that_is_none_of_its_kind_is_refused(tmp_path, content, problem):
    path = tmp_path / "texts.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=problem):
        call_command("measure_signals", path, no_progress=True)


@pytest.mark.parametrize("name", ["none.jsonl", "cut.jsonl.gz"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, name):
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(b"{}" * 100)[:-5])
    with pytest.raises(CommandError, match=name):
        call_command("measure_signals", tmp_path / name, no_progress=True)
