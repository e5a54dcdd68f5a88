"""Releases in, catalogue out: what is kept, and what is asked of a person."""

import pytest

from conditions.models import CatalogueFlag, Code, Condition, FormerSlug, Name, Parent
from tests import factories
from tests.conditions.catalogue.releases import (
    CARCINOID_ROW,
    CARCINOID_SYNONYMS,
    HEADER,
    OBSOLETE_CARCINOID,
    PART,
    SYNONYMS,
    XREFS,
    by_code,
    codes_of,
    flags,
    term,
)

pytestmark = pytest.mark.django_db


def everything():
    models = (Condition, Name, Code, Parent, FormerSlug, CatalogueFlag)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}

    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_term_becomes_a_live_condition(run):
    run(HEADER + term(1, "Élan disease", 'def: "A disease." []', 'synonym: "ED" NARROW []'))
    condition = by_code("1")
    assert (condition.slug, condition.initial, condition.state) == ("elan-disease", "E", "live")
    assert condition.definition_source == "Human Disease Ontology, CC0 1.0"
    assert condition.names.get().scope == "narrow"
    assert condition.codes.get().label == "Élan disease"


def test_dialects_of_prefixes_fold_into_one_code(run):
    xrefs = ["OMIM:7", "MIM:7", "SNOMEDCT_US_2023_03_01:94", "GARD:0042", "MIM:PS8", "MEDDRA:5"]
    out = run(HEADER + term(1, "a", *(f"xref: {xref}" for xref in xrefs)))
    keys = {("omim", "7"), ("snomed", "94"), ("gard", "42"), ("omimps", "8"), ("doid", "1")}
    assert codes_of(by_code("1")).keys() == keys
    assert "skipped 1: cross reference to MEDDRA, which is not taken" in out


def test_alternative_ids_are_former_codes_unless_they_are_terms(run):
    run(HEADER + term(1, "a", "alt_id: DOID:2", "alt_id: DOID:3") + term(2, "b"))
    assert codes_of(by_code("1")) == {("doid", "1"): "exact", ("doid", "3"): "former"}
    assert by_code("2").name == "b"


def test_alternative_ids_of_a_retired_term_are_known_too(run):
    run(HEADER + term(1, "obsolete a", "alt_id: DOID:3", "is_obsolete: true"))
    assert by_code("3") == by_code("1")


def test_obsolete_id_leads_through_a_chain_to_its_successor(run):
    chain = term(2, "obsolete b", "is_obsolete: true", "replaced_by: DOID:3")
    chain += term(3, "obsolete c", "is_obsolete: true", "replaced_by: DOID:1")
    run(HEADER + term(1, "a") + chain)
    assert by_code("2") == by_code("3") == by_code("1")
    assert Condition.objects.count() == 1


def test_obsolete_ids_in_a_circle_are_retired(run):
    circle = term(2, "obsolete b", "is_obsolete: true", "replaced_by: DOID:3")
    circle += term(3, "obsolete c", "is_obsolete: true", "replaced_by: DOID:2")
    run(HEADER + circle)
    assert set(Condition.objects.values_list("name", "state")) == {
        ("b", "retired"),
        ("c", "retired"),
    }


def test_renamed_term_keeps_its_old_name_and_address(run):
    run(HEADER + term(1, "old name"))
    run(HEADER + term(1, "new name"))
    condition = by_code("1")
    assert (condition.name, condition.slug, condition.sort_name) == (
        "new name",
        "new-name",
        "new name",
    )
    assert condition.names.get().kind == "former"
    assert FormerSlug.objects.get().slug == "old-name"
    assert condition.codes.get().label == "new name"


def test_renamed_back_takes_its_own_address_again(run):
    for name in ("one", "two", "one"):
        run(HEADER + term(1, name))
    assert by_code("1").slug == "one"
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["two"]


def test_renamed_to_one_of_its_synonyms_lists_neither_twice(run):
    run(HEADER + term(1, "old", 'synonym: "new" EXACT []'))
    run(HEADER + term(1, "new", 'synonym: "old" EXACT []'))
    assert list(by_code("1").names.values_list("text", "kind")) == [("old", "former")]


def test_name_given_by_an_editor_is_kept_and_a_person_is_asked(run):
    run(HEADER + term(1, "old"))
    Condition.objects.update(name="ours")
    run(HEADER + term(1, "new"))
    condition = by_code("1")
    assert condition.name == "ours"
    assert condition.names.get().text == "new"
    assert flags("renamed") == ["ours"]


def test_definition_written_by_an_editor_is_kept(run):
    run(HEADER + term(1, "a", 'def: "Theirs." []') + term(2, "b", 'def: "Old." []'))
    Condition.objects.filter(name="a").update(definition="Ours.", definition_source="")
    run(HEADER + term(1, "a", 'def: "Newer." []') + term(2, "b", 'def: "Newer." []'))
    assert by_code("1").definition == "Ours."
    assert by_code("2").definition == "Newer."


def merge_two_into_one(run, *, member=False):
    run(HEADER + term(1, "one") + term(2, "two", 'synonym: "deux" EXACT []'))
    if member:
        factories.make_member(by_code("2"))
    run(
        HEADER
        + term(1, "one")
        + term(2, "obsolete two", "is_obsolete: true", "replaced_by: DOID:1")
    )


def test_merged_condition_without_people_leads_to_the_other(run):
    merge_two_into_one(run)
    merged = Condition.objects.get(slug="two")
    assert (merged.state, merged.merged_into) == ("merged", by_code("1"))
    assert codes_of(by_code("1")) == {("doid", "1"): "exact", ("doid", "2"): "former"}
    assert set(by_code("1").names.values_list("text", flat=True)) == {"two", "deux"}


