"""Ways to a condition besides its name: groups, what is new, and what is related."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conditions.catalogue import graph
from conditions.catalogue.editing import AddressTaken, check_address
from conditions.catalogue.graph import below, count_groups
from conditions.models import Condition, GroupSize, Name, Parent
from tests import factories
from tests.conftest import fewer

pytestmark = pytest.mark.django_db


def link(child, *parents):
    for parent in parents:
        Parent.objects.create(child=child, parent=parent)


@pytest.fixture
def tree():
    """disease > heart disease > valve disease; disease > rare disease > valve disease."""
    made = {
        name: factories.make_condition(name)
        for name in ["disease", "heart disease", "rare disease", "valve disease", "cold heart"]
    }
    link(made["heart disease"], made["disease"])
    link(made["rare disease"], made["disease"])
    link(made["valve disease"], made["heart disease"], made["rare disease"])
    link(made["cold heart"], made["heart disease"])
    count_groups()
    return made


def read(client, name, *args, query=""):
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def sizes():
    return dict(GroupSize.objects.values_list("condition__name", "below"))


def test_each_condition_below_is_counted_once_however_many_ways_lead_to_it(tree):
    assert sizes() == {"disease": 4, "heart disease": 2, "rare disease": 1}


def test_counting_again_changes_nothing(tree):
    assert count_groups() == 0


def test_retired_conditions_are_counted_no_more(tree):
    Condition.objects.filter(name="valve disease").update(state="retired")
    assert count_groups() == 3
    assert sizes() == {"disease": 3, "heart disease": 1}


def test_circle_in_the_graph_ends(tree):
    link(tree["disease"], tree["valve disease"])
    count_groups()
    assert sizes()["disease"] == 4 and sizes()["valve disease"] == 4


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=25))
def test_below_is_what_a_plain_walk_finds(edges):
    children = {}
    for parent, child in edges:
        children.setdefault(parent, []).append(child)
    for top, first in children.items():
        found = set(first)
        for _ in range(10):
            found |= {child for each in found for child in children.get(each, [])}
        assert below(top, children) == found - {top}


def test_groups_begin_below_the_one_root(client, tree):
    page = read(client, "conditions:group-list")
    assert "heart disease</a> <span" in page and "2 conditions" in page
    assert "valve disease" not in page


def test_groups_begin_at_the_roots_where_there_are_several(client, tree):
    other = factories.make_condition("syndrome")
    link(factories.make_condition("odd syndrome"), other)
    count_groups()
    page = read(client, "conditions:group-list")
    assert ">disease</a>" in page and ">syndrome</a>" in page and "heart" not in page


def test_level_shows_kinds_with_their_numbers_and_where_it_belongs(client, tree):
    page = read(client, "conditions:group-detail", tree["heart disease"].slug)
    assert f'href="{tree["valve disease"].get_absolute_url()}"' in page
    assert "/conditions/groups/disease/" in page
    page = read(client, "conditions:group-detail", tree["disease"].slug)
    assert "/conditions/groups/heart-disease/" in page and "1 condition <" in page


def test_empty_catalogue_has_no_groups_and_says_so(client):
    assert "The catalogue has no groups." in read(client, "conditions:group-list")


def test_group_of_a_retired_condition_is_410(client, tree):
    Condition.objects.filter(name="rare disease").update(state="retired")
    assert client.get("/conditions/groups/rare-disease/").status_code == 410


@pytest.mark.sample(2)
@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "%00"])
def test_page_that_is_not_there_is_404(client, tree, page):
    assert client.get(f"/conditions/groups/disease/?page={page}").status_code == 404


def test_import_counts_the_groups(tmp_path):
    release = tmp_path / "slice.obo"
    term = "[Term]\nid: DOID:{0}\nname: {1}\n{2}\n"
    release.write_text(
        "format-version: 1.2\nontology: doid\n\n"
        + term.format(4, "disease", "")
        + term.format(7, "heart disease", "is_a: DOID:4 ! disease\n")
        + term.format(8, "groups", "is_a: DOID:7 ! heart disease\n")
    )
    call_command("import_catalogue", str(release), no_progress=True, verbosity=0)
    assert sizes() == {"disease": 2, "heart disease": 1}
    # Its plain address is the one of the list of groups.
    assert Condition.objects.get(name="groups").slug == "groups-2"


def test_renaming_cannot_take_the_address_of_the_groups():
    with pytest.raises(AddressTaken):
        check_address("groups")


def test_periodic_job_repairs_the_numbers(tree, capsys):
    GroupSize.objects.all().delete()
    call_command("run_periodic")
    assert "groups of the catalogue: 3 changed" in capsys.readouterr().out


def number_of_queries(client, *addresses):
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        yield len(captured)


@pytest.mark.thorough
def test_pages_cost_the_same_queries_however_much_there_is(client, tree):
    addresses = [
        "/conditions/groups/",
        "/conditions/groups/disease/",
        "/conditions/heart-disease/",
        "/latest/",
    ]
    factories.make_public(factories.make_topic(tree["heart disease"]))
    factories.make_published(factories.make_topic(tree["heart disease"]))
    before = list(number_of_queries(client, *addresses))
    for number in range(fewer(40)):
        condition = factories.make_condition()
        link(condition, tree["disease"], tree["heart disease"])
        Name.objects.create(condition=condition, text="cold heart")
        if number < 3:
            factories.make_public(factories.make_topic(condition))
            factories.make_published(factories.make_topic(condition))
    count_groups()
    assert list(number_of_queries(client, *addresses)) == before


def test_siblings_that_share_more_come_first(client, tree):
    twin = factories.make_condition("twin disease")
    link(twin, tree["heart disease"], tree["rare disease"])
    page = read(client, "conditions:condition-detail", tree["valve disease"].slug)
    related = page[page.index("Related conditions") :]
    assert related.index("twin disease") < related.index("cold heart")
    assert "valve disease" not in related.split("</ul>")[0]


def test_namesake_is_named(client, tree):
    Name.objects.create(condition=tree["rare disease"], text="Cold Heart")
    page = read(client, "conditions:condition-detail", tree["cold heart"].slug)
    assert "Also called by one of these names" in page


def test_many_kinds_are_left_to_the_page_of_the_group(client, tree):
    for _ in range(40):
        link(factories.make_condition(), tree["rare disease"])
    page = read(client, "conditions:condition-detail", tree["rare disease"].slug)
    assert 'href="/conditions/groups/rare-disease/">All of them' in page


def test_latest_lists_each_topic_once_and_the_most_told_of_first(client):
    often, once = factories.make_topic(), factories.make_topic()
    for days in (1, 2, 9):
        factories.make_public(often, days_ago=days)
    factories.make_public(once, days_ago=5)
    page = read(client, "experiences:latest")
    shared = page[page.index("Newly shared") :]
    assert shared.count(often.get_absolute_url()) == 1
    assert shared.index(often.get_absolute_url()) < shared.index(once.get_absolute_url())
    active = page[: page.index("Newly reviewed")]
    assert active.index(often.condition.slug) < active.index(once.condition.slug)
    assert "3 experiences" in active


@pytest.mark.sample(1)
@pytest.mark.parametrize("state", ["pending", "hidden", "withdrawn"])
def test_latest_knows_nothing_of_what_is_not_public(client, state):
    factories.make_in_state(state)
    page = read(client, "experiences:latest")
    assert "Nobody has shared an experience yet." in page


def test_latest_names_what_was_reviewed(client):
    revision = factories.make_published()
    assert revision.summary.topic.get_absolute_url() in read(client, "experiences:latest")


def test_ways_to_browse_stand_on_each_of_them(client, tree):
    for name in ("conditions:condition-list", "conditions:group-list", "experiences:latest"):
        page = read(client, name)
        ways = re.search(r'<ul class="ways.*?</ul>', page)[0]
        assert ways.count("<li>") == 4 and ways.count('aria-current="page"') == 1


def test_batches_do_not_matter(tree, monkeypatch):
    monkeypatch.setattr(graph, "BATCH", 1)
    GroupSize.objects.all().delete()
    assert count_groups() == 3
