"""The administration is for reference data and for looking: decisions are made by the verbs."""

from html import unescape

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from conditions.catalogue.graph import count_groups
from conditions.models import (
    CatalogueFlag,
    Condition,
    FormerSlug,
    GroupSize,
    Notice,
    Question,
    Review,
    Revision,
)
from diseasemaps.accounts.models import User
from experiences.models import Decision, Experience, Membership
from tests import factories

pytestmark = pytest.mark.django_db

# Rows that only transitions make; not even a superuser edits one.
LOOKED_AT = [CatalogueFlag, Decision, Experience, Membership, Notice, Review, Revision, User]
# What may be done to many rows at once, by model; deleting is for reference data alone.
BULK = {
    CatalogueFlag: {"keep"},
    **{model: set() for model in (Condition, Question, Decision, Experience, Membership)},
    **{model: set() for model in (Notice, Review, Revision, User)},
}
MAY_DELETE_MANY = {"Reason", "CrisisLine", "WantedCondition"}


@pytest.fixture
def root(client):
    person = factories.make_person(is_superuser=True, is_staff=True)
    client.force_login(person)
    return person


@pytest.fixture
def no_second_factor(settings):
    settings.DEMO = True


@pytest.fixture
def asked(root):
    request = RequestFactory().get("/")
    request.user = root
    return request