def test_merged_condition_with_members_stays_and_a_person_is_asked(run):
    merge_two_into_one(run, member=True)
    assert by_code("2").state == "live"
    assert by_code("2").member_count == 1
    assert flags("merged") == ["two"]


def test_former_addresses_of_a_merged_condition_lead_to_the_other(run):
    run(HEADER + term(1, "one") + term(2, "very old"))
    merge_two_into_one(run)
    assert FormerSlug.objects.get(slug="very-old").condition == by_code("1")


def test_alternative_id_that_was_live_here_is_merged(run):
    run(HEADER + term(1, "one") + term(2, "two"))
    run(PART + term(1, "one", "alt_id: DOID:2"))
    assert Condition.objects.get(slug="two").merged_into == by_code("1") == by_code("2")


def test_alternative_id_of_two_terms_is_left_to_a_person(run):
    run(HEADER + term(1, "one") + term(2, "two") + term(3, "three"))
    run(PART + term(1, "one", "alt_id: DOID:3") + term(2, "two", "alt_id: DOID:3"))
    assert by_code("3").state == "live"
    assert flags("conflict") == ["three"]


def test_retired_condition_without_people(run):
    run(HEADER + term(1, "one"))
    run(HEADER + term(1, "obsolete one", "is_obsolete: true"))
    assert (by_code("1").state, by_code("1").name) == ("retired", "one")


def test_retired_condition_with_texts_stays_and_a_person_is_asked(run):
    run(HEADER + term(1, "one"))
    factories.make_topic(by_code("1"))
    run(HEADER + term(1, "obsolete one", "is_obsolete: true"))
    assert by_code("1").state == "live"
    assert flags("retired") == ["one"]


def test_retired_condition_lives_again_when_its_term_does(run):
    run(HEADER + term(1, "obsolete one", "is_obsolete: true"))
    run(HEADER + term(1, "one"))
    assert by_code("1").state == "live"
    assert Condition.objects.count() == 1


def test_condition_retired_by_a_person_stays_retired(run):
    run(HEADER + term(1, "one"))
    Condition.objects.update(state="retired")
    run(HEADER + term(1, "one"))
    assert by_code("1").state == "retired"


def test_new_id_for_a_withdrawn_disease_keeps_its_page(run):
    run(HEADER + term(1, "one"))
    factories.make_member(by_code("1"))
    run(HEADER + term(1, "obsolete one", "is_obsolete: true") + term(2, "one"))
    assert codes_of(by_code("2")) == {("doid", "1"): "former", ("doid", "2"): "exact"}
    assert Condition.objects.get().member_count == 1


def test_condition_added_by_hand_is_not_made_twice(run):
    condition = factories.make_condition("Sample Disease")
    run(HEADER + term(1, "sample disease"))
    assert by_code("1") == condition


@pytest.mark.parametrize(
    ("header", "options", "expected"),
    [
        (HEADER, {}, ["two"]),
        (PART, {}, []),
        (PART, {"complete": True}, ["two"]),
        (HEADER, {"complete": False}, []),
    ],
)
def test_gone_is_reported_for_a_complete_release_only(run, header, options, expected):
    run(HEADER + term(1, "one") + term(2, "two"))
    run(header + term(1, "one"), **options)
    assert flags("gone") == expected
    assert by_code("2").state == "live"


def test_question_that_a_person_settled_is_not_asked_again(run):
    for settled in (None, factories.timezone.now()):
        run(HEADER + term(1, "one") + term(2, "two"))
        run(HEADER + term(1, "one"))
        CatalogueFlag.objects.update(resolved_at=settled)
    assert CatalogueFlag.objects.count() == 1


def test_addresses_that_clash_are_numbered_by_id(run):
    run(HEADER + term(2, "A: b") + term(1, "a b") + term(3, "症"))
    assert [by_code(n).slug for n in "123"] == ["a-b", "a-b-2", "condition"]


def test_address_never_passes_to_another_condition(run):
    run(HEADER + term(1, "old"))
    run(HEADER + term(1, "new"))
    run(HEADER + term(1, "new") + term(2, "old"))
    assert by_code("2").slug == "old-2"


def test_parents_follow_a_complete_release(run):
    run(HEADER + term(1, "a") + term(2, "b", "is_a: DOID:1 ! a", "is_a: DOID:2", "is_a: DOID:9"))
    assert by_code("2").parents.get() == by_code("1")
    run(PART + term(2, "b"))
    assert Parent.objects.count() == 1
    run(HEADER + term(1, "a", "is_a: DOID:2") + term(2, "b"))
    assert Parent.objects.get().child == by_code("1")


def test_second_run_changes_nothing(run):
    text = HEADER + OBSOLETE_CARCINOID + term(1, "a", "alt_id: DOID:4", 'synonym: "b" EXACT []')
    text += term(2, "c", "is_a: DOID:1", "xref: OMIM:1")
    files = (text, XREFS + CARCINOID_ROW, SYNONYMS + CARCINOID_SYNONYMS)
    run(*files)
    before = everything()
    out = run(*files)
    assert everything() == before
    assert "created" not in out.replace("0 created, 0 changed", "")


def test_only_conditions_that_changed_are_touched(run):
    run(HEADER + term(1, "a") + term(2, "b"))
    before = dict(Condition.objects.values_list("name", "changed_at"))
    run(HEADER + term(1, "a") + term(2, "b", 'synonym: "c" EXACT []'))
    after = dict(Condition.objects.values_list("name", "changed_at"))
    assert after["a"] == before["a"]
    assert after["b"] > before["b"]


def test_dry_run_writes_nothing_and_counts_the_same(run):
    text = HEADER + term(1, "a", 'synonym: "b" EXACT []')
    dry = run(text, dry_run=True)
    assert not Condition.objects.exists()
    assert dry.startswith(run(text))
