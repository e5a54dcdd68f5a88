"""Releases in, catalogue out: what is kept, what is asked of a person, what is refused."""

import gzip
import io

import pytest
from django.core.management import CommandError, call_command

from conditions.models import (
    CatalogueFlag,
    Code,
    Condition,
    FormerSlug,
    Name,
    Parent,
    SearchEntry,
)
from conditions.search.index import rebuild
from tests import factories

pytestmark = pytest.mark.django_db

HEADER = "format-version: 1.2\nontology: doid\n"
PART = "format-version: 1.2\nontology: doid/subsets/part\n"
XREFS = "mondo_id\tlabel\tDOID\tICD9\tOMIM\tORPHANET\tGARD\n"
SYNONYMS = "ID\tLABEL\tSYNONYMS\n"
OBSOLETE_CARCINOID = """
[Term]
id: DOID:8600
name: obsolete carcinoid syndrome
synonym: "Hormonal tumour" RELATED []
is_obsolete: true
"""
CARCINOID_ROW = "MONDO:0100347\tcarcinoid syndrome\t\t259.2\t\t100093\t0005994\n"
CARCINOID_SYNONYMS = "MONDO:0100347\tcarcinoid syndrome\tcarcinoid tumor syndrome\n"


def term(number, name, *lines):
    return "\n".join(["", "[Term]", f"id: DOID:{number}", f"name: {name}", *lines, ""])


@pytest.fixture
def run(tmp_path):
    def run(*texts, **options):
        paths = []
        for number, text in enumerate(texts):
            paths.append(tmp_path / f"file{number}")
            paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
        out = io.StringIO()
        call_command("import_catalogue", *map(str, paths), stdout=out, **options)
        return out.getvalue()

    return run


def by_code(value, system="doid"):
    return Condition.objects.get(codes__system=system, codes__value=value)


def flags(kind):
    return list(CatalogueFlag.objects.filter(kind=kind).values_list("condition__name", flat=True))


def codes_of(condition):
    return {(c.system, c.value): c.relation for c in condition.codes.all()}


def everything():
    models = (Condition, Name, Code, Parent, FormerSlug, CatalogueFlag)
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


CARCINOID_FILES = (
    HEADER + OBSOLETE_CARCINOID,
    XREFS + CARCINOID_ROW,
    SYNONYMS + CARCINOID_SYNONYMS,
)


@pytest.mark.sample(1)
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


GOOD = HEADER + term(1, "a")
BROKEN = {
    "synonym without its closing quotation mark": (
        HEADER + term(1, "a", 'synonym: "b EXACT []'),
        7,
    ),
    "unknown scope": (HEADER + term(1, "a", 'synonym: "b" EXCAT []'), 7),
    "references not closed": (HEADER + term(1, "a", 'synonym: "b" EXACT [x'), 7),
    "definition without quotation marks": (HEADER + term(1, "a", "def: b []"), 7),
    "no id": (HEADER + "\n[Term]\nname: a\n", 4),
    "no name": (HEADER + "\n[Term]\nid: DOID:1\n", 4),
    "id without prefix": (HEADER + "\n[Term]\nid: 1\nname: a\n", 5),
    "id that is there twice": (GOOD + term(1, "b"), 9),
    "line without a tag": (GOOD + "nothing\n", 7),
    "neither true nor false": (HEADER + term(1, "a", "is_obsolete: perhaps"), 7),
    "not UTF-8": ((GOOD + term(2, "b")).encode() + b"comment: \xff\n", 11),
    "NUL": (HEADER + term(1, "a\0"), 6),
    "cut short": (gzip.compress(GOOD.encode())[:-12], None),
    "empty": ("", 1),
    "another format": ("disease,code\n", 1),
    "another ontology": ("format-version: 1.2\nontology: go\n" + term(1, "a"), 1),
    "no term": (HEADER, 1),
}


@pytest.mark.parametrize(("text", "line"), BROKEN.values(), ids=BROKEN)
def test_broken_file_is_refused_whole_with_one_line(run, text, line):
    with pytest.raises(CommandError) as refused:
        run(GOOD, text)
    message = str(refused.value)
    assert "\n" not in message
    assert "file1, line " in message
    assert line is None or f", line {line}:" in message
    assert refused.value.returncode == 1
    assert not Condition.objects.exists()


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("import_catalogue", str(tmp_path / "nowhere"))


@pytest.mark.thorough
def test_real_releases_on_top_of_each_other_lose_nothing(public_data):
    def load(name):
        out = io.StringIO()
        path = public_data / "disease-ontology" / name
        call_command("import_catalogue", str(path), stdout=out)
        return out.getvalue()

    first = load("doid-2024-01-31.obo.gz")
    assert "conditions: 11,501 created" in first
    assert "synonyms of live terms: 18,755 created" in first
    # The other 11 of the 18,766 lines.
    assert "skipped 11: synonym of a live term: same as another name of it" in first
    assert Condition.objects.live().count() == 11_501
    ids, slugs = set(doids()), addresses()
    load("do-rare-slim-2026-07-31.obo.gz")
    assert ids <= set(doids())
    assert len(doids()) == len(set(doids()))
    assert slugs <= addresses()
    again = load("do-rare-slim-2026-07-31.obo.gz")
    assert "created" not in again.replace("0 created, 0 changed", "")
    # Nothing that search has is wrong or missing after either.
    assert rebuild() == 0 and SearchEntry.objects.count() > 30_000


def doids():
    return list(Code.objects.filter(system="doid").values_list("value", flat=True))


def addresses():
    return {*Condition.objects.values_list("slug", flat=True)} | {
        *FormerSlug.objects.values_list("slug", flat=True)
    }
