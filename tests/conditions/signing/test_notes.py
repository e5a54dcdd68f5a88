"""Canonical JSON, the site's keys, and the head of the log as other programs read it."""

import base64
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from conditions.models import ReviewerProfile
from conditions.summaries.signing import notes, site_keys
from conditions.summaries.signing.canonical import NotCanonical, canonical, time_text
from conditions.summaries.signing.verify_review import (
    Wrong,
    check_note,
    check_site_signature,
    read_checkpoint,
    read_vkey,
    sha256,
)

NAME = "diseasemaps.example/signing-log"
# From the test of golang.org/x/mod/sumdb/note.
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_SIGNATURE = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)


def test_canonical_json_has_one_way_to_be_written():
    said = canonical({"b": [1, None, True], "a": "é\n\U0001f9ec "})
    assert said == '{"a":"é\\n\U0001f9ec ","b":[1,null,true]}'.encode()


@pytest.mark.parametrize(
    "value", [1.5, {"é": 1}, {1: 2}, "\0", ["\ud800"], {"a": {"b": float("nan")}}, b"x"]
)
def test_what_has_two_ways_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


def test_time_always_has_six_digits():
    assert time_text(datetime(2026, 11, 30, 9, tzinfo=UTC)) == "2026-11-30T09:00:00.000000Z"


def test_key_of_another_implementation_is_read():
    key = read_vkey(GO_VKEY)
    assert (key.name, key.key_id.hex()) == ("PeterNeumann", "c74f20a3")
    signature = base64.b64decode(GO_SIGNATURE)
    assert signature[:4] == key.key_id
    key.public.verify(signature[4:], GO_TEXT.encode())


def test_head_is_a_signed_note(settings):
    key = site_keys.current()
    text = notes.checkpoint_text(NAME, 7, sha256(b"root"))
    note = notes.signed_note(text, [key])
    assert text == f"{NAME}\n7\n{base64.b64encode(sha256(b'root')).decode()}\n"
    lines = note.split("\n")
    assert lines[3] == "" and lines[4].startswith(f"— {NAME} ") and lines[5:] == [""]
    found = check_note(note, [key.vkey(NAME)])
    assert (found.origin, found.size, found.root) == (NAME, 7, sha256(b"root"))


def test_head_that_was_changed_is_refused():
    key = site_keys.current()
    note = notes.signed_note(notes.checkpoint_text(NAME, 7, sha256(b"root")), [key])
    for other in (
        note.replace("\n7\n", "\n8\n"),
        note.replace("\n7\n", "\n07\n"),
        note.split("\n\n")[0] + "\n\n",
        note.rstrip("\n"),
    ):
        with pytest.raises(Wrong):
            check_note(other, [key.vkey(NAME)])


def test_head_of_a_stranger_is_refused():
    stranger = site_keys.SiteKey(sha256(b"stranger"))
    note = notes.signed_note(notes.checkpoint_text(NAME, 7, sha256(b"root")), [stranger])
    with pytest.raises(Wrong, match="none of the site's keys"):
        check_note(note, site_keys.vkeys(NAME))
    assert read_checkpoint(note).size == 7


def test_who_knows_only_the_former_key_goes_on(settings):
    before = site_keys.current().vkey(NAME)
    settings.SIGNING_LOG_KEY = base64.b64encode(b"k" * 32).decode()
    text = notes.checkpoint_text(NAME, 7, sha256(b"root"))
    note = notes.signed_note(text, site_keys.all_keys())
    assert site_keys.current().vkey(NAME) != before
    assert check_note(note, [before]).size == 7
    assert check_note(note, [site_keys.current().vkey(NAME)]).size == 7


def test_seal_holds_under_a_former_key_and_under_no_other(settings):
    seal = site_keys.current().seal("a", "b")
    assert site_keys.is_sealed(seal, "a", "b")
    assert not site_keys.is_sealed(seal, "ab")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 50
    assert site_keys.is_sealed(seal, "a", "b")
    settings.SECRET_KEY_FALLBACKS = []
    assert not site_keys.is_sealed(seal, "a", "b")


def test_key_of_the_log_is_apart_from_the_secret(settings):
    settings.SIGNING_LOG_KEY = base64.b64encode(b"k" * 32).decode()
    vkey = site_keys.current().vkey(NAME)
    settings.SECRET_KEY = "x" * 50
    assert site_keys.current().vkey(NAME) == vkey
    settings.SIGNING_LOG_KEY = "short"
    with pytest.raises(ImproperlyConfigured, match="SIGNING_LOG_KEY"):
        site_keys.current()


@given(statement=st.binary(max_size=50))
def test_site_signs_a_statement_and_no_other(statement):
    key = site_keys.current()
    assertion = key.site_assertion(sha256(statement), NAME)
    check_site_signature(statement, assertion, [key.vkey(NAME)])
    with pytest.raises(Wrong, match="does not fit"):
        check_site_signature(statement + b"x", assertion, [key.vkey(NAME)])
    with pytest.raises(Wrong, match="neither"):
        check_site_signature(statement, assertion, [])


def test_profile_that_changes_hands_loses_its_seal():
    profile = ReviewerProfile(pk=3, user_id=4)
    profile.seal = site_keys.profile_seal(profile)
    assert site_keys.is_profile_sealed(profile)
    for change in ({"user_id": 5}, {"state": "confirmed"}, {"is_fictional": True}, {"pk": 4}):
        fields = {"pk": 3, "user_id": 4, "seal": profile.seal, **change}
        assert not site_keys.is_profile_sealed(ReviewerProfile(**fields))
