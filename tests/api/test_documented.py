"""The examples of docs/api.md are what the interface answers."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from conditions.models import Code
from diseasemaps.api.exports import FILES
from experiences import moderation
from tests import factories

pytestmark = pytest.mark.django_db
DOCUMENT = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```\nGET (\S+)\n```\n\n```json\n(.*?)```", DOCUMENT, re.DOTALL)
ADDRESSES = re.compile(r"^\| `(/api/v1/[^…]*?)`", re.MULTILINE)


@pytest.fixture
def told(topic):
    """What the examples speak of."""
    Code.objects.create(condition=topic.condition, system="doid", value="4440", relation="exact")
    reviewer = factories.make_reviewer(name="Dr Sample")
    factories.make_published(topic, short_answer="A tumour that makes hormones.", reviewer=reviewer)
    factories.make_public(topic)
    experience = factories.make_public(
        topic,
        text="It took two years until somebody put a name to it, and then it went quickly.",
        signed_with_pen_name=False,
        years_since_diagnosis=3,
    )
    moderation.set_reuse(experience, by=experience.author, version=experience.version, yes=True)


def check_within(shown, answered, where="answer"):
    """All of the example is in the answer; what it leaves out does not matter."""
    if isinstance(shown, dict):
        for key, value in shown.items():
            check_within(value, answered[key], f"{where}.{key}")
    elif isinstance(shown, list):
        assert len(shown) == len(answered), where
        for number, (one, other) in enumerate(zip(shown, answered, strict=True)):
            check_within(one, other, f"{where}[{number}]")
    else:
        assert shown == answered, where


def test_there_are_examples():
    assert len(EXAMPLES) >= 5


@pytest.mark.sample(2)
@pytest.mark.parametrize(("path", "shown"), EXAMPLES)
def test_example_is_what_is_answered(client, told, path, shown):
    check_within(json.loads(shown), json.loads(client.get(path).content))


def test_every_address_of_the_description_is_documented(client):
    paths = json.loads(client.get("/api/v1/openapi.json").content)["paths"]
    said = re.sub(r"CONDITION", "{slug}", DOCUMENT)
    said = said.replace("QUESTION", "{key}").replace("experiences/ID", "experiences/{public_id}")
    for path in paths:
        if "/exports/" in path:
            assert f"`{path.rpartition('/')[2]}`" in said
        else:
            assert f"`{path}`" in said, path


# The files


def test_command_writes_the_files_that_the_interface_sends(client, told, tmp_path, capsys):
    call_command("export_open_data", tmp_path / "open")
    printed = capsys.readouterr().out
    for name in FILES:
        sent = b"".join(client.get(f"/api/v1/exports/{name}"))
        assert (tmp_path / "open" / name).read_bytes() == sent
        assert f"{name}: 1 rows" in printed
    assert {path.name for path in (tmp_path / "open").iterdir()} == set(FILES)


def test_no_words_of_members_are_in_a_file(client, told):
    for name in FILES:
        assert b"It took two years" not in b"".join(client.get(f"/api/v1/exports/{name}"))


def test_file_says_licence_and_attribution_in_every_row(client, told):
    for name in FILES:
        lines = b"".join(client.get(f"/api/v1/exports/{name}")).decode().splitlines()
        if name.endswith(".jsonl"):
            assert all({"licence", "attribution"} <= set(json.loads(line)) for line in lines)
        else:
            assert {"licence", "attribution"} <= set(lines[0].split(","))


def test_summary_whose_review_is_over_is_in_no_file(client, told, time_machine):
    time_machine.move_to("2099-01-01")
    for name in ("summaries.jsonl", "summaries.csv"):
        assert b"hormones" not in b"".join(client.get(f"/api/v1/exports/{name}"))


def test_formula_is_made_harmless_in_a_spreadsheet(client):
    factories.make_condition("=HYPERLINK(1) disease")
    assert b"\n" in (sent := b"".join(client.get("/api/v1/exports/catalogue.csv")))
    assert b",'=HYPERLINK(1) disease," in sent
