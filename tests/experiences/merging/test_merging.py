"""Merging two conditions: nothing is lost, nothing says what it may not."""

import pytest
from django.urls import reverse
from django.utils import timezone

from conditions.models import Code, Condition, FormerSlug, Name, Parent, Review, Revision, Topic
from conditions.permissions import can_sign
from conditions.summaries import workflow
from conditions.summaries.signing.badge import receipt_badge
from conditions.summaries.workflow import OwnWork, approve
from experiences import moderation
from experiences.counts import recount
from experiences.merging import Stale, make_plan, merge
from experiences.models import Experience, Follow, Membership
from tests import factories
from tests.experiences.merging.building import decide, furnish, merge_now, totals

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def furnished(module_db):
    """Two conditions with something of everything, and a person who told on the same question of
    both."""
    question, author = factories.make_question("daily-life"), factories.make_person()
    conditions = [
        factories.make_condition(name) for name in ("old name disease", "new name disease")
    ]
    for condition in conditions:
        furnish(condition, question, author)
    return [condition.pk for condition in conditions]


@pytest.fixture
def two(furnished):
    return [Condition.objects.get(pk=pk) for pk in furnished]


def test_totals_agree_before_and_after(two):
    before = totals(*two)
    merge_now(*two)
    after = totals(*two)
    # A copy of the signed text waits on the desk now, beside the one that was signed.
    assert after.pop("answers") >= before.pop("answers")
    assert after == before
    assert recount() == {"topics": 0, "conditions": 0}


def test_everything_hangs_on_the_survivor(two):
    origin, target = two
    merge_now(*two)
    assert totals(target)["people"] == totals(*two)["people"]
    assert totals(target)["experiences"] == totals(*two)["experiences"]
    assert not Experience.objects.about(origin.pk).exists()
    assert target.member_count == 3 == target.memberships.count()
    assert origin.member_count == 0
    assert set(target.names.values_list("text", flat=True)) >= {
        "old name disease",
        "other name of old name disease",
    }
    assert target.notices.count() == 2
    assert not Parent.objects.filter(parent=origin).exists()


def test_every_old_address_leads_to_the_survivor(client, two):
    origin, target = two
    older = factories.make_condition("an even older name")
    merge_now(older, origin)
    merge_now(*two)
    for slug in (origin.slug, f"former-{origin.slug}", older.slug, f"former-{target.slug}"):
        response = client.get(f"/conditions/{slug}/")
        assert (response.status_code, response["Location"]) == (301, target.get_absolute_url())
        page = client.get(f"/conditions/{slug}/daily-life/?relation=patient")
        assert page["Location"] == f"/conditions/{target.slug}/daily-life/?relation=patient"


def test_both_texts_of_one_author_stay_public(client, two):
    _origin, target = two
    texts = Experience.objects.about(*[c.pk for c in two]).public()
    addresses = [text.get_absolute_url() for text in texts]
    author = texts.first().author
    plan = merge_now(*two)
    topic = target.topics.get(question__key="daily-life")
    assert [len(move.seconds) for move in plan.topics] == [1]
    assert topic.person_count == 1 and topic.experience_count == 2
    assert all(client.get(address).status_code == 200 for address in addresses)
    client.force_login(author)
    # Writing there again leads to the text that was there first; both can be edited.
    response = client.get(f"/conditions/{target.slug}/daily-life/share/")
    first = Experience.objects.of(author).on(topic).first()
    assert not first.is_second and response["Location"] == reverse(
        "experiences:experience-edit", args=[first.public_id]
    )
    for text in Experience.objects.of(author).on(topic):
        assert (
            client.get(reverse("experiences:experience-edit", args=[text.public_id])).status_code
            == 200
        )


