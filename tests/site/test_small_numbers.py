"""Attacks on the small numbers: by reading every page, by subtraction, and by looking twice."""

import re
import sys
from collections import Counter, defaultdict
from itertools import combinations_with_replacement, product

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django_countries import countries
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from conditions.models import Condition, Topic
from experiences import community, counts
from experiences.models import Membership, Relation
from experiences.models.kinds import YEAR_BANDS
from experiences.small_numbers import figures_of_whole, in_steps, leave_room
from tests import factories
from tests.site.test_access import sign_in
from tests.site.walk import walk, words_of

pytestmark = pytest.mark.thorough
STEP = 3  # people: the threshold of these tests

# Every world that there can be behind what a reader sees, all counted at the same moment

PLACES = ("", "NL", "US", "DE")  # nobody knows who of the first is on no map, or elsewhere


def splits(size, places):
    """All ways to spread so many people over so many places."""
    if places == 1:
        yield (size,)
        return
    for number in range(size + 1):
        for rest in splits(size - number, places - 1):
            yield (number, *rest)


def seen(world, step):
    """What readers see of communities, each told as its members by place."""
    parts, counted = [], Counter()
    for members in world:
        on_map = dict(zip(PLACES[1:], members[1:], strict=False))
        counted.update(on_map)
        parts.append((sum(members), leave_room(in_steps(on_map, step), step, sum(members))))
    whole = figures_of_whole(counted, parts, step)
    return tuple(tuple(sorted(each.items())) for _size, each in parts), tuple(sorted(whole.items()))


def told(sizes, step, places):
    """Every number that all worlds behind some answer agree on, and every hidden one of which
    they say that it is not nought."""
    behind = defaultdict(list)
    for world in product(*(list(splits(size, places)) for size in sizes)):
        behind[seen(world, step)].append(world)
    for (parts, whole), worlds in behind.items():
        for part, at in product(range(len(sizes)), range(places)):
            numbers = {world[part][at] for world in worlds}
            is_shown = PLACES[at] in dict(parts[part])
            if len(numbers) == 1 or (at and not is_shown and 0 not in numbers):
                yield parts, whole, part, PLACES[at], numbers


WORLDS = [
    # step, places, sizes of the communities
    *((step, 3, (size,)) for step in (2, 3) for size in range(1, 13)),
    *((2, 4, (size,)) for size in range(1, 10)),
    *((2, 3, sizes) for sizes in combinations_with_replacement(range(1, 8), 2)),
    *((3, 3, sizes) for sizes in [(1, 6), (5, 6), (7, 9)]),
    (3, 3, (2, 6, 6)),
    # Large enough, together, that the site says more than its communities.
    (3, 3, (6, 6, 6)),
    *((3, 3, sizes) for sizes in combinations_with_replacement(range(1, 10), 2)),
    *((3, 3, sizes) for sizes in combinations_with_replacement(range(1, 7), 3)),
    (3, 3, (6, 7, 8)),
    (2, 3, (4, 4, 4, 5)),
]


def test_no_hidden_number_has_only_one_explanation():
    for step, places, sizes in WORLDS:
        assert list(told(sizes, step, places)) == []


@pytest.mark.parametrize(
    ("rule", "without"),
    [
        ("in_steps", lambda counts, step: {at: n for at, n in counts.items() if n >= step}),
        ("leave_room", lambda figures, step, among: dict(figures)),
        ("figures_of_whole", lambda counted, parts, step: in_steps(counted, step)),
    ],
)
def test_attack_finds_people_where_a_rule_is_left_out(monkeypatch, rule, without):
    monkeypatch.setattr(sys.modules[__name__], rule, without)
    found = (list(told(sizes, step, places)) for step, places, sizes in WORLDS)
    assert any(found)


# Through the pages, one event after the other

EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["join", "join", "join", "leave", "switch", "move"]),
        st.sampled_from([0, 0, 0, 1]),
        st.sampled_from(["NL", "NL", "NL", "US", ""]),
        st.sampled_from([True, True, False]),
        st.integers(0, 99),
    ),
    min_size=20,
    max_size=60,
)
ROW = re.compile(r'<th scope="row">(?:<a [^>]*>)?([^<]+)(?:</a>)?</th> ?<td>at least (\d+)</td>')


class Reader:
    """Reads the maps, and keeps what it saw."""

    def __init__(self, conditions):
        self.client = Client()
        self.pages = [reverse("experiences:world-map")]
        self.pages += [
            reverse("experiences:community-map", args=[each.slug]) for each in conditions
        ]

    def look(self):
        return [self.figures(page) for page in self.pages]

    def figures(self, page):
        html = " ".join(self.client.get(page).content.decode().split())
        numbers = {name: int(number) for name, number in ROW.findall(html)}
        # The picture says what the table says.
        assert Counter(re.findall(r'aria-label="([^"]+): at least (\d+) members"', html)) == {
            (name, str(number)): 1 for name, number in numbers.items()
        }
        return numbers


def whereabouts(conditions=None):
    """Where everybody is who is on a map: of each community, or once each."""
    rows = Membership.objects.on_map()
    if conditions is not None:
        rows = rows.filter(condition=conditions)
    return set(rows.values_list("member", "country"))


def happen(event, conditions):
    verb, which, country, is_on_map, who = event
    condition = conditions[which]
    people = list(Membership.objects.of(condition).order_by("pk").select_related("member"))
    if verb == "join" or not people:
        person, country_then = factories.make_person(), country
    else:
        membership = people[who % len(people)]
        person, country_then = membership.member, country
        if verb == "leave":
            community.leave(condition, by=person)
            return
        if verb == "switch":
            country_then = str(membership.country)
    community.join(
        condition,
        by=person,
        relation="patient",
        country=country_then,
        on_map=bool(country_then) and is_on_map,
    )


