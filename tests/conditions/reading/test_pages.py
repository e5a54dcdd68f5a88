from unittest.mock import Mock

import pytest
from django.urls import reverse

from conditions.catalogue.graph import count_groups
from conditions.models import Code, FormerSlug, Name, Parent
from conditions.summaries import workflow
from diseasemaps import views
from diseasemaps.views import server_error
from tests import factories

pytestmark = pytest.mark.django_db


def text(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_condition_page_shows_definition_names_codes_and_community(client):
    condition = factories.make_condition("carcinoid syndrome", definition="A syndrome of tumours.")
    Name.objects.create(condition=condition, text="malignant carcinoid syndrome")
    Code.objects.create(condition=condition, system="orpha", value="100093", relation="exact")
    factories.make_member(condition)
    page = text(client, condition.get_absolute_url())
    for expected in ("A syndrome of tumours.", "malignant carcinoid syndrome", "100093"):
        assert expected in page
    assert "<strong>1</strong> member is in this community." in page


def test_links_out_reveal_nothing(client):
    condition = factories.make_condition()
    Code.objects.create(condition=condition, system="orpha", value="1", relation="exact")
    response = client.get(condition.get_absolute_url())
    assert 'rel="noopener noreferrer">1</a>' in response.content.decode()
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_empty_condition_is_honest_and_not_indexed(client):
    page = text(client, factories.make_condition().get_absolute_url())
    assert "Nothing is written about this condition yet" in page
    assert "noindex" in page


def test_questions_stand_with_their_totals(client):
    topic = factories.make_topic()
    for _ in range(3):
        factories.make_public(topic)
    assert "3 people shared" in text(client, topic.condition.get_absolute_url())


@pytest.mark.parametrize("tail", ["", "causes/", "causes/?relation=patient"])
def test_former_address_redirects_for_ever(client, tail):
    condition = factories.make_condition("new name")
    factories.make_question("causes")
    FormerSlug.objects.create(slug="old-name", condition=condition)
    response = client.get(f"/conditions/old-name/{tail}")
    assert response.status_code == 301
    assert response.url == f"/conditions/new-name/{tail}"


def test_merged_condition_redirects_along_the_chain_to_the_live_one(client):
    live = factories.make_condition("live one")
    middle = factories.make_condition("middle", state="merged", merged_into=live)
    factories.make_condition("first", state="merged", merged_into=middle)
    response = client.get("/es/conditions/first/")
    assert (response.status_code, response.url) == (301, "/es/conditions/live-one/")


def test_ring_of_mergers_ends(client):
    one = factories.make_condition("one")
    two = factories.make_condition("two", state="merged", merged_into=one)
    type(one).objects.filter(pk=one.pk).update(state="merged", merged_into=two)
    text(client, "/conditions/one/", 410)


def test_retired_condition_answers_410_and_says_why(client):
    factories.make_condition("old thing", state="retired")
    assert "was taken out of the catalogue" in text(client, "/conditions/old-thing/", 410)
    text(client, "/conditions/old-thing/causes/", 410)


@pytest.mark.parametrize(
    "address",
    [
        "/conditions/no-such/",
        "/conditions/a-z/zz/",
        "/conditions/a-z/A/",
        "/conditions/?page=99",
        "/conditions/?page=x",
        "/reviewers/nobody/",
        "/reviews/00000000-0000-0000-0000-000000000000/",
        "/reviews/1/",
        "/experiences/00000000-0000-0000-0000-000000000000/",
        "/nowhere/",
    ],
)
def test_unknown_address_is_a_404_with_a_way_on(client, address):
    assert "Conditions A to Z" in text(client, address, 404)


def test_letter_page_lists_its_conditions_and_no_others(client):
    for name in ("Ångström disease", "angina", "beta thing", "3-M syndrome"):
        factories.make_condition(name)
    page = text(client, "/conditions/a-z/a/")
    assert "Ångström disease" in page and "angina" in page
    assert "beta thing" not in page
    assert "3-M syndrome" in text(client, "/conditions/a-z/other/")


def test_letter_without_conditions_says_so(client):
    assert "No condition in the catalogue begins" in text(client, "/conditions/a-z/q/")


def test_retired_condition_is_not_listed(client):
    factories.make_condition("aged thing", state="retired")
    assert "aged thing" not in text(client, "/conditions/")


def test_list_keeps_its_query_count(client, django_assert_num_queries):
    for _ in range(20):
        factories.make_condition()
    with django_assert_num_queries(2):
        client.get("/conditions/a-z/m/")


def test_condition_page_keeps_its_query_count(client, django_assert_max_num_queries):
    condition = factories.make_condition()
    for _ in range(10):
        factories.make_published(factories.make_topic(condition))
        Parent.objects.create(child=condition, parent=factories.make_condition())
    count_groups()
    with django_assert_max_num_queries(12):
        client.get(condition.get_absolute_url())


def test_receipt_shows_the_signature(client):
    review = factories.make_published().reviews.get()
    page = text(client, review.get_absolute_url())
    for expected in (review.reviewer_name, review.credentials, review.statement_hash):
        assert expected in page
    assert "This review stands" in page


def test_receipt_tells_when_the_text_is_another_now(client):
    revision = factories.make_published()
    type(revision).objects.update(body="Other words.")
    page = text(client, revision.reviews.get().get_absolute_url())
    assert "not the one that was signed" in page


def test_receipt_of_a_replaced_text_says_so(client):
    revision = factories.make_published()
    factories.make_published(revision.summary.topic)
    assert "replaced by a later one" in text(client, revision.reviews.get().get_absolute_url())


def test_refusal_has_no_public_receipt(client):
    revision = factories.make_in_review()
    review = workflow.request_changes(
        revision, by=factories.make_reviewer(), version=revision.version, note="No."
    )
    text(client, review.get_absolute_url(), 404)


def test_reviewer_page_lists_what_was_signed(client):
    revision = factories.make_published()
    review = revision.reviews.get()
    page = text(client, review.reviewer.get_absolute_url())
    assert review.credentials in page
    assert str(review.public_id) in page


def test_reviewer_page_keeps_its_query_count(client, django_assert_max_num_queries):
    reviewer = factories.make_reviewer()
    for _ in range(5):
        factories.make_published(reviewer=reviewer)
    with django_assert_max_num_queries(6):
        client.get(reviewer.get_absolute_url())


def test_history_shows_each_public_text_and_what_changed(client):
    topic = factories.make_topic()
    factories.make_published(topic, short_answer="It is rare.")
    factories.make_published(topic, short_answer="It is very rare.", change_note="Clearer")
    factories.make_draft(topic, short_answer="canary")
    address = reverse("conditions:summary-history", args=[topic.condition.slug, topic.question.key])
    page = text(client, address)
    assert "<ins>very " in page
    assert "Clearer" in page
    assert "canary" not in page


def test_history_of_an_unpublished_summary_is_404(client):
    topic = factories.make_draft().summary.topic
    address = reverse("conditions:summary-history", args=[topic.condition.slug, topic.question.key])
    text(client, address, 404)


def test_names_question_lists_the_names(client):
    condition = factories.make_condition("carcinoid syndrome")
    Name.objects.create(condition=condition, text="carcinoid tumor syndrome")
    question = factories.make_question("names", from_catalogue=True)
    page = text(client, reverse("topic-detail", args=[condition.slug, question.key]))
    assert "From the catalogue" in page
    assert "carcinoid tumor syndrome" in page


def test_experience_has_an_address_of_its_own(client):
    experience = factories.make_public(text="It was like this.")
    assert "It was like this." in text(client, experience.get_absolute_url())


def test_withdrawn_experience_answers_410(client):
    experience = factories.make_in_state("withdrawn", text="canary")
    assert "canary" not in text(client, experience.get_absolute_url(), 410)


@pytest.mark.sample(2)
@pytest.mark.parametrize("state", ["draft", "pending", "hidden", "rejected"])
def test_experience_that_is_not_public_answers_404(client, state):
    experience = factories.make_in_state(state, text="canary")
    assert "canary" not in text(client, experience.get_absolute_url(), 404)


def test_home_page_names_communities_and_new_reviews(client):
    revision = factories.make_published()
    page = text(client, "/")
    assert revision.summary.topic.condition.name.capitalize() in page
    assert revision.reviews.get().reviewer_name in page


def test_home_page_of_an_empty_site_is_honest(client, db):
    page = text(client, "/")
    assert "0 conditions in the catalogue" in page
    assert "No condition has a reviewed summary or an experience yet." in page


def test_server_error_page_needs_no_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Something broke here" in response.content.decode()
    assert "css/site.css" in response.content.decode()


def test_server_error_page_comes_without_its_style_sheet_where_that_broke(rf, monkeypatch):
    monkeypatch.setattr(views, "static", Mock(side_effect=ValueError("not collected")))
    assert "Something broke here" in views.server_error(rf.get("/")).content.decode()
