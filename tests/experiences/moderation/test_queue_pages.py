import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from experiences import moderation
from experiences.models import Case, Decision, Note
from experiences.moderation import AlreadyDecided
from tests import factories
from tests.conftest import fewer
from tests.experiences.moderation.deciding_pages import (
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
)
from tests.experiences.writing.writing_pages import Forms

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(moderator):
    """A moderator's browser."""
    return client_of(moderator)


def listed(desk, **query) -> list[int]:
    page = desk.get(address("case-list"), query).context["page"]
    return [row.case.pk for row in page.rows]


def waiting(days: float, **fields) -> Case:
    case = make_case()
    Case.objects.filter(pk=case.pk).update(
        opened_at=timezone.now() - timedelta(days=days), **fields
    )
    return case


def test_risk_comes_first_and_then_what_waits_longest(desk):
    young, old, risky = waiting(1), waiting(9), waiting(0, risk=2)
    assert listed(desk) == [risky.pk, old.pk, young.pk]


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({"language": "es"}, {"language": "es"}),
        ({"kind": "report"}, {"kind": "report"}),
        ({"age": "3"}, {"opened_at": timezone.now() - timedelta(days=4)}),
    ],
)
def test_filter_leaves_what_was_asked_for(desk, query, fields):
    wanted, _other = make_case(), make_case()
    Case.objects.filter(pk=wanted.pk).update(**fields)
    assert listed(desk, **query) == [wanted.pk]


@pytest.mark.parametrize(("prefix", "name"), [("", "English"), ("/es", "inglés")])
def test_language_of_a_text_is_named_in_that_of_the_page(desk, prefix, name):
    case = make_case()
    queue = desk.get(prefix + address("case-list")).content.decode()
    assert re.search(rf'<td class="fact" data-label="\w+">{name}</td>', queue)
    post(desk, "case-take", case)
    page = desk.get(prefix + address("case-detail", case.pk)).content.decode()
    assert f"· {name}\n" in page


def test_condition_is_found_by_its_address_and_by_any_of_its_names(desk):
    condition = factories.make_condition("carcinoid syndrome")
    condition.names.create(text="Argentaffinoma thing")
    case, _other = make_case(topic=factories.make_topic(condition)), make_case()
    for text in ("carcinoid-syndrome", "CARCINOID", "argentaffinoma"):
        assert listed(desk, condition=text) == [case.pk]


def test_mine_are_those_that_i_hold_a_lease_on(desk, moderator):
    mine, _other = make_case(), make_case()
    moderation.claim(mine, by=moderator)
    assert listed(desk, mine="on") == [mine.pk]


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "query",
    [{"age": "x"}, {"kind": "\x00"}, {"condition": "\x00"}, {"after": "1-2"}, {"after": "9" * 50}],
)
def test_filter_that_was_not_offered_is_left_out(desk, query):
    case = make_case()
    assert listed(desk, **query) == [case.pk]


def test_pages_of_the_queue_hold_every_case_once(desk, monkeypatch):
    monkeypatch.setattr("experiences.moderation.queue.queue_page.PER_PAGE", 2)
    made = {waiting(day % 3, risk=day % 2).pk for day in range(7)}
    found, query = [], {}
    while query is not None:
        page = desk.get(address("case-list"), query).context["page"]
        found += [row.case.pk for row in page.rows]
        query = {"after": page.next} if page.next else None
    assert sorted(found) == sorted(made)


def test_totals_are_counted_by_kind_up_to_a_limit(desk, monkeypatch):
    make_case(), make_case(), make_report()
    assert "new 2, report 1" in " ".join(body(desk.get(address("case-list"))).split())
    monkeypatch.setattr("experiences.moderation.queue.queue_page.COUNTED", 2)
    assert "<strong>2+</strong>" in body(desk.get(address("case-list")))


def test_own_text_and_held_text_are_not_in_the_list(desk, moderator):
    make_case(author=moderator)
    held = waiting(1, is_held=True)
    assert listed(desk) == []
    assert listed(client_of(make_senior())) != []
    assert held.pk in listed(client_of(make_senior()), held="on")


def test_list_costs_the_same_queries_for_one_case_and_for_thirty(
    desk, django_assert_num_queries, django_assert_max_num_queries
):
    make_case()
    desk.get(address("case-list"))
    with django_assert_max_num_queries(14) as captured:
        desk.get(address("case-list"))
    for number in range(fewer(29)):
        case = make_case()
        if number % 3 == 0:
            moderation.claim(case, by=factories.make_moderator())
    with django_assert_num_queries(len(captured)):
        desk.get(address("case-list"))