def body(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_what_packages_keep_of_people_is_in_no_list():
    registered = {
        each._meta.app_label for each in apps.get_models() if admin.site.is_registered(each)
    }
    assert registered == {"accounts", "conditions", "experiences"}


@pytest.mark.parametrize("model", LOOKED_AT, ids=lambda model: model.__name__)
def test_nobody_edits_what_transitions_made(asked, model):
    registered = admin.site.get_model_admin(model)
    assert not registered.has_add_permission(asked)
    assert not registered.has_change_permission(asked)
    assert not registered.has_delete_permission(asked)
    assert registered.has_view_permission(asked)
    for inline in registered.get_inline_instances(asked):
        assert not inline.has_change_permission(asked)
        assert not inline.has_delete_permission(asked)


def test_every_bulk_action_is_known(asked):
    for model in filter(admin.site.is_registered, apps.get_models()):
        actions = set(admin.site.get_model_admin(model).get_actions(asked))
        allowed = {"delete_selected"} if model.__name__ in MAY_DELETE_MANY else set()
        assert actions == BULK.get(model, allowed), model


def test_many_flags_are_kept_row_by_row(client, root, no_second_factor):
    flags = [
        CatalogueFlag.objects.create(
            condition=factories.make_condition(), kind="gone", source="doid", detail=f"{number}"
        )
        for number in range(3)
    ]
    client.post(f"/catalogue/questions/{flags[0].pk}/keep/")
    before = CatalogueFlag.objects.get(pk=flags[0].pk)
    response = client.post(
        reverse("admin:conditions_catalogueflag_changelist"),
        {"action": "keep", "_selected_action": [flag.pk for flag in flags]},
        follow=True,
    )
    assert "2 questions are settled." in body(response)
    assert "1 question was settled already, and stays so." in body(response)
    settled = CatalogueFlag.objects.values_list("settled", "settled_by")
    assert set(settled) == {("kept", root.pk)}
    assert CatalogueFlag.objects.get(pk=flags[0].pk).resolved_at == before.resolved_at


def formsets() -> dict[str, str]:
    names = ("names", "codes", "parent_edges", "topics")
    return {f"{name}-{field}": "0" for name in names for field in ("TOTAL_FORMS", "INITIAL_FORMS")}


def test_condition_is_made_with_what_follows_from_its_name(client, root, no_second_factor):
    address = reverse("admin:conditions_condition_add")
    data = {"name": "Épidermolyse", "slug": "epidermolyse", **formsets()}
    assert client.post(address, data).status_code == 302
    made = Condition.objects.get()
    assert (made.sort_name, made.initial) == ("epidermolyse", "E")
    assert made.search_entries.exists()


@pytest.mark.sample(1)
@pytest.mark.parametrize("slug", ["theirs", "once-theirs", "a-z"])
def test_condition_gets_no_address_of_another(client, root, no_second_factor, slug):
    FormerSlug.objects.create(slug="once-theirs", condition=factories.make_condition("theirs"))
    data = {"name": "new", "slug": slug, **formsets()}
    response = client.post(reverse("admin:conditions_condition_add"), data)
    assert response.status_code == 200 and "address" in body(response)
    assert Condition.objects.count() == 1


def test_name_address_and_state_change_by_the_verbs_alone(client, root, no_second_factor):
    condition = factories.make_condition("a disease")
    address = reverse("admin:conditions_condition_change", args=[condition.pk])
    assert "/catalogue/conditions/a-disease/" in body(client.get(address))
    data = {"name": "b", "slug": "b", "state": "retired", "definition": "New.", **formsets()}
    assert client.post(address, data).status_code == 302
    condition.refresh_from_db()
    assert (condition.name, condition.slug, condition.state) == ("a disease", "a-disease", "live")
    assert condition.definition == "New."


def test_readers_copies_end_when_a_definition_changes(client, root, no_second_factor):
    condition = factories.make_condition()
    before = Condition.objects.get().changed_at
    address = reverse("admin:conditions_condition_change", args=[condition.pk])
    client.post(address, {"definition": "New.", **formsets()})
    assert Condition.objects.get().changed_at > before


def test_new_parent_counts_in_its_group(client, root, no_second_factor):
    child, parent = factories.make_condition(), factories.make_condition()
    address = reverse("admin:conditions_condition_change", args=[child.pk])
    edge = {"parent_edges-TOTAL_FORMS": "1", "parent_edges-0-parent": parent.pk}
    edge["parent_edges-0-child"] = child.pk
    assert client.post(address, {**formsets(), **edge}).status_code == 302
    assert GroupSize.objects.get().condition == parent and count_groups() == 0


def test_order_and_switches_of_questions_change_in_the_list(client, root, no_second_factor):
    first, second = factories.make_question(position=1), factories.make_question(position=2)
    condition = factories.make_condition()
    before = Condition.objects.get().changed_at
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "_save": "Save"}
    for number, (question, position, is_on) in enumerate([(first, 9, "on"), (second, 2, "")]):
        data |= {f"form-{number}-id": question.pk, f"form-{number}-position": position}
        data |= {f"form-{number}-is_on": is_on} if is_on else {}
    address = reverse("admin:conditions_question_changelist")
    assert client.post(address, data).status_code == 302
    assert list(Question.objects.values_list("pk", "is_on")) == [
        (second.pk, False),
        (first.pk, True),
    ]
    assert Condition.objects.get().changed_at > before
    page = client.get(condition.get_absolute_url()).content.decode()
    assert first.key in page and second.key not in page


def question_data(**fields) -> dict:
    texts = {"texts-TOTAL_FORMS": "0", "texts-INITIAL_FORMS": "0"}
    usual = {"kind": "fact", "group": "basics", "position": 5, "review_months": 24, "is_on": "on"}
    return {**usual, **texts, **fields}


@pytest.mark.sample(2)
@pytest.mark.parametrize("key", ["follow", "feed", "join", "experiences", "history"])
def test_question_gets_no_address_of_a_page(client, root, no_second_factor, key):
    response = client.post(reverse("admin:conditions_question_add"), question_data(key=key))
    is_page = key != "history"
    assert (response.status_code == 200) == is_page
    assert Question.objects.exists() != is_page


def test_question_that_somebody_wrote_on_is_not_deleted(client, root, no_second_factor):
    topic, unused = factories.make_topic(), factories.make_question()
    for question, status in ((topic.question, 403), (unused, 302)):
        address = reverse("admin:conditions_question_delete", args=[question.pk])
        assert client.post(address, {"post": "yes"}).status_code == status
    assert Question.objects.get() == topic.question
