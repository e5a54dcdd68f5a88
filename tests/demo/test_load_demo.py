from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Count
from django.test import override_settings
from django.utils import timezone

from conditions.desk import lists
from conditions.models import Condition, Notice, Review, ReviewerProfile, Revision, Summary, Topic
from conditions.permissions import can_sign
from conditions.summaries.signing.badge import receipt_badge
from conditions.summaries.signing.verifying import Verifying
from conditions.summaries.writing.advice import findings
from diseasemaps.accounts.demo_accounts import DEMO_ACCOUNTS, EDITOR, PASSWORD, REVIEWER
from diseasemaps.accounts.models import User
from diseasemaps.demo import loading
from diseasemaps.outbox.models import OutgoingMail
from experiences import counts, standard_reasons
from experiences.models import (
    Decision,
    Experience,
    ExperienceRevision,
    MapFigures,
    Membership,
    Reason,
)
from tests import screenshot_things
from tests.outbox.reading import words_shown

pytestmark = pytest.mark.thorough
LATER = timedelta(days=100)
MODELS = (Condition, Summary, Revision, Review, Topic, User, Membership, Experience, Decision)
MODELS += (ExperienceRevision, ReviewerProfile, Notice, Reason)


@pytest.fixture(scope="module")
def demo(module_db):
    """One load for all tests here, taken back at the end."""
    with override_settings(DEMO=True, REVIEWS_NEED_KEY=False):
        loading.load(timezone.now())


@pytest.fixture
def loaded(demo, db):
    """The demo as it was loaded, whatever other tests did to it."""


def rows():
    return {model.__name__: model.objects.count() for model in MODELS}


# Those that want an empty site come first.


@pytest.mark.django_db
def test_standard_reasons_keep_an_administrators_words():
    assert standard_reasons.load().count("reasons", "created") == 14
    Reason.objects.filter(key="abuse").update(message="Mine.")
    assert standard_reasons.load().writes == 0
    assert Reason.objects.get(key="abuse").message == "Mine."


@pytest.mark.django_db
def test_setting_up_a_site_twice_changes_nothing():
    call_command("setup_site", stdout=StringIO())
    out = StringIO()
    call_command("setup_site", stdout=out)
    assert "reasons: 0 created, 0 changed, 14 unchanged" in out.getvalue()
    assert len(out.getvalue().splitlines()) == 1


@pytest.mark.django_db
def test_it_refuses_a_site_that_is_no_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="not in demo mode"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_conditions_have_reviewed_topics(loaded):
    topics = Topic.objects.filter(summaries__live_revision__isnull=False).distinct()
    assert topics.values("condition").distinct().count() >= 8
    assert topics.count() >= 40


def test_pages_in_spanish_call_the_conditions_by_their_spanish_names(loaded, client):
    page = client.get("/es/conditions/carcinoid-syndrome/causes/").content.decode()
    assert "<h1>Síndrome carcinoide: ¿cuáles son las causas?</h1>" in page
    assert "personas</strong> con síndrome carcinoide" in page
    assert ">Síndrome de Ehlers-Danlos</a>" in client.get("/es/").content.decode()


def test_reviews_stand_on_days_before_today(loaded, settings):
    settings.DEMO = True
    reviews = Review.objects.public().filter(withdrawal__isnull=True)
    for review in reviews.with_topic():
        assert review.reviewed_at < timezone.now()
        assert receipt_badge(review, timezone.localdate()).review == review


def test_texts_without_a_review_are_drafts_by_the_editor(loaded):
    drafts = Revision.objects.unsigned()
    assert drafts.count() == 7
    assert {person.email for draft in drafts for person in draft.contributors.all()} == {
        "editor@demo.example"
    }


def test_desk_has_something_in_every_list(loaded, client):
    editor = User.objects.get(email=EDITOR)
    found = {each.listing.slug: each.count for each in lists.desk(editor, "en")}
    # Nothing is renamed in the demo: every text of the condition would lose its badge.
    assert [slug for slug, count in found.items() if not count] == ["renamed"]
    assert not list(Verifying(None).mismatches())


