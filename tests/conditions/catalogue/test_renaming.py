"""A new name or address: old ones go on leading to the condition, and imports leave them alone."""

import pytest
from django.contrib.admin.models import LogEntry
from hypothesis import given, settings
from hypothesis import strategies as st

from conditions.catalogue.editing import AddressTaken, Changed, rename
from conditions.models import CatalogueFlag, Condition, FormerSlug, Name
from conditions.search.index import reindex
from tests import factories
from tests.conditions.catalogue.releases import HEADER, term
from tests.races import at_once

pytestmark = pytest.mark.django_db


def rename_now(condition, name, slug, by=None, **options):
    rename(
        condition,
        by=by or factories.make_person(),
        seen=(condition.name, condition.slug),
        name=name,
        slug=slug,
        **options,
    )


def test_old_name_and_old_address_stay(client):
    condition = factories.make_condition("old disease")
    rename_now(condition, "New disease", "new-disease")
    assert list(condition.names.values_list("text", "kind")) == [("old disease", "former")]
    assert client.get("/conditions/old-disease/?x=1")["Location"] == "/conditions/new-disease/?x=1"
    assert "New disease" in client.get("/conditions/new-disease/").content.decode()
    assert reindex([condition.pk]) == 0
    assert "old disease" in LogEntry.objects.get().change_message


def test_name_that_was_another_name_is_not_both():
    condition = factories.make_condition("old disease")
    factories.make_name(condition, "New disease")
    rename_now(condition, "New disease", condition.slug, keep_as=Name.Kind.SYNONYM)
    assert list(condition.names.values_list("text", "kind")) == [("old disease", "synonym")]
    assert not FormerSlug.objects.exists()


def test_own_former_address_can_be_had_back():
    condition = factories.make_condition("a disease")
    rename_now(condition, "b disease", "b-disease")
    rename_now(condition, "a disease", "a-disease")
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["b-disease"]


@pytest.mark.parametrize("taken", ["theirs", "once-theirs"])
def test_address_never_passes_to_another(taken):
    other = factories.make_condition("theirs")
    FormerSlug.objects.create(slug="once-theirs", condition=other)
    condition = factories.make_condition("mine")
    with pytest.raises(AddressTaken):
        rename_now(condition, "mine", taken)
    condition.refresh_from_db()
    assert condition.slug == "mine"


def test_who_saw_an_older_name_is_refused():
    condition = factories.make_condition("first")
    late = Condition.objects.get(pk=condition.pk)
    rename_now(condition, "second", "second")
    with pytest.raises(Changed) as refused:
        rename_now(late, "third", "third")
    assert refused.value.condition.name == "second"
    assert not FormerSlug.objects.filter(slug="third").exists()


def test_import_keeps_an_editors_name_and_address(run):
    release = HEADER + term(1, "their name")
    run(release)
    condition = Condition.objects.get()
    rename_now(condition, "our name", "our-name")
    run(release)
    run(HEADER + term(1, "their newer name"))
    condition.refresh_from_db()
    assert (condition.name, condition.slug) == ("our name", "our-name")
    assert set(condition.names.values_list("text", flat=True)) == {"their name", "their newer name"}
    assert CatalogueFlag.objects.get().kind == "renamed"


@pytest.mark.thorough
def test_any_sequence_of_renamings_keeps_every_address():
    names = ["one", "two", "three"]

    @settings(max_examples=15, deadline=None)
    @given(steps=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(names)), max_size=6))
    def check(steps):
        FormerSlug.objects.all().delete()
        Name.objects.all().delete()
        Condition.objects.all().delete()
        conditions = [factories.make_condition("alpha"), factories.make_condition("beta")]
        had = [{"alpha"}, {"beta"}]
        for which, name in steps:
            condition = conditions[which]
            if any(name in slugs for slugs in had[:which] + had[which + 1 :]):
                with pytest.raises(AddressTaken):
                    rename_now(condition, name, name)
            else:
                rename_now(condition, name, name)
                had[which].add(name)
        for condition, slugs in zip(conditions, had, strict=True):
            condition.refresh_from_db()
            former = condition.former_slugs.values_list("slug", flat=True)
            assert {condition.slug, *former} == slugs
            names_kept = condition.names.values_list("text", flat=True)
            assert {condition.name, *names_kept} == slugs

    check()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_rename_at_once_one_wins():
    condition = factories.make_condition("first")
    person = factories.make_person()
    mine, theirs = (Condition.objects.get(pk=condition.pk) for _ in range(2))
    outcomes = at_once(
        lambda: rename_now(mine, "second", "second", by=person),
        lambda: rename_now(theirs, "third", "third", by=person),
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Changed", "NoneType"]
    assert Name.objects.get().text == "first" == FormerSlug.objects.get().slug