def test_next_takes_the_first_case_of_the_filter(desk, moderator):
    _first, wanted = waiting(9), waiting(1, language="es")
    response = desk.post(address("case-next"), {"language": "es"})
    assert response.url == address("case-detail", wanted.pk)
    wanted.refresh_from_db()
    assert wanted.claimed_by == moderator


def test_skipped_case_is_released_and_not_offered_again_in_this_session(desk):
    first, second = waiting(2), waiting(1)
    desk.post(address("case-next"))
    assert post(desk, "case-skip", first).url == address("case-detail", second.pk)
    first.refresh_from_db()
    assert first.claimed_by is None
    answer = post(desk, "case-skip", second, follow=True)
    assert "Nothing else is left for you but what you skipped" in body(answer)
    again = desk.post(address("case-next"), {"again": "1"})
    assert again.url == address("case-detail", first.pk)


def test_empty_queue_says_so(desk):
    answer = desk.post(address("case-next"), follow=True)
    assert "Nothing is left in the queue for you" in body(answer)


def test_case_that_somebody_has_is_passed_over_and_cannot_be_taken(desk):
    other = factories.make_moderator()
    taken = waiting(2)
    moderation.claim(taken, by=other)
    answer = post(desk, "case-take", taken)
    assert answer.status_code == 409
    assert other.pen_name in body(answer)
    assert desk.post(address("case-next")).url == address("case-list")


def test_lease_that_ran_out_can_be_taken(desk, moderator):
    case = make_case()
    moderation.claim(case, by=factories.make_moderator())
    Case.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    post(desk, "case-take", case)
    case.refresh_from_db()
    assert case.claimed_by == moderator


def test_case_given_back_is_free_and_its_note_is_kept(desk):
    case = make_case()
    post(desk, "case-take", case)
    post(desk, "case-release", case, {"note": "Half read."})
    case.refresh_from_db()
    assert case.claimed_by is None
    assert Note.objects.get().text == "Half read."


def test_handed_over_case_is_for_seniors_and_the_next_one_comes(desk):
    case, following = waiting(2), waiting(1)
    post(desk, "case-take", case)
    answer = post(desk, "case-hand-over", case, {"note": "Beyond me."})
    assert answer.url == address("case-detail", following.pk)
    assert desk.get(address("case-detail", case.pk)).status_code == 403
    assert "Beyond me." in body(client_of(make_senior()).get(address("case-detail", case.pk)))


def test_handing_over_needs_a_note_and_keeps_the_words(desk):
    case = make_case()
    answer = post(desk, "case-hand-over", case, {"version": 1, "message": "Half a sentence"})
    assert answer.status_code == 400
    assert "Write the note first." in body(answer)
    assert "Half a sentence" in body(answer)
    case.refresh_from_db()
    assert not case.is_held


def test_text_about_a_child_is_of_high_risk_and_held():
    case = make_case(text="My daughter is 9 years old, and she was told about it in spring.")
    assert (case.risk, case.is_held) == (3, True)


def test_closed_case_is_not_handed_over_and_leaves_no_note(moderator):
    case = make_case()
    moderation.approve(case.revision, by=factories.make_person(), version=version_of(case))
    with pytest.raises(AlreadyDecided):
        moderation.hand_over(case, by=moderator, note="Beyond me.")
    assert not Note.objects.exists()


def test_case_of_an_erased_text_is_claimed_and_noted_by_nobody(moderator):
    case = make_case()
    experience = case.experience
    moderation.erase(experience, by=experience.author, version=version_of(case))
    with pytest.raises(AlreadyDecided):
        moderation.claim(case, by=moderator)
    with pytest.raises(AlreadyDecided):
        moderation.write_note(experience, by=moderator, text="Too late.")
    assert not Note.objects.exists()


def bulk(*cases, **fields) -> dict:
    return {
        "cases": [f"{case.pk}-{version_of(case)}" for case in cases],
        "reason": factories.make_reason("promotion").key,
        "message": "This is an advertisement.",
        **fields,
    }


def test_spam_is_refused_together(desk):
    cases = [make_case(), make_edit(), make_case()]
    answer = desk.post(address("case-bulk"), bulk(*cases), follow=True)
    assert "3 texts rejected" in body(answer)
    assert Decision.objects.filter(verb="reject", reason__key="promotion").count() == 3