def people_moved(then, now):
    return len({person for person, _country in then ^ now})


class LookingTwice(TestCase):
    @hypothesis_settings(max_examples=20)
    @given(EVENTS)
    def test_what_is_shown_changes_only_when_a_step_of_people_have_moved(self, events):
        with override_settings(SMALL_NUMBER=STEP):
            self.watch(events)

    def watch(self, events):
        conditions = [factories.make_condition() for _ in range(2)]
        reader = Reader(conditions)
        shown = reader.look()
        # Since each map changed last; it was counted at one of these moments.
        since = [[each] for each in (whereabouts(), *map(whereabouts, conditions))]
        for event in events:
            happen(event, conditions)
            # The worst that a job could do: count between each two events.
            counts.count_site()
            now = [whereabouts(), *map(whereabouts, conditions)]
            for place, new in enumerate(reader.look()):
                assert all(number >= STEP and number % STEP == 0 for number in new.values())
                size = self.size(conditions[place - 1]) if place else None
                assert size is None or not new or size - sum(new.values()) >= STEP
                if new != self.known(shown[place], size):
                    assert any(people_moved(then, now[place]) >= STEP for then in since[place])
                    shown[place], since[place] = new, []
                since[place].append(now[place])

    def size(self, condition):
        return Condition.objects.get(pk=condition.pk).member_count

    def known(self, shown, size):
        """What a page has to show of what it showed, from the size of the community alone."""
        if size is None:
            return shown
        codes = {countries.name(code): code for code in ("NL", "US", "MT")}
        left = leave_room({codes[name]: number for name, number in shown.items()}, STEP, size)
        return {countries.name(code): number for code, number in left.items()}


# Through every page there is

HIDDEN, SHOWN = "LI", "NL"
OPTION = re.compile(r"<option value=\"?[a-z]{2}\"?[^>]*>[^<]*</option>")


@pytest.fixture
def world(db):
    """Two communities: enough people from one country, on the map and in the texts, and too few
    from another."""
    with override_settings(SMALL_NUMBER=STEP):
        conditions = [factories.make_condition(), factories.make_condition()]
        for condition in conditions:
            topic = factories.make_topic(condition)
            people = [(SHOWN, relation) for relation in ("patient", "relative") * 2]
            people += [(HIDDEN, "patient")] * (STEP - 1) + [("", "bereaved")] * STEP
            for number, (country, relation) in enumerate(people):
                person = factories.make_person()
                community.join(
                    condition, by=person, relation=relation, country=country, on_map=bool(country)
                )
                factories.make_public(
                    topic,
                    author=person,
                    relation=relation,
                    country=country,
                    years_since_diagnosis=number,
                )
        counts.count_site()
        yield conditions


def without_choices(response):
    """An answer without the lists from which somebody chooses a country of the whole world."""
    words = words_of(response)
    options = OPTION.findall(words)
    return OPTION.sub("", words) if len(options) >= len(countries) else words


@pytest.mark.parametrize("visitor", ["anonymous", "member"])
def test_hidden_country_is_in_no_answer(client, request, world, visitor):
    sign_in(client, request, visitor)
    name = countries.name(HIDDEN).casefold()
    found = {"hidden": [], "shown": []}
    for address, response in walk(client):
        answer = without_choices(response)
        if name in answer or f'"{HIDDEN.casefold()}"' in answer:
            found["hidden"].append(address)
        if countries.name(SHOWN).casefold() in answer:
            found["shown"].append(address)
    assert found["hidden"] == []
    # The walk does notice.
    maps = {reverse("experiences:community-map", args=[each.slug]) for each in world}
    assert maps | {each.get_absolute_url() for each in Topic.objects.all()} <= set(found["shown"])


def texts_on(client, topic, **asked):
    html = client.get(topic.get_absolute_url(), asked).content.decode()
    return set(re.findall(r'id="experience-(\d+)"', html))


def test_no_filter_or_order_parts_those_of_a_country_any_further(client, world):
    topic = Topic.objects.first()
    everyone = texts_on(client, topic)
    there = texts_on(client, topic, country=SHOWN)
    assert len(there) == 4 >= settings.SMALL_NUMBER and len(everyone - there) >= STEP
    for relation, years, order in product(["", *Relation.values], ["", *YEAR_BANDS], ["", "range"]):
        asked = {"relation": relation, "years": years, "order": order}
        assert texts_on(client, topic, country=SHOWN, **asked) == there
        # A country that is not offered is as if it were not asked for.
        assert texts_on(client, topic, country=HIDDEN, **asked) == texts_on(client, topic, **asked)


def test_map_page_of_a_hidden_country_is_the_page_without_one(client, world):
    page = reverse("experiences:community-map", args=[world[0].slug])
    answers = []
    for country in (HIDDEN, "QQ", ""):
        html = client.get(page, {"country": country}).content.decode()
        # The way to the other language keeps what was asked for, whatever it was.
        answers.append(html.replace(f"country={country}", "country="))
    assert answers[0] == answers[1] == answers[2]


def test_one_more_from_the_hidden_country_changes_no_map(client, world):
    reader = Reader(world)
    before = reader.look()
    community.join(
        world[0], by=factories.make_person(), relation="patient", country=HIDDEN, on_map=True
    )
    counts.count_site()
    assert reader.look() == before
