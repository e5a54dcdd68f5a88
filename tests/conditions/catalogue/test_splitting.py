"""A part becomes a condition of its own; people and texts stay where they are."""

import pytest

from conditions.catalogue.editing import AddressTaken, Changed
from conditions.catalogue.splitting import Part, digest, split
from conditions.models import Code, Condition, FormerSlug, Parent
from conditions.search.index import reindex
from tests import factories
from tests.conditions.catalogue.releases import HEADER, term

pytestmark = pytest.mark.django_db


def split_now(condition, seen="", **part):
    return split(
        condition, Part(**part), by=factories.make_person(), seen=seen or digest(condition)
    )


def test_chosen_names_codes_and_kinds_go_over():
    parent, child, other = (factories.make_condition() for _ in range(3))
    condition = factories.make_condition("both diseases")
    going, staying = (factories.make_name(condition, text) for text in ("going", "staying"))
    code = Code.objects.create(condition=condition, system="icd10", value="A1", relation="exact")
    for each in (child, other):
        Parent.objects.create(child=each, parent=condition)
    Parent.objects.create(child=condition, parent=parent)
    made = split_now(
        condition,
        name="the part",
        slug="the-part",
        names=[going.pk],
        codes=[code.pk],
        children=[child.pk],
        is_kind_of_it=True,
    )
    assert made.is_live and made.sort_name == "the part" and made.initial == "T"
    assert list(made.names.all()) == [going] and list(condition.names.all()) == [staying]
    assert made.codes.get().pk == code.pk
    assert set(Parent.objects.values_list("child", "parent")) == {
        (child.pk, made.pk),
        (other.pk, condition.pk),
        (condition.pk, parent.pk),
        (made.pk, parent.pk),
        (made.pk, condition.pk),
    }
    assert reindex([condition.pk, made.pk]) == 0


def test_members_and_texts_stay():
    topic = factories.make_topic()
    factories.make_member(topic.condition)
    factories.make_public(topic)
    made = split_now(topic.condition, name="the part", slug="the-part")
    assert made.member_count == 0 and not made.topics.exists()
    topic.refresh_from_db()
    assert topic.condition.member_count == 1 and topic.experience_count == 1


def test_row_of_another_condition_does_not_go_over():
    condition, other = factories.make_condition(), factories.make_condition()
    name = factories.make_name(other, "theirs")
    made = split_now(condition, name="the part", slug="the-part", names=[name.pk])
    assert not made.names.exists() and other.names.exists()


def test_stale_form_is_refused():
    condition = factories.make_condition()
    seen = digest(condition)
    factories.make_name(condition, "added meanwhile")
    with pytest.raises(Changed):
        split_now(condition, seen=seen, name="the part", slug="the-part")
    assert Condition.objects.count() == 1


def test_address_that_is_taken_is_refused():
    condition = factories.make_condition("a disease")
    FormerSlug.objects.create(slug="once", condition=condition)
    for slug in ("a-disease", "once"):
        with pytest.raises(AddressTaken):
            split_now(condition, name="the part", slug=slug)


def test_import_finds_the_part_by_its_id(run):
    """Two ids on one condition, of which one was a former one, are two conditions again."""
    old = (
        HEADER
        + term(1, "a disease")
        + term(2, "obsolete part", "is_obsolete: true", "replaced_by: DOID:1")
    )
    run(old)
    condition = Condition.objects.get(codes__value="1")
    former = condition.codes.get(value="2")
    made = split_now(condition, name="our part", slug="our-part", codes=[former.pk])
    run(HEADER + term(1, "a disease") + term(2, "part", 'synonym: "new synonym" EXACT []'))
    made.refresh_from_db()
    assert made.codes.get().relation == "exact" and made.name == "our part"
    assert made.names.filter(text="new synonym").exists()
    assert Condition.objects.live().count() == 2
