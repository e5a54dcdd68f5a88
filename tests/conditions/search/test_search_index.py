"""The index says what the catalogue says, after every change, and a rebuild finds nothing wrong."""

import io
import os
import tempfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from conditions.catalogue.editing import rename, retire, revive
from conditions.catalogue.load import load
from conditions.catalogue.splitting import Part, digest, split
from conditions.models import Condition, Name, SearchEntry
from conditions.search import index
from conditions.search.index import rebuild, reindex
from tests import factories
from tests.experiences.merging.building import merge_now

pytestmark = pytest.mark.django_db

EXAMPLES = 60 if os.environ.get("THOROUGH") else 8
NAMES = st.sampled_from(
    ["gout", "Sjögren syndrome", "Sjgren syndrome", "HD", "β-thalassemia", "Behçet’s disease"]
)
KINDS = st.sampled_from([kind for kind in Name.Kind.values if kind != "preferred"])
SCOPES = st.sampled_from(Name.Scope.values)
WHICH = st.integers(0, 9)
# By id: name, synonym, whether it is obsolete.
RELEASES = st.dictionaries(
    st.integers(1, 4), st.tuples(NAMES, NAMES, st.booleans()), min_size=1, max_size=3
)


def entries():
    rows = SearchEntry.objects.order_by("condition", "form")
    return list(rows.values_list("condition", "form", "text", "language", "weight"))


def forms(condition):
    return sorted(condition.search_entries.values_list("form", flat=True))


def test_every_name_leads_to_the_condition():
    condition = factories.make_condition("Sjögren syndrome")
    factories.make_name(condition, "Gougerot-Sjögren", language="fr", kind="preferred")
    assert forms(condition) == [
        "gougerot sjegren",
        "gougerot sjgren",
        "gougerot sjogren",
        "sjegren syndrome",
        "sjgren syndrome",
        "sjogren syndrome",
    ]


@pytest.mark.parametrize("state", ["retired", "merged"])
def test_only_live_conditions_are_found(state):
    condition, other = factories.make_condition(), factories.make_condition()
    Condition.objects.filter(pk=condition.pk).update(
        state=state, merged_into=other if state == "merged" else None
    )
    reindex([condition.pk])
    assert forms(condition) == []


def test_rebuild_says_how_many_rows_were_wrong():
    kept, renamed = factories.make_condition("gout"), factories.make_condition("pest")
    SearchEntry.objects.filter(condition=kept).delete()
    Condition.objects.filter(pk=renamed.pk).update(name="plague")
    SearchEntry.objects.create(condition=kept, form="none", text="none", language="en", weight=0)
    out = io.StringIO()
    call_command("rebuild_search", stdout=out)
    assert "4 wrong rows" in out.getvalue()
    assert (forms(kept), forms(renamed)) == (["gout"], ["plague"])


def test_renaming_by_hand_moves_the_index(client, administrator):
    condition = factories.make_condition("gout")
    client.force_login(administrator)
    response = client.post(
        reverse("conditions:condition-rename", args=["gout"]),
        {
            "name": "podagra",
            "slug": "gout",
            "keep_as": "former",
            "seen_name": "gout",
            "seen_slug": "gout",
        },
    )
    assert response.status_code == 302
    assert forms(condition) == ["gout", "podagra"]


def test_database_keeps_its_indexes_in_step():
    condition = factories.make_condition("gout")
    SearchEntry.objects.filter(condition=condition).update(form="podagra")
    assert native_rows("gout") == []
    (row,) = native_rows("podagra")
    SearchEntry.objects.all().delete()
    assert native_rows("podagra") == []
    assert row


