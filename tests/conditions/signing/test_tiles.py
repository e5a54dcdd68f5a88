"""The log at fixed addresses: what a program reads there proves what the database holds."""

import base64
import json

import pytest
from django.db import transaction
from django.urls import reverse

from conditions.models import SigningEntry
from conditions.summaries.signing import log, merkle
from conditions.summaries.signing.verify_review import (
    check_consistency,
    check_inclusion,
    check_note,
    leaf_hash,
)
from tests.conditions.signing.logs import event

pytestmark = pytest.mark.django_db
SIZE = 600


@pytest.fixture(scope="module")
def filled(module_db):
    with transaction.atomic():
        log.append(*[event(number) for number in range(SIZE - 1)])
    return [
        leaf_hash(line.encode())
        for line in SigningEntry.objects.order_by("number").values_list("line", flat=True)
    ]


def get(client, name, *arguments, **query):
    return client.get(reverse(f"signing-log:{name}", args=arguments), query)


def hashes(found) -> list[bytes]:
    return [base64.b64decode(each) for each in found]


def test_head_is_a_checkpoint_that_the_sites_key_signed(client, filled):
    answer = get(client, "checkpoint")
    vkeys = get(client, "keys").content.decode().split()
    head = check_note(answer.content.decode(), vkeys)
    assert (head.origin, head.size) == ("localhost/signing-log", SIZE)
    assert head.root == merkle.root_of(filled)
    assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("name", ["checkpoint", "keys", "entries", "verifier"])
def test_every_site_may_read_it(client, filled, name):
    answer = get(client, name)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers


def test_every_entry_has_its_proof(client, filled):
    root = merkle.root_of(filled)
    for number in (0, 255, 256, SIZE - 1):
        found = get(client, "proof", number, SIZE).json()
        leaf = leaf_hash(found["line"].encode())
        check_inclusion(leaf, number, SIZE, hashes(found["proof"]), root)


def test_growth_has_its_proof(client, filled):
    for old in (1, 255, 256, 599, 600):
        found = get(client, "consistency", old, SIZE).json()
        roots = merkle.root_of(filled[:old]), merkle.root_of(filled)
        check_consistency(old, SIZE, *roots, hashes(found["proof"]))


def test_tiles_are_the_hashes_of_the_tree(client, filled):
    assert get(client, "tile", 0, 0).content == b"".join(filled[:256])
    assert get(client, "tile", 0, 1).content == b"".join(filled[256:512])
    assert get(client, "tile-part", 0, 2, 88).content == b"".join(filled[512:])
    assert get(client, "tile-part", 0, 2, 3).content == b"".join(filled[512:515])
    over = [merkle.root_of(filled[:256]), merkle.root_of(filled[256:512])]
    assert get(client, "tile-part", 1, 0, 2).content == b"".join(over)
    assert "immutable" in get(client, "tile", 0, 0).headers["Cache-Control"]


def test_tile_of_entries_has_every_line_after_its_length(client, filled):
    body = get(client, "entry-tile-part", 2, 88).content
    lines = []
    while body:
        length = int.from_bytes(body[:2], "big")
        lines.append(body[2 : 2 + length])
        body = body[2 + length :]
    assert [leaf_hash(line) for line in lines] == filled[512:]


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/002",
        "tile/0/002.p/89",
        "tile/0/002.p/0",
        "tile/0/000.p/256",
        "tile/1/000.p/3",
        "tile/2/000",
        "tile/2/000.p/1",
        "tile/0/003.p/1",
        "tile/9/000.p/1",
        "tile/0/0",
        "tile/entries/002.p/89",
        "tile/entries/x001/000",
        "proof/600/600",
        "proof/3/601",
        "consistency/5/601",
        "consistency/6/5",
        "entries?from=-1",
        "entries?from=x",
    ],
)
def test_what_the_log_has_not_is_not_there(client, filled, path):
    assert client.get(f"/signing-log/{path}").status_code == 404


def test_number_of_a_tile_is_written_in_folders():
    assert reverse("signing-log:tile", args=[0, 1234067]) == "/signing-log/tile/0/x001/x234/067"
    assert reverse("signing-log:tile", args=[0, 7]) == "/signing-log/tile/0/007"


def test_lines_come_a_thousand_at_a_time(client, filled):
    body = b"".join(get(client, "entries", **{"from": "590"}).streaming_content)
    assert [json.loads(line)["number"] for line in body.splitlines()] == list(range(590, SIZE))
    assert b"".join(get(client, "entries", **{"from": str(SIZE)}).streaming_content) == b""
