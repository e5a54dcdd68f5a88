import gzip

import pytest

from conditions.catalogue.mondo_tables import read_xrefs
from conditions.catalogue.obo import read_release
from conditions.catalogue.source_files import Kind, Malformed, kind_of

HEADER = "format-version: 1.2\nontology: doid\n"
TERM = "\n[Term]\nid: DOID:1\nname: sample disease\n"


def write(tmp_path, text, name="file.obo"):
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read_term(tmp_path, lines):
    return read_release(write(tmp_path, HEADER + TERM + lines)).terms["DOID:1"]


def test_escaped_characters_and_references_are_read(tmp_path):
    term = read_term(tmp_path, r'def: "A \"rare\" disease\: one\, two.\nMore." [url:http\://x]')
    assert term.definition == 'A "rare" disease: one, two. More.'


@pytest.mark.parametrize(
    "line",
    [
        'synonym: "SD" EXACT OMO:0003012 []',
        'synonym: "SD" EXACT [] {synonymtypedef="acronym"}',
        'synonym: "SD" EXACT OMO:0003012 [MIM:606640] {comment="x"} ! a comment',
    ],
)
def test_both_dialects_mark_an_acronym(tmp_path, line):
    (synonym,) = read_term(tmp_path, line).synonyms
    assert (synonym.text, synonym.scope, synonym.is_abbreviation) == ("SD", "exact", True)


def test_trailing_qualifiers_are_cut_off(tmp_path):
    term = read_term(tmp_path, 'xref: OMIM:616202 {xref="url:https://x.org/"}\nis_a: DOID:2 ! two')
    assert [xref.text for xref in term.xrefs] == ["OMIM:616202"]
    assert term.parents == ["DOID:2"]


def test_text_is_normalised(tmp_path):
    term = read_term(tmp_path, 'synonym: "Sjo\u0308gren   syndrome" EXACT []')
    assert term.synonyms[0].text == "Sjögren syndrome"


def test_other_stanzas_are_passed_over(tmp_path):
    text = HEADER + TERM + "\n[Typedef]\nid: RO:is_a\nname: is_a\n"
    assert list(read_release(write(tmp_path, text)).terms) == ["DOID:1"]


@pytest.mark.parametrize(
    ("ontology", "is_complete"),
    [("doid", True), ("doid/subsets/DO_rare_slim", False), ("mondo", True)],
)
def test_header_tells_whether_the_release_is_complete(tmp_path, ontology, is_complete):
    text = f"format-version: 1.2\nontology: {ontology}\n{TERM}"
    assert read_release(write(tmp_path, text)).is_complete is is_complete


def test_gzip_is_told_by_its_content(tmp_path):
    path = write(tmp_path, gzip.compress((HEADER + TERM).encode()), "no-ending")
    assert kind_of(path) is Kind.OBO
    assert "DOID:1" in read_release(path).terms


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("mondo_id\tlabel\tDOID\n", Kind.MONDO_XREFS),
        ("ID\tLABEL\tSYNONYMS\n", Kind.MONDO_SYNONYMS),
        (HEADER, Kind.OBO),
    ],
)
def test_kind_is_told_by_the_first_line(tmp_path, first, kind):
    assert kind_of(write(tmp_path, first)) is kind


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("mondo_id\tlabel\tDOID\nMONDO:1\tone\n", 2),
        ("mondo_id\tlabel\tDOID\nDOID:1\tone\t\n", 2),
        ("mondo_id\tlabel\tDOID\nMONDO:1\tone\t\nMONDO:1\tone\t\n", 3),
        ("mondo_id\tlabel\tDOID\n", 1),
    ],
)
def test_broken_table_is_refused_with_its_line(tmp_path, text, line):
    with pytest.raises(Malformed, match=f"file.tsv, line {line}:"):
        read_xrefs(write(tmp_path, text, "file.tsv"))
