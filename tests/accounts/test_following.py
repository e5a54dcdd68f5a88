"""Following, from the link on a page to the list in the account."""

import json
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone

from diseasemaps.accounts.privacy.erasing import erase_account
from diseasemaps.accounts.privacy.export import export
from diseasemaps.accounts.privacy.held import held_on
from diseasemaps.outbox.models import MailKind
from diseasemaps.outbox.unsubscribe import set_wanted, wants
from experiences.models import Digest, Follow
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return factories.make_topic(
        factories.make_condition("a disease"),
        factories.make_question("cause", title="What causes {condition}?"),
    )


def body(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_pages_lead_there_by_a_plain_link(client, topic):
    for page in (topic.condition.get_absolute_url(), topic.get_absolute_url()):
        assert f'href="{page}follow/"' in client.get(page).content.decode()


def test_reader_learns_of_the_feed_and_where_to_sign_in(client, topic):
    address = f"{topic.get_absolute_url()}follow/"
    page = body(client.get(address))
    assert "http://testserver/conditions/a-disease/cause/feed/" in page
    assert f"/accounts/login/?next={address}" in page and "csrf" not in page
    assert client.post(address).status_code == 302 and not Follow.objects.exists()


def test_member_follows_and_follows_no_more(client, member, topic):
    client.force_login(member)
    for thing in (topic.get_absolute_url(), topic.condition.get_absolute_url()):
        assert client.post(f"{thing}follow/")["Location"] == f"{thing}follow/"
        client.post(f"{thing}follow/")
        assert "You follow this: every week, on Monday." in body(client.get(f"{thing}follow/"))
    assert Follow.objects.count() == 2 and Digest.objects.get().rhythm == "weekly"
    page = body(client.get("/following/"))
    assert "What causes a disease?" in page and ">A disease</a>" in page
    client.post(f"{topic.get_absolute_url()}unfollow/")
    client.post(f"{topic.get_absolute_url()}unfollow/")
    assert Follow.objects.get().question is None


def test_rhythm_is_chosen_on_the_account_page(client, member):
    client.force_login(member)
    assert 'action="/following/rhythm/"' in body(client.get("/accounts/"))
    assert client.post("/following/rhythm/", {"rhythm": "daily"})["Location"] == "/following/"
    assert Digest.objects.get().rhythm == "daily"
    wrong = client.post("/following/rhythm/", {"rhythm": "hourly"})
    assert wrong.status_code == 200 and "Select a valid choice" in body(wrong)
    assert Digest.objects.get().rhythm == "daily"


def test_who_switched_digests_off_is_told_and_following_switches_them_on(client, member, topic):
    client.force_login(member)
    address = f"{topic.get_absolute_url()}follow/"
    client.post(address)
    set_wanted(member.pk, MailKind.DIGESTS, False)
    assert "you have switched these mails off" in body(client.get(address))
    assert "You have switched these mails off." in body(client.get("/following/"))
    client.post("/following/rhythm/", {"rhythm": "weekly"})
    assert wants(member, MailKind.DIGESTS)


@pytest.mark.parametrize(
    "address", ["/conditions/none/follow/", "/conditions/a-disease/none/follow/"]
)
def test_what_is_not_there_cannot_be_followed(client, member, topic, address):
    client.force_login(member)
    assert client.get(address).status_code == client.post(address).status_code == 404


def test_condition_that_goes_can_still_be_unfollowed(client, member, topic):
    client.force_login(member)
    client.post(f"{topic.get_absolute_url()}follow/")
    type(topic.condition).objects.update(state="retired")
    assert client.get(f"{topic.get_absolute_url()}follow/").status_code == 410
    assert client.post(f"{topic.get_absolute_url()}unfollow/").status_code == 302
    assert not Follow.objects.exists()


def test_follows_are_in_the_export_and_go_with_the_account(client, member, topic):
    client.force_login(member)
    client.post(f"{topic.get_absolute_url()}follow/")
    archive = ZipFile(BytesIO(export(held_on(member), timezone.now())))
    found = json.loads(archive.read("data.json"))
    (row,) = found["follows"]
    assert (row["condition"], row["question_key"]) == ("a disease", "cause")
    assert found["digest_rhythm"] == "weekly"
    assert "What causes a disease?" in body(client.get("/accounts/privacy/"))
    erase_account(member, keep_texts=True)
    assert not Follow.objects.exists() and not Digest.objects.exists()


def test_list_costs_as_many_queries_with_one_follow_as_with_many(
    client, member, django_assert_max_num_queries
):
    client.force_login(member)
    for _ in range(8):
        topic = factories.make_topic()
        Follow.objects.create(person=member, condition=topic.condition, question=topic.question)
        Follow.objects.create(person=member, condition=topic.condition)
    with django_assert_max_num_queries(12):
        client.get("/following/")
