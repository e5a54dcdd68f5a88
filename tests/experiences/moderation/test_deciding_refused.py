"""Who comes too late, may not, or sends what no page of ours would send."""

import pytest
from django.utils import timezone

from experiences import moderation
from experiences.models import Appeal, Case, Decision, Note
from experiences.moderation.case.work import text_diff
from tests import factories
from tests.experiences.moderation.deciding_pages import (
    DECISIONS,
    MESSAGE,
    address,
    body,
    client_of,
    make_appeal,
    make_case,
    make_edit,
    make_report,
    make_senior,
    post,
    version_of,
    words,
)
from tests.work import calls

pytestmark = pytest.mark.django_db
TEXT = "First I was tired. Then I could not walk, and nobody knew what it was for years."


@pytest.fixture
def desk(moderator):
    """A moderator's browser."""
    return client_of(moderator)


def test_who_comes_second_learns_who_decided_and_keeps_the_words(desk, moderator):
    case, other = make_case(), factories.make_moderator()
    data = words(case, message="My careful words.")
    moderation.approve(case.revision, by=other, version=version_of(case))
    for name in ("case-reject", "case-take"):
        answer = post(desk, name, case, data)
        assert answer.status_code == 409
        assert other.pen_name in body(answer) and "approved" in body(answer)
        assert "My careful words." in body(answer)
    assert not Decision.objects.filter(moderator=moderator).exists()


def test_text_that_was_changed_meanwhile_is_compared_with_what_was_seen(desk):
    case = make_case(text=TEXT)
    data, experience, revision = words(case, seen=TEXT), case.experience, case.revision
    author = experience.author
    moderation.recall(revision, by=author, version=version_of(case))
    changed = TEXT.replace("tired", "exhausted")
    moderation.save_draft(revision, by=author, version=revision.version, text=changed)
    assert "exhausted" not in body(post(desk, "case-reject", case, data))
    moderation.submit(revision, by=author, version=version_of(case))
    answer = post(desk, "case-reject", case, data)
    assert answer.status_code == 409
    assert "<del>tired</del><ins>exhausted</ins>" in body(answer)
    assert "Open it as it is now" in body(answer)


def test_switch_that_changes_no_word_makes_a_decision_too_late_all_the_same(desk):
    case = make_edit()
    data = words(case)
    experience = case.experience
    moderation.set_index(experience, by=experience.author, version=version_of(case), yes=True)
    answer = post(desk, "case-reject", case, data)
    assert answer.status_code == 409
    assert MESSAGE in body(answer) and "Open it as it is now" in body(answer)


def test_case_of_an_erased_text_is_gone_and_the_words_are_not(desk):
    case = make_case()
    data = words(case)
    experience = case.experience
    moderation.erase(experience, by=experience.author, version=version_of(case))
    answer = post(desk, "case-reject", case, data)
    assert answer.status_code == 404
    assert MESSAGE in body(answer)


VERB_NAMES = [f"case-{verb}" for verb in (*DECISIONS, "approve", "restore")]


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", [*VERB_NAMES, "case-take", "case-note", "case-skip"])
def test_own_text_is_forbidden_in_every_way(desk, moderator, name):
    case = make_case(author=moderator)
    assert post(desk, name, case, words(case, note="Mine.")).status_code == 403
    assert desk.get(address("case-detail", case.pk)).status_code == 403
    assert not Decision.objects.exists() and not Note.objects.exists()


def test_appeal_against_own_decision_is_forbidden(desk, moderator):
    case = make_appeal()
    Decision.objects.update(moderator=moderator)
    assert post(desk, "case-uphold-appeal", case, words(case)).status_code == 403
    assert Appeal.objects.get().outcome == "open"


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", [*VERB_NAMES, "case-take", "case-note"])
def test_held_text_is_for_senior_moderators(desk, name):
    case = make_case()
    Case.objects.update(is_held=True)
    assert post(desk, name, case, words(case, note="Hm.")).status_code == 403
    assert not Decision.objects.exists()


