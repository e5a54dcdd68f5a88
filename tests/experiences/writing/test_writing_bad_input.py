"""Every address that takes a POST, with what nobody's browser would send: never a 500, and nothing
is written."""

from copy import deepcopy
from uuid import uuid4

import pytest
from django.core import serializers

from experiences.models import (
    Appeal,
    Case,
    Consent,
    Decision,
    Experience,
    ExperienceRevision,
    Membership,
    Report,
)
from tests import factories
from tests.experiences.writing.writing_pages import TEXT, WORDS, address

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

TABLES = (Appeal, Case, Consent, Decision, Experience, ExperienceRevision, Membership, Report)
ANSWERS = (200, 302, 400, 403, 404, 409)
LARGEST = 2**63


@pytest.fixture(scope="module")
def built(module_db):
    """One text of an author's in each state that an address is for, and one of another's."""
    author = factories.make_person()
    draft = factories.make_written(author=author, text=f"{TEXT} On 14 March 2019 it was found.")
    rejected = factories.make_in_state("rejected", author=author)
    factories.make_pending(author=author)
    topic = factories.make_topic()
    others = factories.make_written(text=TEXT)
    return {
        "author": author,
        "draft": draft.experience,
        "draft_wording": draft,
        "rejected": rejected.decisions.first(),
        "public": factories.make_public(author=author),
        "withdrawn": factories.make_in_state("withdrawn", author=author),
        "others_public": factories.make_public(),
        "others": others.experience,
        "others_wording": others,
        "topic": topic,
        "pair": (topic.condition.slug, topic.question.key),
    }


@pytest.fixture
def places(client, db, built):
    places = deepcopy(built)
    client.force_login(places["author"])
    return places


def stored():
    return {model.__name__: serializers.serialize("json", model.objects.all()) for model in TABLES}


def addresses(places):
    """Each POST address with the fields of a good form for it."""
    wording = places["draft_wording"]
    seen = {"revision": wording.pk, "version": wording.version}
    words = {**WORDS, **seen}
    sent = {"version": 1, "revision": wording.pk, "wording_version": 1, "key": str(uuid4())}
    draft, public = places["draft"].public_id, places["public"].public_id
    start = wording.text.index("14 March 2019")
    passage = {"start": start, "end": start + 13, "rule": "exact-date"}
    slug, key = places["pair"]
    return {
        "write": (address("experience-write", slug, key), {**WORDS, "since": "0", "country": "NL"}),
        "keep": (address("experience-keep", slug, key), {"text": TEXT}),
        "join": (address("community-join", slug), {"relation": "patient"}),
        "edit": (address("experience-edit", draft), words),
        "autosave": (address("experience-autosave", draft), {"text": TEXT, **seen}),
        "coarsen": (address("experience-coarsen", draft), {**seen, **passage}),
        "submit": (address("experience-submit", draft), {**sent, "publish": "on"}),
        "discard": (address("experience-discard", draft), {"version": 1}),
        "withdraw": (address("experience-withdraw", public), {"version": 3}),
        "index": (address("experience-index", public), {"version": 3, "index": "yes"}),
        "erase": (address("experience-erase", public), {"version": 3}),
        "put-back": (address("experience-put-back", places["withdrawn"].public_id), {"version": 4}),
        "recall": (address("experience-recall", draft), {"version": 1}),
        "appeal": (address("decision-appeal", places["rejected"].pk), {"text": TEXT}),
        "report": (
            address("experience-report", places["others_public"].public_id),
            {"why": "abuse", "text": ""},
        ),
    }


NAMES = [
    "write",
    "keep",
    "join",
    "edit",
    "autosave",
    "coarsen",
    "submit",
    "discard",
    "withdraw",
    "index",
    "erase",
    "put-back",
    "recall",
    "appeal",
    "report",
]
VERSIONED = [name for name in NAMES if name not in ("write", "join", "keep")]
FORGED = ["0", "-1", "99", str(LARGEST), "9" * 5000, "1.5", "one", "", "\x00", "1 OR 1=1", "²"]


