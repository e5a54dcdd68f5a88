"""The pages on which an administrator merges two conditions."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry

from conditions.models import Condition, Topic
from experiences.merging import make_plan
from tests import factories
from tests.experiences.merging.building import decide, furnish

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def furnished(module_db):
    question, author = factories.make_question("daily-life"), factories.make_person()
    conditions = [factories.make_condition(name) for name in ("old disease", "new disease")]
    for condition in conditions:
        furnish(condition, question, author)
    return [condition.pk for condition in conditions]


@pytest.fixture
def two(furnished):
    return [Condition.objects.get(pk=pk) for pk in furnished]


@pytest.fixture
def signed_in(client, administrator):
    client.force_login(administrator)
    return client


def address(origin: Condition) -> str:
    return f"/catalogue/conditions/{origin.slug}/merge/"


def body(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def sent(two, **chosen) -> dict[str, str]:
    plan = make_plan(*two)
    return {"into": two[1].slug, "digest": plan.digest, **decide(plan, **chosen)}


def test_choosing_finds_by_any_name(signed_in, two):
    page = body(signed_in.get(address(two[0]), {"into": "other name of new"}))
    assert "?into=new-disease" in page and "?into=old-disease" not in page
    assert "No other live condition" in body(signed_in.get(address(two[0]), {"into": "zzz"}))


def test_preview_says_what_moves_and_what_collides(signed_in, two):
    page = body(signed_in.get(address(two[0]), {"into": "new-disease"}))
    assert "1 member moves." in page and "1 member is in both communities" in page
    assert "2 experiences move. 1 is public" in page
    assert "1 is by somebody who told on this question there, too. Both texts stay" in page
    assert "Its badge does not move." in page
    assert "Signed for old disease." in page and "Signed for new disease." in page
    assert "former-old-disease" in page and "“old disease” becomes another name." in page
    assert "There already: a shared name" in page
    # Nothing is decided beforehand, and nobody is named.
    assert 'type="radio"' in page and " checked>" not in page
    people = two[0].memberships.values_list("member__pen_name", flat=True)
    assert len(people) == 2 and not [name for name in people if name in page]


def test_preview_changes_nothing(signed_in, two):
    signed_in.get(address(two[0]), {"into": "new-disease"})
    assert Condition.objects.live().filter(slug="old-disease").exists()
    assert Topic.objects.filter(condition=two[0]).count() == 1


def test_merging_leads_to_the_survivor_and_is_logged(signed_in, two, administrator):
    response = signed_in.post(address(two[0]), sent(two))
    assert response["Location"] == "/catalogue/conditions/new-disease/"
    assert body(signed_in.get("/catalogue/conditions/old-disease/")).count("merged into") == 1
    entry = LogEntry.objects.get()
    assert entry.user == administrator and "new disease" in entry.change_message


def test_undecided_collision_is_an_error_beside_it(signed_in, two):
    data = sent(two)
    (clash,) = [name for name in data if name.startswith("answer-")]
    del data[clash]
    response = signed_in.post(address(two[0]), data)
    page = body(response)
    assert response.status_code == 200 and "Please decide this." in page
    # There may be several: the error says which it means.
    assert re.search(r">Your decision: [^<]+ \(en\)</a>: Please decide this", page)
    assert f'id="id_{clash}-error"' in page
    assert Condition.objects.live().filter(slug="old-disease").exists()


def test_decision_that_is_not_offered_is_refused(signed_in, two):
    data = {
        name: "nonsense" if name.startswith("answer-") else value
        for name, value in sent(two).items()
    }
    response = signed_in.post(address(two[0]), data)
    assert "Select a valid choice" in body(response)


def test_stale_preview_is_409_and_keeps_what_was_decided(signed_in, two):
    data = sent(two)
    factories.make_member(two[0])
    response = signed_in.post(address(two[0]), data)
    page = body(response)
    assert response.status_code == 409 and "Nothing was done" in page
    assert "2 members move." in page and page.count(" checked >") == len(make_plan(*two).choices)
    (digest,) = re.findall(r'name="digest" value="(\w+)"', page)
    assert digest == make_plan(*two).digest != data["digest"]
    assert signed_in.post(address(two[0]), {**data, "digest": digest}).status_code == 302


def test_merging_what_was_merged_meanwhile_is_409_or_not_there(signed_in, two):
    data = sent(two)
    other = factories.make_condition("third disease")
    Condition.objects.filter(pk=two[1].pk).update(state="merged", merged_into=other)
    assert signed_in.post(address(two[0]), data).status_code == 404
    Condition.objects.filter(pk=two[0].pk).update(state="merged", merged_into=other)
    assert signed_in.get(address(two[0])).status_code == 404


@pytest.mark.sample(2)
@pytest.mark.parametrize("into", ["", "old-disease", "\0", "x" * 500, "' OR 1=1", "🧬"])
def test_bad_target_is_not_merged_into(signed_in, two, into):
    assert signed_in.get(address(two[0]), {"into": into}).status_code == 200
    assert signed_in.post(address(two[0]), {"into": into}).status_code == 404


def test_rows_are_read_in_as_many_queries_with_one_member_as_with_many(
    signed_in, two, django_assert_max_num_queries
):
    for _ in range(10):
        factories.make_member(two[0])
        factories.make_pending(two[0].topics.get())
    with django_assert_max_num_queries(70):
        signed_in.get(address(two[0]), {"into": "new-disease"})
