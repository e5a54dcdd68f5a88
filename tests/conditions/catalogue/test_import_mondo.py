"""The tables of Mondo beside the releases of the Human Disease Ontology, in any order."""

import pytest

from conditions.models import Code, Condition
from tests.conditions.catalogue.releases import (
    CARCINOID_FILES,
    HEADER,
    OBSOLETE_CARCINOID,
    XREFS,
    by_code,
    codes_of,
    flags,
    term,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (1, 0, 2), (0, 1, 0, 1, 2)])
def test_carcinoid_syndrome_comes_out_the_same_in_any_order(run, order):
    for number in order:
        run(CARCINOID_FILES[number], add_new=True)
    condition = Condition.objects.get()
    assert (condition.state, condition.slug) == ("live", "carcinoid-syndrome")
    assert codes_of(condition) == {
        ("doid", "8600"): "former",
        ("mondo", "0100347"): "exact",
        ("icd9cm", "259.2"): "related",
        ("orpha", "100093"): "exact",
        ("gard", "5994"): "related",
    }
    assert set(condition.names.values_list("text", flat=True)) == {
        "Hormonal tumour",
        "carcinoid tumor syndrome",
    }


def test_mondo_row_attaches_by_the_doid_and_its_exact_code_wins(run):
    run(HEADER + term(1, "a", "xref: OMIM:7", "alt_id: DOID:3"))
    run(XREFS + "MONDO:5\tA disease\t1\t\t7\t\t\n")
    codes = codes_of(by_code("5", "mondo"))
    assert codes["omim", "7"] == codes["mondo", "5"] == "exact"
    assert by_code("1").names.get().text == "A disease"


def test_mondo_row_without_a_condition_is_left_out(run):
    out = run(XREFS + "MONDO:5\tx\t\t\t\t\t\nMONDO:6\tobsolete y\t\t\t\t\t\n")
    assert not Condition.objects.exists()
    assert "skipped 1: Mondo row: no condition here has this id" in out
    assert "skipped 1: Mondo row: labelled obsolete" in out


def test_mondo_row_that_names_two_conditions_is_left_to_a_person(run):
    run(HEADER + term(1, "a") + term(2, "b"))
    run(XREFS + "MONDO:5\tc\t1|2\t\t\t\t\n")
    assert set(flags("conflict")) == {"a", "b"}
    assert not Code.objects.filter(system="mondo").exists()


def test_two_mondo_rows_for_one_condition_are_left_to_a_person(run):
    run(HEADER + term(1, "a"))
    run(XREFS + "MONDO:5\tb\t1\t\t\t\t\nMONDO:6\tc\t1\t\t\t\t\n")
    assert flags("conflict") == ["a"]
    assert not Code.objects.filter(system="mondo").exists()


def test_obsolete_mondo_row_does_not_revive(run):
    run(HEADER + OBSOLETE_CARCINOID)
    run(XREFS + "MONDO:5\tobsolete carcinoid syndrome\t8600\t\t\t\t\n", add_new=True)
    assert by_code("8600").state == "retired"


def test_obsolete_term_that_mondo_has_live_comes_out_the_same_in_any_order(run):
    files = (
        HEADER + term(1, "obsolete one", 'synonym: "un" EXACT []', "is_obsolete: true"),
        XREFS + "MONDO:5\tone\t1\t\t\t\t\n",
    )
    for number in (1, 0, 1, 0):
        out = run(files[number], add_new=True)
    condition = Condition.objects.get()
    assert (condition.state, condition.names.get().text) == ("live", "un")
    assert codes_of(condition) == {("doid", "1"): "former", ("mondo", "5"): "exact"}
    assert "created" not in out.replace("0 created, 0 changed", "")


def test_doid_of_a_mondo_row_finds_its_term_later(run):
    run(XREFS + "MONDO:5\tmondo name\t1\t\t\t\t\n", add_new=True)
    run(HEADER + term(1, "doid name"))
    condition = Condition.objects.get()
    assert condition.name == "doid name"
    assert codes_of(condition) == {("doid", "1"): "exact", ("mondo", "5"): "exact"}