def test_waiting_text_can_be_signed_by_the_demos_reviewer(loaded):
    reviewer = User.objects.get(email=REVIEWER)
    waiting = Revision.objects.awaiting_review().get()
    assert can_sign(reviewer, waiting)
    assert not any(found.must_be_mended for found in findings(waiting, waiting.sources.all()))


def test_experiences_are_in_every_state(loaded):
    assert Experience.objects.count() >= 150
    shown = set(Experience.objects.values_list("state", flat=True))
    assert shown == {"unpublished", "public", "hidden", "withdrawn"}
    open_ones = set(ExperienceRevision.objects.values_list("state", flat=True))
    assert open_ones == {"draft", "pending", "changes_requested", "approved", "rejected"}


def test_times_are_in_order(loaded):
    for experience in Experience.objects.filter(published_at__isnull=False):
        membership = experience.author.memberships.get(condition=experience.topic.condition)
        revision = experience.revisions.get()
        assert membership.joined_at < experience.created_at == revision.created_at
        assert revision.submitted_at < experience.published_at < timezone.now()


def test_stored_counts_are_right(loaded):
    assert counts.recount() == {"topics": 0, "conditions": 0}
    assert Condition.objects.get(slug="carcinoid-syndrome").member_count == 49


def test_maps_show_some_countries_and_not_all_there_are(loaded):
    shown = MapFigures.objects.get(condition__slug="ehlers-danlos-syndrome").shown
    assert shown["US"] >= 64 and "NZ" not in shown and "MT" not in shown
    assert MapFigures.objects.get(condition__slug="carcinoid-syndrome").shown == {"US": 8}
    site = MapFigures.objects.get(condition=None).shown
    assert len(site) > len(shown) and all(number % 8 == 0 for number in site.values())


def test_each_role_can_sign_in_with_a_verified_address(loaded):
    for account in DEMO_ACCOUNTS:
        person = authenticate(email=account.email, username=account.email, password=PASSWORD)
        assert person.pen_name == account.pen_name
        assert person.emailaddress_set.get().verified
        assert list(person.groups.values_list("name", flat=True)) == (
            [account.group] if account.group else []
        )


def test_invented_members_cannot_sign_in(loaded):
    members = User.objects.filter(email__endswith="@members.demo.example")
    crowd = User.objects.filter(email__endswith="@crowd.demo.example")
    assert (members.count(), crowd.count()) == (149, 642)
    members |= crowd
    assert not any(person.has_usable_password() for person in members)


def test_reviewers_say_that_they_are_invented(loaded):
    reviewers = ReviewerProfile.objects.annotate(signed=Count("reviews"))
    assert reviewers.count() == 3
    assert all(reviewer.is_fictional and reviewer.signed for reviewer in reviewers)
    assert all("invented" in reviewer.credentials for reviewer in reviewers)
    assert ReviewerProfile.objects.get(user__email="reviewer@demo.example").slug == (
        "dr-wren-example"
    )


def in_force(day):
    return Notice.objects.filter(starts_on__lte=day, ends_on__gte=day).count()


def test_one_notice_is_in_force(loaded):
    assert in_force(timezone.localdate()) == 1


def test_loading_again_says_so_in_one_line(loaded, settings):
    settings.DEMO = True
    before, out = rows(), StringIO()
    call_command("load_demo", stdout=out)
    assert out.getvalue() == "The demo is in place: nothing to do.\n"
    assert rows() == before


def test_loading_again_on_a_later_day_keeps_only_the_notice_in_force(loaded):
    before = rows()
    reports = loading.load(timezone.now() + LATER)
    assert sum(report.writes for report in reports) == 1
    assert rows() == before
    assert in_force(timezone.localdate() + LATER) == 1


def test_nothing_was_mailed(loaded):
    assert mail.outbox == []


def test_what_pictures_want_besides_is_made_of_it(loaded, client, settings):
    settings.EMAIL_BACKEND = "diseasemaps.outbox.backend.OutboxBackend"
    address = screenshot_things.erase_a_text()
    assert client.get(address).status_code == 410
    assert address == screenshot_things.erase_a_text()
    shown = " ".join(words_shown(screenshot_things.digest()))
    assert "carcinoid" in shown and "2 new experiences." in shown and "To stop these" in shown
    assert mail.outbox == [] and not OutgoingMail.objects.exists()