def forged_versions(fields):
    for name in ("version", "revision", "wording_version"):
        if name in fields:
            yield from ({**fields, name: value} for value in FORGED)


def broken(fields):
    """The same form with one field that is missing, too long, or of no choice."""
    for name in fields:
        yield {key: value for key, value in fields.items() if key != name}
        for value in ("é" * 7000, "<script>"):
            yield {**fields, name: value}


def send(client, url, fields):
    response = client.post(url, fields)
    assert response.status_code in ANSWERS, (url, fields, response.status_code)
    return response


@pytest.mark.parametrize("name", VERSIONED)
def test_forged_version_or_wording_writes_nothing(client, places, name):
    url, fields = addresses(places)[name]
    before = stored()
    for forged in forged_versions(fields):
        # Without a wording a new one is begun, of which there may be one.
        response = send(client, url, forged)
        assert response.status_code != 302 or "/check/" in response.url, forged
    assert stored() == before


@pytest.mark.parametrize("name", NAMES)
def test_broken_form_is_never_a_500(client, places, name):
    url, fields = addresses(places)[name]
    for form in broken(fields):
        send(client, url, form)


@pytest.mark.parametrize("name", NAMES)
def test_null_bytes_and_oversize_write_nothing(client, places, name):
    url, fields = addresses(places)[name]
    before = stored()
    # A box that is ticked is ticked, whatever it sends.
    for field in sorted(fields.keys() - {"publish"}):
        for value in ("\x00", "x\x00y", "x" * 100_000):
            send(client, url, {**fields, field: value})
            assert stored() == before, (field, value[:9])
    for value in ("\x00", "x" * 100_000):
        send(client, url, {**fields, "publish": value})


@pytest.mark.parametrize("name", NAMES)
def test_visitor_who_is_not_signed_in_writes_nothing(client, places, name):
    url, fields = addresses(places)[name]
    client.logout()
    before = stored()
    assert client.post(url, fields).status_code in (302, 403)
    assert stored() == before


@pytest.mark.parametrize("visitor", ["member", "moderator", "editor", "administrator"])
def test_nobody_writes_in_anothers_text(client, places, request, visitor):
    client.force_login(request.getfixturevalue(visitor))
    before = stored()
    for name in NAMES:
        url, fields = addresses(places)[name]
        if name not in ("write", "keep", "join", "report"):
            assert client.post(url, fields).status_code == 404, name
    assert stored() == before


def test_wording_of_another_is_never_reached_through_ones_own_text(client, places):
    foreign = places["others_wording"]
    before = stored()
    for name in ("edit", "autosave", "coarsen", "submit"):
        url, fields = addresses(places)[name]
        assert client.post(url, {**fields, "revision": foreign.pk}).status_code == 404, name
    assert stored() == before


def test_key_that_was_used_for_other_words_sends_nothing_in(client, places):
    url, fields = addresses(places)["submit"]
    ExperienceRevision.objects.filter(state="pending").update(submit_key=fields["key"])
    before = stored()
    assert client.post(url, fields).status_code == 409
    assert stored() == before


@pytest.mark.parametrize("name", ["withdraw", "put-back", "recall", "discard", "submit", "erase"])
def test_address_of_no_text_is_404(client, places, name):
    assert client.post(address(f"experience-{name}", uuid4()), {"version": 1}).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_form_larger_than_the_site_takes_is_refused(client, places, name):
    url, _fields = addresses(places)[name]
    before = stored()
    assert send(client, url, {"text": "x" * 3_000_000}).status_code in (400, 403)
    assert stored() == before


@pytest.mark.parametrize(
    "name",
    [name for name in NAMES if name not in ("write", "edit", "join", "appeal", "report", "erase")],
)
def test_button_takes_no_get(client, places, name):
    url, _fields = addresses(places)[name]
    assert client.get(url).status_code == 405