def native_rows(word):
    """What the database's own indexes have of a word, without a look at the table on SQLite."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            found = []
            for table in index.TOKENIZERS:
                cursor.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")
                cursor.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH %s", [f'"{word}"'])
                found.append(sorted(cursor.fetchall()))
            assert found[0] == found[1]
            return found[0]
        cursor.execute(
            f"SELECT id FROM {index.TABLE} WHERE to_tsvector('simple', form) @@ %s::tsquery",
            [word],
        )
        return cursor.fetchall()


def release(terms):
    lines = ["format-version: 1.2", "ontology: doid"]
    for number, (name, synonym, is_obsolete) in terms.items():
        lines += ["", "[Term]", f"id: DOID:{number}", f"name: {name}"]
        lines += [f'synonym: "{synonym}" EXACT []', *["is_obsolete: true"] * is_obsolete]
    return "\n".join([*lines, ""])


class Catalogue(RuleBasedStateMachine):
    """Everything that happens to a catalogue, by the verbs that people and imports use."""

    def __init__(self):
        super().__init__()
        self.person = factories.make_person()
        self.conditions = [factories.make_condition() for _ in range(4)]

    def teardown(self):
        before = entries()
        SearchEntry.objects.all().delete()
        assert rebuild() == len(before)
        assert entries() == before
        native_rows("gout")
        # One test's transaction holds all walks.
        Condition.objects.update(state="retired", merged_into=None)
        Name.objects.all().delete()
        rebuild()

    def there(self, which):
        condition = self.conditions[which % len(self.conditions)]
        condition.refresh_from_db()
        return condition

    @rule(which=WHICH, name=NAMES, keep_as=st.sampled_from(["former", "synonym"]))
    def rename(self, which, name, keep_as):
        condition = self.there(which)
        if condition.is_live:
            seen, slug = (condition.name, condition.slug), condition.slug
            rename(condition, by=self.person, seen=seen, name=name, slug=slug, keep_as=keep_as)

    @rule(which=WHICH, name=NAMES, kind=KINDS, scope=SCOPES)
    def name(self, which, name, kind, scope):
        condition = self.there(which)
        Name.objects.update_or_create(
            condition=condition, text=name, language="en", defaults={"kind": kind, "scope": scope}
        )
        reindex([condition.pk])

    @rule(which=WHICH, name=NAMES)
    def erase_name(self, which, name):
        condition = self.there(which)
        condition.names.filter(text=name).delete()
        reindex([condition.pk])

    @rule(which=WHICH, name=NAMES, takes_names=st.booleans())
    def split(self, which, name, takes_names):
        condition = self.there(which)
        if condition.is_live:
            slug = f"part-{Condition.objects.count()}"
            names = condition.names.values_list("pk", flat=True) if takes_names else ()
            part = Part(name=name, slug=slug, names=list(names))
            self.conditions.append(split(condition, part, by=self.person, seen=digest(condition)))

    @rule(which=WHICH, other=WHICH)
    def merge(self, which, other):
        origin, target = self.there(which), self.there(other)
        if origin != target and origin.state != "merged" and target.is_live:
            merge_now(origin, target, by=self.person)

    @rule(which=WHICH)
    def retire_or_revive(self, which):
        condition = self.there(which)
        if condition.is_live:
            retire(condition, by=self.person, members=condition.member_count)
        elif condition.state == "retired":
            revive(condition, by=self.person)

    @rule(terms=RELEASES)
    def load_release(self, terms):
        with tempfile.NamedTemporaryFile("w", suffix=".obo", encoding="utf-8") as file:
            file.write(release(terms))
            file.flush()
            load([Path(file.name)], complete=True)

    @invariant()
    def nothing_is_wrong(self):
        assert reindex(Condition.objects.values_list("pk", flat=True)) == 0


@pytest.mark.thorough
def test_incremental_index_is_the_rebuilt_one(db):
    run_state_machine_as_test(
        Catalogue, settings=settings(max_examples=EXAMPLES, stateful_step_count=12, deadline=None)
    )


def test_names_that_are_changed_in_the_administration(client, settings):
    settings.DEMO = True  # Asks for no second factor.
    condition = factories.make_condition("gout")
    client.force_login(factories.make_person(is_superuser=True, is_staff=True))
    address = reverse("admin:conditions_condition_change", args=[condition.pk])
    formsets = {
        f"{name}-{field}": "0"
        for name in ("names", "codes", "parent_edges", "topics")
        for field in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    row = {"language": "en", "text": "podagra", "kind": "synonym", "scope": "exact"}
    row = {f"names-0-{field}": value for field, value in row.items()}

    def save(**more):
        data = {**formsets, **row, "names-TOTAL_FORMS": "1", **more}
        assert client.post(address, data).status_code == 302
        assert reindex([condition.pk]) == 0
        return forms(condition)

    assert save() == ["gout", "podagra"]
    there = {"names-INITIAL_FORMS": "1", "names-0-condition": condition.pk}
    there["names-0-id"] = condition.names.get().pk
    assert save(**there, **{"names-0-text": "Uric arthritis"}) == ["gout", "uric arthritis"]
    assert save(**there, **{"names-0-DELETE": "on"}) == ["gout"]
