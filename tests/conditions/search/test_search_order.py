"""What is found for what is typed, and in which order; and that the figures are counted right."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from conditions.models import Name
from conditions.search import candidates
from conditions.search.index import reindex
from diseasemaps.workshop.search_measure import find
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    names = {
        "Sjgren syndrome": ["Sicca syndrome"],
        "Guillain-Barr syndrome": ["GBS"],
        "alpha-thalassemia": ["α-thalassaemia"],
        "amyotrophic lateral sclerosis": ["Lou Gehrig's disease", "ALS"],
        "carcinoid syndrome": [],
        "carcinoma": [],
        "Marfan syndrome": [],
        "marfanoid habitus with situs inversus": [],
        "type II diabetes mellitus": [],
    }
    conditions = []
    for name, others in names.items():
        conditions.append(factories.make_condition(name))
        for other in others:
            Name.objects.create(condition=conditions[-1], text=other)
    reindex([condition.pk for condition in conditions])


@pytest.mark.sample(5)
@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("Sjögren", "sjgren-syndrome"),
        ("sjogren syndrome", "sjgren-syndrome"),
        ("Guillain-Barré", "guillain-barr-syndrome"),
        ("alpha thalassaemia", "alpha-thalassemia"),
        ("lou gehrig", "amyotrophic-lateral-sclerosis"),
        ("ALS", "amyotrophic-lateral-sclerosis"),
        ("gb", "guillain-barr-syndrome"),
        ("carcinod syndrom", "carcinoid-syndrome"),
        ("syndrome marfan", "marfan-syndrome"),
        ("marf", "marfan-syndrome"),
        ("diabetes type 2", "type-ii-diabetes-mellitus"),
    ],
)
def test_what_is_meant_comes_first(catalogue, query, slug):
    assert find(query)[0] == slug


def test_abbreviation_comes_before_another_that_sounds_like_it(catalogue):
    for name, other in {"one syndrome": "AEDS", "other syndrome": "EDS"}.items():
        condition = factories.make_condition(name)
        Name.objects.create(condition=condition, text=other)
        reindex([condition.pk])
    assert find("EDS")[0] == "other-syndrome" and find("AEDS")[0] == "one-syndrome"


def test_name_is_found_of_which_all_that_tells_most_is_misspelt(catalogue, monkeypatch):
    """As in a large catalogue: the wrong letters are rare, and the right ones are common."""
    monkeypatch.setattr(candidates, "LIMIT", 5)
    monkeypatch.setattr(candidates, "NAMES", 20)
    monkeypatch.setattr(candidates, "_counts", {})
    names = [f"{letter}scla dist" for letter in "abcdef"]
    names += [f"{letter}{rest}" for letter in "abcdefgh" for rest in ("musc lar dx", "strophy")]
    right = factories.make_condition("muscular dystrophy")
    reindex([right.pk, *(factories.make_condition(name).pk for name in names)])
    assert find("musclar distrophy")[0] == "muscular-dystrophy"


def test_what_is_like_nothing_finds_nothing(catalogue):
    assert find("xylophone concerto") == []


@pytest.mark.thorough
def test_queries_made_from_the_catalogue_find_what_they_are_made_from(catalogue, tmp_path):
    queries = StringIO()
    call_command("make_search_queries", each=10, stdout=queries)
    file = tmp_path / "queries.tsv"
    file.write_text(queries.getvalue(), encoding="utf-8")
    said = StringIO()
    call_command("evaluate_search", str(file), stdout=said)
    shares = {line[:17].strip(): line[17:].split() for line in said.getvalue().splitlines()}
    assert shares["exact"][1:3] == ["100.0%", "100.0%"]
    # The same queries, once with any right that begins so, once with the very one.
    beginnings = [line.split("\t") for line in queries.getvalue().splitlines() if "prefix" in line]
    assert [row[0] for row in beginnings[:10]] == [row[0] for row in beginnings[10:]]
    for any_of_them, its_own in zip(beginnings[:10], beginnings[10:], strict=True):
        assert set(its_own[1].split("|")) <= set(any_of_them[1].split("|"))
    assert "Plain LIKE scan" in said.getvalue()


def test_figures_see_what_is_not_found(catalogue, tmp_path):
    file = tmp_path / "queries.tsv"
    file.write_text("marfan\tcarcinoma\nmarfan\tmarfan-syndrome\n", encoding="utf-8")
    said = StringIO()
    call_command("evaluate_search", str(file), stdout=said)
    assert "50.0%" in said.getvalue()


@pytest.mark.parametrize("line", ["no tab here", "marfan\tno-such-condition"])
def test_a_bad_line_is_named(catalogue, tmp_path, line):
    file = tmp_path / "queries.tsv"
    file.write_text(f"marfan\tmarfan-syndrome\n{line}\n", encoding="utf-8")
    with pytest.raises(CommandError, match="line 2"):
        call_command("evaluate_search", str(file))