def test_signed_text_is_not_public_on_a_page_that_it_was_not_signed_for(client):
    origin, target = (
        factories.make_condition("first disease"),
        factories.make_condition("second disease"),
    )
    question = factories.make_question("cause")
    writer = factories.make_person()
    reviewer = factories.make_reviewer()
    signed = factories.make_published(
        factories.make_topic(origin, question),
        short_answer="Signed for the first.",
        reviewer=reviewer,
        by=[writer],
    )
    review = signed.reviews.get()
    merge_now(origin, target)
    page = client.get(f"/conditions/{target.slug}/cause/").content.decode()
    assert "Signed for the first." not in page and "Medically reviewed" not in page
    waiting = Revision.objects.get(summary__topic__condition=target)
    assert waiting.state == "in_review" and waiting.short_answer == "Signed for the first."
    assert [source.title for source in waiting.sources.all()] == [
        source.title for source in signed.sources.all()
    ]
    # The receipt still answers, and still proves that it was signed, for the other page.
    signed.refresh_from_db()
    assert receipt_badge(review, timezone.localdate()).stands
    receipt = client.get(review.get_absolute_url())
    assert receipt.status_code == 200 and not signed.is_live
    # A signature for the new page makes it public there, but not by who wrote it.
    with pytest.raises(OwnWork):
        approve(
            waiting, by=factories.make_reviewer(writer), version=waiting.version, interests="None."
        )
    approve(waiting, by=reviewer, version=waiting.version, interests="None.")
    assert (
        "Signed for the first." in client.get(f"/conditions/{target.slug}/cause/").content.decode()
    )


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("choice", "states"), [("draft", ["draft"]), ("review", ["in_review"]), ("leave", [])]
)
def test_two_signed_texts_on_one_question(client, two, choice, states):
    _origin, target = two
    plan = make_plan(*two)
    (clash,) = [answer.key for answer in plan.answers if answer.clashes]
    merge_now(*two, **{clash: choice})
    page = client.get(f"/conditions/{target.slug}/daily-life/").content.decode()
    assert "Signed for new name disease." in page and "Signed for old name disease." not in page
    carried = Revision.objects.filter(
        summary__topic__condition=target, short_answer="Signed for old name disease."
    )
    assert [each.state for each in carried] == states
    # Left behind or not, it is still there as it was signed.
    assert Review.objects.filter(revision__short_answer="Signed for old name disease.").count() == 1


def test_open_texts_go_over_with_their_writers(client):
    origin, target = factories.make_condition(), factories.make_condition()
    question, writer = factories.make_question(), factories.make_person()
    draft = factories.make_draft(
        factories.make_topic(origin, question), by=[writer], short_answer="A draft."
    )
    waiting = factories.make_in_review(draft.summary.topic, short_answer="It waits.", by=[writer])
    factories.make_draft(factories.make_topic(target, question), short_answer="One there.")
    version = waiting.version
    merge_now(origin, target)
    found = Revision.objects.filter(summary__topic__condition=target)
    assert list(found.order_by("number").values_list("short_answer", "state")) == [
        ("One there.", "draft"),
        ("A draft.", "draft"),
        ("It waits.", "in_review"),
    ]
    moved = found.get(short_answer="It waits.")
    assert moved.pk == waiting.pk and moved.version > version
    assert list(moved.contributions.values_list("person", flat=True)) == [writer.pk]


def test_writer_of_the_text_before_signs_no_draft_that_went_over(medical_reviewer):
    """Nor where the words before it stay in the history of their own condition."""
    origin, target = factories.make_condition(), factories.make_condition()
    question, writer = factories.make_question(), medical_reviewer
    signed = factories.make_published(factories.make_topic(origin, question), by=[writer])
    factories.make_published(factories.make_topic(target, question))
    draft = workflow.begin_draft(
        signed.summary.topic, "en", by=factories.make_person(), start=signed
    )
    assert can_sign(writer, draft)
    merge_now(origin, target, **{f"answer-{signed.summary_id}": "leave"})
    assert not can_sign(writer, Revision.objects.get(pk=draft.pk))


def test_notice_keeps_its_confirmation_and_one_that_waits_is_read_again(client, editor):
    """Two people stood for the words; a warning that went away by a merger would be worse. One that
    nobody confirmed yet is confirmed for the pages that it will stand above."""
    origin, target = factories.make_condition(), factories.make_condition()
    factories.make_notice(origin, text="A lot was recalled.")
    waiting = factories.make_notice(origin, text="Another, too.", confirmed=False)
    merge_now(origin, target)
    page = client.get(target.get_absolute_url()).content.decode()
    assert "A lot was recalled." in page and "Another, too." not in page
    client.force_login(editor)
    confirm = f"/desk/notices/{waiting.pk}/confirm/"
    late = client.post(confirm, {"condition": origin.pk})
    assert late.status_code == 409
    assert "stands under another condition now" in late.content.decode()
    assert "Another, too." not in client.get(target.get_absolute_url()).content.decode()
    assert client.post(confirm, {"condition": target.pk}).status_code == 302
    assert "Another, too." in client.get(target.get_absolute_url()).content.decode()