def test_what_the_authors_will_read_is_shown_before_they_do(desk):
    cases = [make_case(), make_edit()]
    chosen = [f"{case.pk}-{version_of(case)}" for case in cases]
    answer = desk.post(address("case-bulk-preview"), {**bulk(*cases), "language": "en"})
    page = body(answer)
    assert answer.status_code == 200
    assert "This is an advertisement." in page and "Reject 2 texts" in page
    for case in cases:
        assert case.revision.text[:18] in page
    assert not Decision.objects.filter(verb="reject").exists()
    # From here it is decided, or one goes back to the list with everything chosen and typed.
    fields = Forms(answer.content.decode()).found[-1][1]
    assert fields["language"] == "en"
    back = body(desk.post(address("case-bulk-typed"), {**fields, "cases": chosen}))
    assert "This is an advertisement." in back
    assert back.count(" checked") >= 2
    desk.post(address("case-bulk"), {**fields, "cases": chosen})
    assert Decision.objects.filter(verb="reject").count() == 2


def test_preview_of_what_has_changed_is_refused(desk, moderator):
    first, second = make_case(), make_case()
    data = bulk(first, second)
    moderation.approve(second.revision, by=factories.make_person(), version=version_of(second))
    answer = desk.post(address("case-bulk-preview"), data)
    assert answer.status_code == 409
    data = {**bulk(first), "cases": [f"{first.pk}-{version_of(first) - 1}"]}
    assert desk.post(address("case-bulk-preview"), data).status_code == 409
    assert desk.post(address("case-bulk-preview"), bulk(first, message="")).status_code == 400


def test_preview_costs_the_same_for_one_text_and_for_ten(desk, django_assert_num_queries):
    url = address("case-bulk-preview")
    one, ten = bulk(make_case()), bulk(*(make_case() for _ in range(fewer(10))))
    with CaptureQueriesContext(connection) as captured:
        desk.post(url, one)
    with django_assert_num_queries(len(captured)):
        desk.post(url, ten)


def test_stale_item_refuses_all_of_them(desk, moderator):
    first, second = make_case(), make_case()
    data = bulk(first, second)
    moderation.approve(second.revision, by=factories.make_person(), version=version_of(second))
    answer = desk.post(address("case-bulk"), data)
    assert answer.status_code == 409
    assert "Nothing was done" in body(answer)
    assert "This is an advertisement." in body(answer)
    assert not Decision.objects.filter(moderator=moderator).exists()


def test_stale_version_refuses_all_of_them(desk, moderator):
    first, second = make_case(), make_case()
    data = bulk(first, second)
    data["cases"][1] = f"{second.pk}-{version_of(second) - 1}"
    assert desk.post(address("case-bulk"), data).status_code == 409
    assert not Decision.objects.filter(moderator=moderator).exists()


def test_what_another_has_or_is_no_new_text_is_not_refused_together(desk, moderator):
    taken = make_case()
    moderation.claim(taken, by=factories.make_moderator())
    for case in (taken, make_report(), make_appeal(), make_case(author=moderator)):
        assert desk.post(address("case-bulk"), bulk(make_case(), case)).status_code == 409
    assert not Decision.objects.filter(moderator=moderator).exists()


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "fields",
    [
        {"reason": "off-topic"},
        {"reason": "\x00"},
        {"message": ""},
        {"message": "x" * 2001},
        {"message": "\x00"},
        {"cases": []},
        {"cases": ["1"]},
        {"cases": ["1-" + "9" * 30]},
        {"cases": [f"{n}-1" for n in range(51)]},
    ],
)
def test_bad_form_for_many_is_answered_with_its_errors(desk, fields):
    factories.make_reason("off-topic")
    answer = desk.post(address("case-bulk"), bulk(make_case(), **fields))
    assert answer.status_code == 400
    assert not Decision.objects.exists()


def test_words_typed_for_many_come_back_after_signing_in(desk, moderator):
    case = make_case()
    whose = desk.get(address("case-list")).context["whose"]
    desk.logout()
    answer = desk.post(address("case-bulk"), bulk(case, whose=whose))
    assert answer.url.startswith("/accounts/login/")
    desk.force_login(moderator)
    assert "This is an advertisement." in body(desk.get(address("case-list")))
