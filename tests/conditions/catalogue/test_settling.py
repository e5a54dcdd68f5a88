"""What imports asked is answered once, and not asked again."""

import pytest

from conditions.catalogue import editing
from conditions.catalogue.editing import AlreadySettled, Changed
from conditions.models import CatalogueFlag, Condition, SearchEntry
from tests import factories
from tests.conditions.catalogue.releases import HEADER, term
from tests.experiences.merging.building import merge_now
from tests.races import at_once

pytestmark = pytest.mark.django_db

BEFORE = HEADER + term(1, "a disease") + term(2, "the same disease")
MERGED = HEADER + term(1, "a disease", "alt_id: DOID:2")


@pytest.fixture
def flag(run):
    """Merged there, but somebody is a member here."""
    run(BEFORE)
    factories.make_member(Condition.objects.get(name="the same disease"))
    run(MERGED)
    return CatalogueFlag.objects.get()


def test_import_says_which_condition_it_takes_it_for(flag):
    assert flag.kind == "merged" and flag.proposed.name == "a disease"


def test_merging_as_proposed_settles_it_and_the_next_import_asks_nothing(flag, run, member):
    merge_now(flag.condition, flag.proposed, by=member)
    flag.refresh_from_db()
    assert flag.settled == "merged" and flag.settled_by == member
    run(MERGED)
    # Nor when the catalogue takes its merger back.
    run(BEFORE)
    assert not CatalogueFlag.objects.open().exists()
    assert Condition.objects.live().get().name == "a disease"
    assert Condition.objects.live().get().member_count == 1


def test_merger_by_hand_outlives_the_next_import(run, member):
    run(BEFORE)
    one, same = Condition.objects.order_by("pk")
    merge_now(same, one, by=member)
    run(BEFORE)
    run(BEFORE + term(3, "a kind", "is_a: DOID:2"))
    assert set(Condition.objects.live().values_list("name", flat=True)) == {"a disease", "a kind"}
    assert list(one.children.values_list("name", flat=True)) == ["a kind"]
    assert not CatalogueFlag.objects.open().exists()


def test_kept_stays_and_is_not_asked_again(flag, run, member):
    editing.keep(flag, by=member)
    run(MERGED)
    flag.refresh_from_db()
    assert flag.settled == "kept" and flag.condition.is_live
    assert CatalogueFlag.objects.count() == 1


def test_retired_answers_410_and_nothing_is_deleted(flag, client, member):
    condition = flag.condition
    editing.retire_it(flag, by=member, members=1)
    assert client.get(condition.get_absolute_url()).status_code == 410
    assert condition.memberships.count() == 1
    assert not SearchEntry.objects.filter(condition=condition).exists()
    editing.revive(condition, by=member)
    assert client.get(condition.get_absolute_url()).status_code == 200


def test_retiring_with_other_members_than_were_shown_is_refused(flag, member):
    with pytest.raises(Changed):
        editing.retire_it(flag, by=member, members=0)
    flag.refresh_from_db()
    assert flag.resolved_at is None and flag.condition.is_live


def test_second_answer_is_refused(flag, member):
    editing.keep(flag, by=member)
    with pytest.raises(AlreadySettled):
        editing.retire_it(flag, by=member, members=1)
    flag.condition.refresh_from_db()
    assert flag.settled == "kept" and flag.condition.is_live


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_heard():
    person = factories.make_person()
    condition = factories.make_condition()
    flag = CatalogueFlag.objects.create(condition=condition, kind="gone", source="doid")
    mine, theirs = (CatalogueFlag.objects.select_related("condition").get(pk=flag.pk) for _ in "ab")
    outcomes = at_once(
        lambda: editing.keep(mine, by=person),
        lambda: editing.retire_it(theirs, by=person, members=0),
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["AlreadySettled", "NoneType"]
    flag.refresh_from_db()
    condition.refresh_from_db()
    assert (flag.settled == "retired") == (condition.state == "retired")