def test_draft_begun_upon_a_page_that_was_merged_is_on_the_desk(client, editor):
    origin, target = factories.make_condition(), factories.make_condition()
    topic = factories.make_topic(origin, factories.make_question())
    merge_now(origin, target)
    draft = workflow.begin_draft(topic, "en", by=editor)
    assert (draft.summary.topic.condition, draft.summary.topic.question) == (target, topic.question)
    client.force_login(editor)
    assert f"/desk/drafts/{draft.pk}/" in client.get("/desk/lists/mine/").content.decode()
    old = f"/conditions/{origin.slug}/{topic.question.key}/write/"
    for answer in (client.get(old), client.post(old, {"start": ""})):
        assert answer.url == f"/conditions/{target.slug}/{topic.question.key}/write/"


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("choice", "relation", "year"),
    [("target", "relative", 2010), ("origin", "patient", 2010), ("latest", "patient", 2010)],
)
def test_one_membership_of_two_keeps_what_only_one_says(choice, relation, year):
    origin, target = factories.make_condition(), factories.make_condition()
    person = factories.make_person()
    theirs = factories.make_member(
        target, person=person, relation="relative", country="FR", on_map=True
    )
    factories.make_member(origin, person=person, relation="patient", diagnosed_year=2010)
    merge_now(origin, target, members=choice)
    merged = Membership.objects.get(member=person)
    assert (merged.condition, merged.relation, merged.diagnosed_year) == (target, relation, year)
    assert merged.country == "FR" and merged.joined_at == theirs.joined_at
    # On the map only who was on both.
    assert not merged.on_map


def test_stale_preview_is_refused_and_nothing_moves(two):
    origin, _target = two
    plan = make_plan(*two)
    factories.make_member(origin)
    with pytest.raises(Stale) as refused:
        merge(*two, by=factories.make_person(), digest=plan.digest, choices=decide(plan))
    assert len(refused.value.plan.members) == len(plan.members) + 1
    origin.refresh_from_db()
    assert origin.is_live and origin.memberships.count() == 3


def test_collision_that_nobody_decided_is_refused(two):
    plan = make_plan(*two)
    assert plan.choices
    with pytest.raises(Stale):
        merge(*two, by=factories.make_person(), digest=plan.digest, choices={})
    assert Condition.objects.live().filter(pk=two[0].pk).exists()


def test_second_id_of_a_catalogue_becomes_a_former_one(two):
    origin, target = two
    merge_now(*two)
    relations = {code.value: code.relation for code in target.codes.filter(system="doid")}
    assert relations == {str(origin.pk): "former", str(target.pk): "exact"}


def test_only_id_of_a_catalogue_stays_exact():
    origin, target = factories.make_condition(), factories.make_condition()
    Code.objects.create(condition=origin, system="mondo", value="0000001", relation="exact")
    merge_now(origin, target)
    assert target.codes.get().relation == "exact"


def test_merging_makes_no_ring_in_the_graph():
    Parent.objects.all().delete()
    top, middle, bottom = (factories.make_condition() for _ in range(3))
    Parent.objects.create(child=middle, parent=top)
    Parent.objects.create(child=bottom, parent=middle)
    merge_now(top, bottom)
    assert set(Parent.objects.values_list("child", "parent")) == {(bottom.pk, middle.pk)}


def test_question_that_does_not_apply_there_is_asked_about():
    origin, target = factories.make_condition(), factories.make_condition()
    question = factories.make_question()
    here, there = factories.make_topic(origin, question), factories.make_topic(target, question)
    factories.make_public(here)
    Topic.objects.filter(pk=there.pk).update(is_asked=False)
    assert list(make_plan(origin, target).choices) == [f"asked-{here.pk}"]
    merge_now(origin, target)
    there.refresh_from_db()
    assert there.is_asked is True and there.experience_count == 1


def test_moderator_who_read_it_under_the_old_name_looks_again(two):
    origin, _target = two
    waiting = Experience.objects.about(origin.pk).get(state="unpublished")
    revision, version = waiting.open_revision, waiting.version
    merge_now(*two)
    with pytest.raises(moderation.AlreadyDecided):
        moderation.approve(revision, by=factories.make_person(), version=version)


def test_follows_go_over_and_are_not_doubled(two):
    _origin, target = two
    merge_now(*two)
    assert list(Follow.objects.values_list("condition", flat=True)) == [target.pk]


def test_preferred_name_in_another_language_stays_one(two):
    merge_now(*two)
    kinds = dict(Name.objects.filter(language="es", condition=two[1]).values_list("text", "kind"))
    assert kinds == {
        "nombre de old name disease": "synonym",
        "nombre de new name disease": "preferred",
    }


def test_copies_of_pages_end(client, two):
    _origin, target = two
    address = f"/conditions/{target.slug}/daily-life/"
    etag = client.get(address)["ETag"]
    merge_now(*two)
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200
    assert FormerSlug.objects.filter(condition=target).count() == 2
