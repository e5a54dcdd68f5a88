import pytest
from django.db import IntegrityError, transaction

from experiences import moderation
from experiences.models import Decision, Experience, ExperienceRevision, Reason
from experiences.moderation import EXPERIENCE_MOVES, AlreadyDecided, NotYours, OwnWork
from tests import factories

pytestmark = pytest.mark.django_db
State = Experience.State
FIRST = "First words, and enough of them to be sent in at all."
OTHER = "Other words, and enough of them to be sent in at all."
WHY = {"message": "Please read why."}


def refuse(verb, thing, by, version):
    return verb(thing, by=by, version=version, reason=factories.make_reason(), **WHY)


def test_approving_makes_a_text_public_and_counts_its_author():
    experience = factories.make_public()
    assert experience.is_public
    experience.topic.refresh_from_db()
    assert experience.topic.person_count == 1


def test_moderator_cannot_decide_own_text(moderator):
    revision = factories.make_pending(author=moderator)
    with pytest.raises(OwnWork):
        moderation.approve(revision, by=moderator, version=revision.experience.version)
    with pytest.raises(OwnWork):
        refuse(moderation.reject, revision, moderator, revision.experience.version)


def test_nobody_but_the_author_submits_or_withdraws(member):
    revision = factories.make_written()
    with pytest.raises(NotYours):
        moderation.submit(revision, by=member, version=1)
    experience = factories.make_public()
    with pytest.raises(NotYours):
        moderation.withdraw(experience, by=member, version=experience.version)


def test_second_of_two_decisions_on_one_version_learns_of_the_first(moderator):
    revision = factories.make_pending()
    seen = revision.experience.version
    moderation.approve(revision, by=moderator, version=seen)
    stale = ExperienceRevision.objects.get(pk=revision.pk)
    with pytest.raises(AlreadyDecided) as raised:
        refuse(moderation.reject, stale, factories.make_moderator(), seen)
    assert raised.value.decision.moderator == moderator
    assert Decision.objects.count() == 1


def test_decision_on_a_text_that_was_withdrawn_meanwhile_is_too_late(moderator):
    experience = factories.make_public()
    seen = experience.version
    stale = Experience.objects.get(pk=experience.pk)
    moderation.withdraw(experience, by=experience.author, version=seen)
    with pytest.raises(AlreadyDecided):
        refuse(moderation.hide, stale, moderator, seen)


VERBS = {
    "hide": lambda e, m: refuse(moderation.hide, e, m, e.version),
    "restore": lambda e, m: refuse(moderation.restore, e, m, e.version),
    "withdraw": lambda e, m: moderation.withdraw(e, by=e.author, version=e.version),
    "put_back": lambda e, m: moderation.put_back(e, by=e.author, version=e.version),
}


@pytest.mark.sample(6)
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", ["draft", "public", "hidden", "withdrawn"])
def test_verb_leads_where_the_table_says_or_is_refused(moderator, state, verb):
    made = factories.make_public() if state == "public" else factories.make_in_state(state)
    before = State(made.state)
    target = EXPERIENCE_MOVES.get((before, verb))
    if target is None:
        with pytest.raises(AlreadyDecided):
            VERBS[verb](made, moderator)
    else:
        VERBS[verb](made, moderator)
    made.refresh_from_db()
    assert made.state == (target or before)


@pytest.mark.parametrize("verb", ["hide", "withdraw"])
def test_count_moves_at_once_when_a_text_goes_and_comes_back(moderator, verb):
    experience = factories.make_public()
    VERBS[verb](experience, moderator)
    experience.topic.refresh_from_db()
    assert experience.topic.person_count == 0
    VERBS[{"hide": "restore", "withdraw": "put_back"}[verb]](experience, moderator)
    experience.topic.refresh_from_db()
    assert experience.topic.person_count == 1


def test_approved_text_stays_public_while_an_edit_waits_and_after_its_refusal(moderator):
    experience = factories.make_public(text=FIRST)
    edit = moderation.write(experience, OTHER)
    moderation.submit(edit, by=experience.author, version=experience.version)
    refuse(moderation.reject, edit, moderator, edit.experience.version)
    experience.refresh_from_db()
    assert experience.is_public
    assert experience.live_revision.text == FIRST


def test_approved_edit_replaces_the_text_and_says_when(moderator):
    experience = factories.make_public(text=FIRST)
    edit = moderation.write(experience, OTHER)
    moderation.submit(edit, by=experience.author, version=experience.version)
    moderation.approve(edit, by=moderator, version=edit.experience.version)
    experience.refresh_from_db()
    assert experience.live_revision.text == OTHER
    assert experience.amended_at
    states = experience.revisions.order_by("number").values_list("state", flat=True)
    assert list(states) == ["superseded", "approved"]


def test_approving_an_edit_of_a_withdrawn_text_does_not_show_it(moderator):
    experience = factories.make_in_state("withdrawn")
    experience.refresh_from_db()
    edit = moderation.write(experience, OTHER)
    moderation.submit(edit, by=experience.author, version=experience.version)
    moderation.approve(edit, by=moderator, version=edit.experience.version)
    experience.refresh_from_db()
    assert experience.state == State.WITHDRAWN


def test_text_that_came_back_amended_keeps_its_place_in_the_queue(moderator):
    revision = factories.make_pending()
    waiting_since = revision.submitted_at
    refuse(moderation.request_changes, revision, moderator, revision.experience.version)
    moderation.submit(revision, by=revision.experience.author, version=revision.experience.version)
    assert revision.submitted_at == waiting_since


def test_readers_copies_end_when_an_edit_is_sent_in_with_other_consents(client):
    experience = factories.make_public()
    address = experience.topic.get_absolute_url()
    etag = client.get(address).headers["ETag"]
    edit = moderation.write(experience, "Another wording that is long enough for sending it in.")
    moderation.submit(edit, by=experience.author, version=experience.version, may_be_indexed=True)
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200


def test_one_open_wording_at_a_time():
    experience = factories.make_written().experience
    with pytest.raises(IntegrityError), transaction.atomic():
        moderation.write(experience, "Another.")


def test_one_experience_per_member_and_topic():
    experience = factories.make_written().experience
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_written(experience.topic, author=experience.author)


@pytest.mark.sample(3)
@pytest.mark.parametrize("verb", ["request_changes", "reject", "hide", "restore"])
@pytest.mark.parametrize("missing", ["reason", "message"])
def test_database_refuses_a_decision_without_reason_or_message(moderator, verb, missing):
    fields = {"reason": factories.make_reason(), "message": "Why."}
    fields[missing] = None if missing == "reason" else ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            experience=factories.make_public(), moderator=moderator, verb=verb, **fields
        )


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "fields",
    [
        {"state": "public", "live_revision": None},
        {"state": "public", "published_at": None},
        {"state": "erased"},
        {"state": "elsewhere"},
        {"relation": "king"},
    ],
)
def test_database_refuses_an_impossible_experience(fields):
    experience = factories.make_public()
    with pytest.raises(IntegrityError), transaction.atomic():
        Experience.objects.filter(pk=experience.pk).update(**fields)


def test_author_is_not_deleted_with_their_texts_by_accident():
    experience = factories.make_public()
    with pytest.raises(IntegrityError), transaction.atomic():
        experience.author.delete()


def test_reason_in_use_cannot_be_deleted():
    factories.make_in_state("rejected")
    with pytest.raises(IntegrityError), transaction.atomic():
        Reason.objects.get().delete()
