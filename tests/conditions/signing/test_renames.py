"""A new name above an old signature: through every page that gives one, the badge is suspended the
same second or the name waits on offer, one click settles it, and the receipt stays true."""

from html import unescape

import pytest
import yaml
from django.core.management import call_command

from conditions import standard_questions
from conditions.models import CatalogueFlag, Question, QuestionText, Review, Summary
from conditions.summaries import workflow
from conditions.summaries.signing.badge import live_badge
from diseasemaps.accounts import roles
from tests import factories
from tests.conditions.catalogue.releases import HEADER, by_code, term
from tests.conditions.signing.people import confirmed_reviewer
from tests.experiences.merging.building import merge_now

pytestmark = pytest.mark.django_db
OLD, NEW = "carcinoid syndrome", "carcinoid heart disease"


@pytest.fixture
def reviewed():
    """The summary of a topic that carries a badge."""
    topic = factories.make_topic(factories.make_condition(OLD))
    return factories.make_published(topic).summary


@pytest.fixture
def desk(client, administrator):
    administrator.groups.add(factories.make_group(roles.EDITOR))
    client.force_login(administrator)
    return client


def standing(summary: Summary) -> str:
    return live_badge(summary).standing.value


def body(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def confirm(summary: Summary) -> None:
    """As a reviewer does on the desk."""
    review = Review.objects.with_topic().get(pk=Summary.objects.get(pk=summary.pk).live_review_id)
    workflow.confirm_names([review], by=confirmed_reviewer())


def rename(client, condition, name: str):
    return client.post(
        f"/catalogue/conditions/{condition.slug}/rename/",
        {
            "name": name,
            "slug": condition.slug,
            "keep_as": "former",
            "seen_name": condition.name,
            "seen_slug": condition.slug,
        },
    )


def page_of(client, summary: Summary):
    topic = summary.topic
    return body(client.get(f"/conditions/{topic.condition.slug}/{topic.question.key}/"))


def test_renaming_suspends_the_badge_the_same_second(desk, reviewed):
    assert standing(reviewed) == "stands"
    assert rename(desk, reviewed.topic.condition, NEW).status_code == 302
    assert standing(reviewed) == "renamed"
    reviewed.refresh_from_db()
    assert reviewed.renamed_at is not None


def test_page_says_under_what_it_was_reviewed(desk, client, reviewed):
    title = live_badge(reviewed).signed_as.title
    rename(desk, reviewed.topic.condition, NEW)
    client.logout()
    page = page_of(client, Summary.objects.get(pk=reviewed.pk))
    assert title in page and "lastReviewed" not in page


def test_one_confirmation_brings_it_back(desk, reviewed):
    rename(desk, reviewed.topic.condition, NEW)
    confirm(reviewed)
    assert standing(reviewed) == "stands"
    reviewed.refresh_from_db()
    assert reviewed.renamed_at is None


def test_old_name_again_needs_no_confirmation(desk, reviewed):
    rename(desk, reviewed.topic.condition, NEW)
    reviewed.topic.condition.refresh_from_db()
    rename(desk, reviewed.topic.condition, OLD)
    assert standing(reviewed) == "stands"


@pytest.mark.parametrize("name", ["Carcinoid Syndrome", "carcinoid-syndrome", "cárcinoid syndrome"])
def test_case_hyphens_and_accents_never_suspend(desk, reviewed, name):
    rename(desk, reviewed.topic.condition, name)
    assert standing(reviewed) == "stands"


def test_old_receipt_stays_true(desk, client, reviewed):
    review = Review.objects.get(pk=reviewed.live_review_id)
    rename(desk, reviewed.topic.condition, NEW)
    client.logout()
    page = body(client.get(f"/reviews/{review.public_id}/"))
    assert OLD in page.lower()
    review.refresh_from_db()
    assert OLD in review.statement and NEW not in review.statement


def test_preferred_name_given_in_the_administration_suspends(desk, reviewed):
    condition = reviewed.topic.condition
    empty = {
        f"{prefix}-{field}": "0"
        for prefix in ("codes", "parent_links", "child_links", "parents", "topics")
        for field in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    form = desk.get(f"/admin/conditions/condition/{condition.pk}/change/")
    for inline in form.context["inline_admin_formsets"]:
        prefix = inline.formset.prefix
        empty |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    names = {
        "names-TOTAL_FORMS": "1",
        "names-INITIAL_FORMS": "0",
        "names-0-text": NEW,
        "names-0-language": "en",
        "names-0-kind": "preferred",
        "names-0-scope": "exact",
        "names-0-condition": str(condition.pk),
    }
    saved = desk.post(
        f"/admin/conditions/condition/{condition.pk}/change/",
        {"definition": "", "definition_source": "", **empty, **names},
    )
    assert saved.status_code == 302
    assert standing(reviewed) == "renamed"
    reviewed.refresh_from_db()
    assert reviewed.renamed_at is not None


def reword(client, question: Question, title: str):
    text = question.texts.get(language="en")
    fields = ("kind", "group", "position", "review_months")
    return client.post(
        f"/admin/conditions/question/{question.pk}/change/",
        {
            **{name: getattr(question, name) for name in fields},
            "is_on": "on",
            "texts-TOTAL_FORMS": "1",
            "texts-INITIAL_FORMS": "1",
            "texts-0-id": text.pk,
            "texts-0-question": question.pk,
            "texts-0-language": "en",
            "texts-0-title": title,
            "texts-0-label": text.label,
            "texts-0-prompts": "[]",
        },
    )


def test_question_worded_anew_suspends_and_is_confirmed(desk, reviewed):
    question = reviewed.topic.question
    saved = reword(desk, question, "Which foods cure {condition}?")
    assert saved.status_code == 302, body(saved)
    assert standing(reviewed) == "renamed"
    confirm(reviewed)
    assert standing(reviewed) == "stands"


# Imports


@pytest.fixture
def imported(run):
    """A reviewed topic of a condition that a release named."""
    run(HEADER + term(1, OLD))
    return factories.make_published(factories.make_topic(by_code("1"))).summary


def test_import_that_renames_keeps_the_name_where_a_badge_stands(run, imported):
    run(HEADER + term(1, NEW))
    condition = by_code("1")
    assert condition.name == OLD and standing(imported) == "stands"
    flag = CatalogueFlag.objects.get()
    assert (flag.kind, flag.proposed_name) == ("renamed", NEW)
    assert condition.names.filter(text=NEW, kind="synonym").exists()


def test_import_renames_where_no_badge_stands(run):
    run(HEADER + term(1, OLD))
    run(HEADER + term(1, NEW))
    assert by_code("1").name == NEW and not CatalogueFlag.objects.exists()


def test_import_that_only_writes_it_another_way_renames(run, imported):
    run(HEADER + term(1, OLD.title()))
    assert by_code("1").name == OLD.title() and standing(imported) == "stands"


def test_offered_name_is_taken_by_one_click_and_confirmed_by_another(
    desk,
    run,
    imported,
):
    run(HEADER + term(1, NEW))
    flag = CatalogueFlag.objects.get()
    assert "Take the new name" in body(desk.get(f"/catalogue/questions/{flag.pk}/"))
    desk.post(f"/catalogue/questions/{flag.pk}/take/", {"seen_name": OLD})
    assert by_code("1").name == NEW and standing(imported) == "renamed"
    assert by_code("1").names.get(text=OLD).kind == "former"
    confirm(imported)
    assert standing(imported) == "stands"
    flag.refresh_from_db()
    assert flag.settled == "taken"


def test_name_that_changed_meanwhile_is_not_taken(desk, run, imported):
    run(HEADER + term(1, NEW))
    flag = CatalogueFlag.objects.get()
    late = desk.post(f"/catalogue/questions/{flag.pk}/take/", {"seen_name": "something else"})
    assert late.status_code == 409 and by_code("1").name == OLD
    flag.refresh_from_db()
    assert flag.resolved_at is None


def test_flag_without_a_name_takes_none(desk, reviewed):
    flag = CatalogueFlag.objects.create(
        condition=reviewed.topic.condition, kind="gone", source="doid"
    )
    desk.post(f"/catalogue/questions/{flag.pk}/take/", {"seen_name": OLD})
    reviewed.topic.condition.refresh_from_db()
    assert reviewed.topic.condition.name == OLD


# Wordings that a release ships


@pytest.fixture
def shipped(tmp_path):
    def ship(title: str, language: str = ""):
        entry = {"key": "pain", "kind": "mixed", "group": "daily-life", "review_months": 12}
        path = tmp_path / "questions.yaml"
        path.write_text(yaml.safe_dump([{**entry, "title": title, "label": "Pain"}]), "utf-8")
        return standard_questions.load(path)

    return ship


def wording() -> QuestionText:
    return QuestionText.objects.get(question__key="pain", language="en")


FIRST, SECOND = "Does {condition} hurt?", "Which pain does {condition} bring?"


def test_shipped_wording_is_taken_where_no_badge_stands(shipped):
    shipped(FIRST)
    shipped(SECOND)
    assert (wording().title, wording().offered_title) == (SECOND, "")


def answer_on_pain() -> Summary:
    topic = factories.make_topic(question=Question.objects.get(key="pain"))
    return factories.make_published(topic).summary


def test_shipped_wording_waits_where_a_badge_stands(shipped):
    shipped(FIRST)
    summary = answer_on_pain()
    shipped(SECOND)
    assert (wording().title, wording().offered_title) == (FIRST, SECOND)
    assert standing(summary) == "stands"
    assert shipped(SECOND).writes == 0


def test_administrators_own_wording_is_never_replaced(shipped):
    shipped(FIRST)
    QuestionText.objects.update(title="What hurts in {condition}?")
    shipped(SECOND)
    assert wording().title == "What hurts in {condition}?" and not wording().offered_title


def test_offered_wording_is_taken_by_one_click(desk, shipped):
    shipped(FIRST)
    summary = answer_on_pain()
    shipped(SECOND)
    assert SECOND in body(desk.get("/catalogue/wordings/"))
    desk.post(f"/catalogue/wordings/{wording().pk}/take/", {"offered": SECOND})
    assert (wording().title, wording().offered_title) == (SECOND, "")
    assert standing(summary) == "renamed"
    confirm(summary)
    assert standing(summary) == "stands"


def test_offered_wording_can_be_left(desk, shipped):
    shipped(FIRST)
    answer_on_pain()
    shipped(SECOND)
    desk.post(f"/catalogue/wordings/{wording().pk}/leave/", {"offered": SECOND})
    assert (wording().title, wording().offered_title) == (FIRST, "")
    assert shipped(SECOND).writes == 0


def test_wording_that_is_offered_no_more_is_not_taken(desk, shipped):
    shipped(FIRST)
    answer_on_pain()
    shipped(SECOND)
    page = desk.post(
        f"/catalogue/wordings/{wording().pk}/take/", {"offered": "Other {condition}?"}, follow=True
    )
    assert "Nothing was done" in body(page) and wording().title == FIRST


# Mergers


def test_merger_needs_a_new_signature(reviewed, administrator):
    target = factories.make_condition("another disease")
    origin = reviewed.topic.condition
    merge_now(origin, target, by=administrator)
    [moved] = Summary.objects.filter(topic__condition=target)
    assert moved.live_revision is None or standing(moved) == "none"
    assert not Summary.objects.reviewed().exists()


def test_hourly_round_mends_the_lists(desk, reviewed):
    type(reviewed.topic.condition).objects.update(name=NEW)
    call_command("run_periodic")
    reviewed.refresh_from_db()
    assert reviewed.renamed_at is not None
