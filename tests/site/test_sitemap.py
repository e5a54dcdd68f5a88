"""The sitemap, robots.txt and llms.txt; and that pages say where they are at home."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from conditions.models import Condition, Question, Topic
from diseasemaps import crawlers
from experiences import moderation
from tests import factories

pytestmark = pytest.mark.django_db
SITE = "https://localhost"


def listed(client, path="/sitemap.xml") -> dict[str, str]:
    """Address and last change of all that a file lists; files within an index are followed."""
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.headers["Content-Type"] == "application/xml"
    body = b"".join(response) if response.streaming else response.content
    names = {"s": crawlers.NAMESPACE}
    root = etree.fromstring(body)
    found = {
        each.findtext("s:loc", namespaces=names): each.findtext("s:lastmod", namespaces=names)
        for each in root
    }
    if not root.tag.endswith("sitemapindex"):
        return found
    inner = [listed(client, address.removeprefix(SITE)) for address in found]
    return {address: changed for each in inner for address, changed in each.items()}


@pytest.fixture
def topic():
    return factories.make_topic(
        factories.make_condition("carcinoid syndrome"), factories.make_question("causes")
    )


def test_empty_site_lists_nothing(client, topic):
    assert listed(client) == {}


def test_topic_and_condition_with_something_are_listed_in_its_language_alone(client, topic):
    factories.make_published(topic, "es")
    factories.make_public(factories.make_topic(topic.condition), language="en")
    assert set(listed(client)) == {
        f"{SITE}/conditions/carcinoid-syndrome/",
        f"{SITE}/es/conditions/carcinoid-syndrome/",
        f"{SITE}/es/conditions/carcinoid-syndrome/causes/",
        f"{SITE}{Topic.objects.latest('pk').get_absolute_url()}",
    }


def test_all_that_is_listed_answers_and_may_be_indexed(client, topic):
    factories.make_published(topic, "es")
    factories.make_public(factories.make_topic(topic.condition), language="en")
    for address in listed(client):
        response = client.get(address.removeprefix(SITE))
        assert response.status_code == 200
        assert "noindex" not in response.content.decode()


@pytest.mark.sample(2)
@pytest.mark.parametrize("state", ["draft", "pending", "rejected", "hidden", "withdrawn"])
def test_topic_with_nothing_public_is_not_listed(client, topic, state):
    factories.make_in_state(state, topic)
    factories.make_draft(topic)
    assert listed(client) == {}


def test_topic_goes_from_the_list_with_its_last_text(client, topic):
    experience = factories.make_public(topic)
    assert len(listed(client)) == 2
    moderation.withdraw(experience, by=experience.author, version=experience.version)
    assert listed(client) == {}


def test_question_that_is_not_asked_is_not_listed(client, topic):
    factories.make_published(topic)
    Topic.objects.update(is_asked=False)
    assert listed(client) == {}
    Question.objects.update(off_by_default=True)
    Topic.objects.update(is_asked=None)
    assert listed(client) == {}


def test_retired_condition_is_not_listed(client, topic):
    factories.make_published(topic)
    Condition.objects.update(state="retired")
    assert listed(client) == {}


def test_last_change_is_that_of_the_topic(client, topic):
    factories.make_published(topic)
    then = timezone.now().replace(microsecond=0) - timedelta(days=40)
    Topic.objects.update(changed_at=then)
    assert listed(client)[f"{SITE}/conditions/carcinoid-syndrome/causes/"] == then.isoformat()


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap.topics.en.1.xml"])
def test_unchanged_list_is_304_until_something_changes(client, topic, path):
    factories.make_public(topic)
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"if-none-match": etag}).status_code == 304
    factories.make_public(topic)
    assert client.get(path, headers={"if-none-match": etag}).status_code == 200


def test_files_are_bounded_by_stretches_of_numbers(client, monkeypatch):
    monkeypatch.setattr(crawlers, "STRETCH", 2)
    for _ in range(5):
        factories.make_published()
    index = client.get("/sitemap.xml").content.decode()
    assert index.count("<sitemap>") >= 4
    assert len(listed(client)) == 10


def test_file_costs_the_same_queries_whatever_it_lists(client, topic, django_assert_num_queries):
    for _ in range(3):
        factories.make_public()
    with django_assert_num_queries(2):
        listed(client, "/sitemap.topics.en.1.xml")


@pytest.mark.parametrize(
    "path",
    [
        "/sitemap.topics.xx.1.xml",
        "/sitemap.people.en.1.xml",
        "/sitemap.topics.en.0.xml",
        f"/sitemap.topics.en.{'9' * 40}.xml",
    ],
)
def test_file_that_there_is_not_is_404(client, path):
    assert client.get(path).status_code == 404


def test_robots_name_the_sitemap_and_close_what_is_not_for_them(client):
    said = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {SITE}/sitemap.xml" in said
    for path in ("/accounts/", "/api/", "/moderation/"):
        assert f"Disallow: {path}\n" in said


def test_robots_are_kept_out_of_a_demo(client, settings):
    settings.DEMO = True
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


def test_llms_txt_says_what_may_be_quoted(client, settings):
    response = client.get("/llms.txt")
    said = response.content.decode()
    assert response.headers["Content-Type"].startswith("text/plain")
    for words in ("data-nosnippet", "CC BY 4.0", "Last reviewed", settings.CONTACT_EMAIL):
        assert words in said
    assert f"{SITE}/sitemap.xml" in said and f"{SITE}/search/" in said
    assert "demonstration" not in said
    settings.DEMO = True
    assert "This is a demonstration" in client.get("/llms.txt").content.decode()


def head(client, path) -> etree._Element:
    return etree.HTML(client.get(path).content.decode()).find("head")


def alternates(head) -> dict[str, str]:
    found = head.findall("link[@rel='alternate'][@hreflang]")
    return {each.get("hreflang"): each.get("href") for each in found}


def test_page_names_the_languages_in_which_something_is_on_it(client, topic):
    path = topic.get_absolute_url()
    factories.make_published(topic)
    assert alternates(head(client, path)) == {}
    factories.make_public(topic, language="es")
    both = {"en": f"{SITE}{path}", "es": f"{SITE}/es{path}", "x-default": f"{SITE}{path}"}
    for address in (path, f"/es{path}"):
        assert alternates(head(client, address)) == both
        assert "noindex" not in client.get(address).content.decode()
    condition = topic.condition.get_absolute_url()
    assert alternates(head(client, condition))["es"] == f"{SITE}/es{condition}"


def test_page_with_nothing_in_its_language_is_not_indexed(client, topic):
    factories.make_public(topic, language="es")
    for path in (topic.get_absolute_url(), topic.condition.get_absolute_url()):
        assert "noindex" in client.get(path).content.decode()
        assert "noindex" not in client.get(f"/es{path}").content.decode()


def test_canonical_address_has_no_query_and_the_sites_own_name(client, topic):
    factories.make_public(topic)
    path = topic.get_absolute_url()
    for query in ("", "?relation=patient"):
        found = head(client, path + query).find("link[@rel='canonical']")
        assert found.get("href") == f"{SITE}{path}"


def test_what_a_person_typed_cannot_break_out_of_the_head(client):
    topic = factories.make_topic(factories.make_condition('a "><script>x</script> disease'))
    factories.make_published(topic, short_answer='"><script>y</script>')
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "<script>x" not in page and "<script>y" not in page


def test_answer_behind_a_choice_is_in_no_description(client):
    topic = factories.make_topic(question=factories.make_question(behind_choice=True))
    factories.make_published(topic, short_answer="Many live long.")
    found = head(client, topic.get_absolute_url())
    assert found.find("meta[@property='og:description']") is None
    assert found.find("meta[@name='description']") is None