def test_senior_moderator_decides_what_is_held():
    case = make_case()
    Case.objects.update(is_held=True)
    assert post(client_of(make_senior()), "case-approve", case).status_code == 302


def test_closed_case_is_no_way_around_a_senior_moderator(desk):
    case = make_report("crisis")
    post(client_of(make_senior()), "case-hide", case, words(case))
    first = Case.objects.get(experience=case.experience, kind="new")
    assert post(desk, "case-restore", first, words(first)).status_code == 403


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", ["case-hide", "case-uphold-appeal", "case-restore"])
def test_verb_that_the_case_does_not_offer_is_too_late(desk, name):
    case = make_case()
    assert post(desk, name, case, words(case)).status_code == 409
    assert not Decision.objects.exists()


BAD = [
    {"version": "abc"},
    {"version": ""},
    {"version": "9" * 30},
    {"version": "-1"},
    {"version": "\x00"},
    {"reason": "\x00"},
    {"reason": "no-such-reason"},
    {"message": "x" * 2001},
    {"message": "\x00"},
    {"note": "x" * 2001},
    {"quote": "\x00"},
    {"passage": "0-9999"},
    {"passage": "\x00"},
]


@pytest.mark.thorough
@pytest.mark.parametrize("fields", BAD)
def test_bad_input_is_answered_with_errors_and_writes_nothing(desk, fields):
    case = make_case()
    data = words(case, **fields)
    for url in (
        address("case-reject", case.pk),
        address("case-preview", case.pk, "reject"),
        address("case-request-changes", case.pk),
    ):
        assert desk.post(url, data).status_code == 400
    for name in ("case-words", "case-typed", "case-note", "case-hand-over"):
        assert post(desk, name, case, data).status_code in (200, 400)
    assert not Decision.objects.exists() and not Note.objects.exists()


@pytest.mark.sample(1)
@pytest.mark.parametrize("version", [0, 999])
def test_forged_version_is_refused(desk, version):
    case = make_case()
    answer = post(desk, "case-approve", case, {"version": version})
    assert answer.status_code in (400, 409)
    assert not Decision.objects.exists()


@pytest.mark.sample(1)
@pytest.mark.parametrize("pk", [0, 10**6, 10**18, 10**30])
def test_foreign_number_is_not_found(desk, pk):
    for name in ("case-approve", "case-take", "case-note"):
        assert desk.post(address(name, pk), {"version": 1}).status_code == 404
    assert desk.get(address("case-detail", pk)).status_code == 404


def test_unknown_verb_has_no_preview(desk):
    case = make_case()
    assert desk.post(address("case-preview", case.pk, "burn"), words(case)).status_code == 404


@pytest.mark.sample(2)
@pytest.mark.parametrize("role", ["member", "editor", "medical_reviewer", "administrator"])
def test_others_than_moderators_write_nothing(request, role):
    case = make_case()
    client = client_of(request.getfixturevalue(role))
    for name in ("case-approve", "case-take", "case-note", "case-skip", "case-hand-over"):
        assert post(client, name, case, words(case, note="Hm.")).status_code == 403
    assert client.post(address("case-bulk")).status_code == 403
    assert not Decision.objects.exists() and not Note.objects.exists()


def test_lease_is_renewed_by_working_on_the_case(desk):
    case = make_case()
    post(desk, "case-take", case)
    Case.objects.update(claimed_until=timezone.now())
    post(desk, "case-words", case, words(case))
    case.refresh_from_db()
    assert case.claimed_until > timezone.now()


def test_texts_with_endlessly_repeated_words_are_compared_in_time():
    old, new = "a " * 3000, "a b " * 1500
    # Compared word by word it would be as many as there are pairs of words, and more.
    assert calls(lambda: text_diff(old, new)) < 3 * len(old)
    pieces = text_diff(old, new)
    assert "".join(piece.text for piece in pieces if not piece.is_removed) == "a b " * 1500
