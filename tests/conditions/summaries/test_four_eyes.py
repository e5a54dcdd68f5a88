"""Nobody approves what they wrote: on no path, whoever wrote what and when."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conditions.models import Notice, Review, Revision, Summary, WordingStep
from conditions.permissions import can_approve_wording, can_sign
from conditions.summaries import workflow
from conditions.summaries.keeping_current import notices
from conditions.summaries.signing.wording_guard import needs_signature
from diseasemaps.accounts import roles
from tests import factories
from tests.conditions.summaries.reviewing_pages import fields_of, sign

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

PEOPLE = 4
# What happens to a summary, in turns: somebody's words are signed by an outsider, sent back by one,
# left a draft, signed and then taken back, or approved as a change of wording.
FATES = ("signed", "refused", "draft", "withdrawn", "worded")
histories = st.lists(
    st.tuples(st.sets(st.integers(0, PEOPLE - 1)), st.sampled_from(FATES)), max_size=5
)
LAST = st.sets(st.integers(0, PEOPLE - 1))


@pytest.fixture
def people(db):
    """Editors who are medical reviewers as well, so that nothing but their own words hinders."""
    found = []
    for _number in range(PEOPLE):
        person = factories.make_with_role(roles.MEDICAL_REVIEWER)
        person.groups.add(factories.make_group(roles.EDITOR))
        factories.make_reviewer(person)
        found.append(person)
    return found


def live(history, topic, people, outsider):
    """Goes through a history by the real transitions. Who may not sign the text behind it, and who
    may not approve it as a change of wording: worked out here, apart from the code."""
    unsigned, unpublished = set(), set()
    standing = None
    for writers, fate in history:
        by = [people[number] for number in writers]
        unsigned |= writers
        unpublished |= writers
        base = Summary.objects.filter(topic=topic, live_revision__isnull=False).first()
        if fate == "draft":
            factories.make_draft(topic, by=by)
        elif fate == "worded" and base and standing:
            revision = factories.make_wording(base.live_revision, by=by)
            workflow.approve_wording(revision, by=factories.make_person(), version=revision.version)
            unpublished = set()
        elif fate == "refused":
            revision = factories.make_in_review(topic, by=by)
            workflow.request_changes(
                revision, by=outsider, version=revision.version, note="More, please."
            )
        else:
            revision = factories.make_in_review(topic, by=by)
            standing = workflow.approve(
                revision, by=outsider, version=revision.version, interests="None."
            )
            if fate == "withdrawn":
                workflow.withdraw(standing, by=outsider, reason="An error.")
                standing = None
            else:
                unsigned = set()
            unpublished = set()
    return unsigned, unpublished


def walk(history, last, people):
    outsider = factories.make_reviewer()
    topic = factories.make_topic()
    unsigned, _unpublished = live(history, topic, people, outsider)
    revision = factories.make_in_review(topic, by=[people[number] for number in last])
    return revision, unsigned | last


few = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
many = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check_signing(people, history, last):
    with transaction.atomic():
        revision, wrote = walk(history, last, people)
        for number, person in enumerate(people):
            refused = number in wrote
            assert can_sign(person, revision) is not refused
            assert is_refused_by_the_transition(revision, person) is refused
            assert is_refused_by_the_database(revision, person) is refused
        transaction.set_rollback(True)


def is_refused_by_the_transition(revision, person) -> bool:
    """Both ways of deciding; what went through is taken back."""
    refused = []
    for decide in (
        lambda seen: workflow.approve(
            seen, by=person.reviewer_profile, version=seen.version, interests="None."
        ),
        lambda seen: workflow.request_changes(
            seen, by=person.reviewer_profile, version=seen.version, note="More."
        ),
    ):
        with transaction.atomic():
            try:
                decide(Revision.objects.get(pk=revision.pk))
                refused.append(False)
            except workflow.OwnWork:
                refused.append(True)
            transaction.set_rollback(True)
    assert len(set(refused)) == 1
    return refused[0]


def is_refused_by_the_database(revision, person) -> bool:
    """A row that no transition made, by insert and by update."""
    refused = []
    for by_update in (False, True):
        review = Review(
            revision=revision,
            reviewer=factories.make_reviewer() if by_update else person.reviewer_profile,
            verdict="changes_requested",
            note="x",
        )
        with transaction.atomic():
            try:
                with transaction.atomic():
                    review.save()
                    if by_update:
                        Review.objects.filter(pk=review.pk).update(reviewer=person.reviewer_profile)
                refused.append(False)
            except IntegrityError as error:
                assert "review_four_eyes" in str(error)
                refused.append(True)
            transaction.set_rollback(True)
    assert len(set(refused)) == 1
    return refused[0]


@few
@given(history=histories, last=LAST)
def test_nobody_signs_own_words(people, history, last):
    check_signing(people, history, last)


@pytest.mark.thorough
@many
@given(history=histories, last=LAST)
def test_nobody_signs_own_words_in_many_histories(people, history, last):
    check_signing(people, history, last)


def check_wording(people, history, drafts, last):
    with transaction.atomic():
        topic, outsider = factories.make_topic(), factories.make_reviewer()
        # There has to be a signed text; some drafts may stand between it and the change.
        whole = [*history, (set(), "signed"), *((writers, "draft") for writers in drafts)]
        _unsigned, unpublished = live(whole, topic, people, outsider)
        base = Summary.objects.get(topic=topic).live_revision
        revision = factories.make_wording(base, by=[people[number] for number in last])
        for number, person in enumerate(people):
            refused = number in unpublished | last
            assert can_approve_wording(person, revision) is not refused
            assert is_wording_refused(revision, base, person) is refused
        transaction.set_rollback(True)


def is_wording_refused(revision, base, person) -> bool:
    with transaction.atomic():
        seen = Revision.objects.get(pk=revision.pk)
        try:
            workflow.approve_wording(seen, by=person, version=seen.version)
            by_transition = False
        except workflow.OwnWork:
            by_transition = True
        transaction.set_rollback(True)
    step = WordingStep(
        revision=revision,
        base=base,
        review=Review.objects.get(revision=base),
        approved_by=person,
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                step.save()
            by_database = False
        except IntegrityError as error:
            assert "wording_four_eyes" in str(error)
            by_database = True
        transaction.set_rollback(True)
    assert by_transition == by_database
    return by_database


@few
@given(history=histories, drafts=st.lists(LAST, max_size=2), last=LAST)
def test_nobody_approves_own_wording(people, history, drafts, last):
    check_wording(people, history, drafts, last)


@pytest.mark.thorough
@many
@given(history=histories, drafts=st.lists(LAST, max_size=2), last=LAST)
def test_nobody_approves_own_wording_in_many_histories(people, history, drafts, last):
    check_wording(people, history, drafts, last)


@pytest.mark.parametrize("wrote", ["this text", "an earlier one", "before a signature taken back"])
def test_page_refuses_a_reviewer_who_wrote_it(client, people, wrote):
    topic, reviewer, person = factories.make_topic(), factories.make_reviewer(), people[0]
    if wrote == "an earlier one":
        factories.make_draft(topic, by=[person])
    elif wrote == "before a signature taken back":
        earlier = factories.make_published(topic, by=[person], reviewer=reviewer)
        workflow.withdraw(earlier.reviews.get(), by=reviewer, reason="An error.")
    revision = factories.make_in_review(topic, by=[person] if wrote == "this text" else [])
    client.force_login(person)
    page = client.get(f"/desk/review/{revision.pk}/").content.decode()
    assert "You wrote some of this text" in page
    assert "Sign and publish" not in page
    for verb in ("sign", "request-changes"):
        response = client.post(f"/desk/review/{revision.pk}/{verb}/", fields_of(revision))
        assert response.status_code == 403
    revision.refresh_from_db()
    assert revision.state == "in_review"
    # Nothing else hinders: somebody with the same roles signs it.
    client.force_login(people[1])
    assert sign(client, revision).url.startswith("/reviews/")


def test_page_refuses_an_editor_who_wrote_the_wording(client, editor, administrator):
    base = factories.make_published(short_answer="Its colour fades.")
    revision = factories.make_wording(base, short_answer="Its color fades.", by=[editor])
    assert needs_signature(base, revision) == []
    client.force_login(editor)
    assert "Publish the change" not in client.get(f"/desk/review/{revision.pk}/").content.decode()
    address = f"/desk/review/{revision.pk}/wording/"
    assert client.post(address, {"version": revision.version}).status_code == 403
    client.force_login(factories.make_with_role(roles.EDITOR))
    assert "Publish the change" in client.get(f"/desk/review/{revision.pk}/").content.decode()
    assert client.post(address, {"version": revision.version}).status_code == 302


def test_whoever_wrote_a_wording_may_not_sign_the_next_text(people):
    base = factories.make_published(short_answer="Its colour fades.")
    worded = factories.make_wording(base, short_answer="Its color fades.", by=[people[0]])
    workflow.approve_wording(worded, by=people[1], version=worded.version)
    revision = factories.make_in_review(base.summary.topic)
    assert not can_sign(people[0], revision)
    assert can_sign(people[1], revision)


@pytest.mark.parametrize("between", ["taken back", "another's draft", "signed"])
def test_translation_of_own_unsigned_words_is_own_work(people, between):
    """The words go on into a summary whose revisions are numbered by themselves."""
    writer, other, reviewer = people[0], people[1], factories.make_reviewer()
    text = factories.make_draft(by=[writer])
    if between == "another's draft":
        text = workflow.begin_draft(text.summary.topic, "en", by=other, start=text)
    else:
        workflow.submit_for_review(text, version=text.version)
        review = workflow.approve(text, by=reviewer, version=text.version, interests="None.")
    if between == "taken back":
        workflow.withdraw(review, by=reviewer, reason="An error.")
    text.refresh_from_db()
    translation = workflow.begin_draft(text.summary.topic, "es", by=other, start=text)
    copy = workflow.begin_draft(text.summary.topic, "es", by=other, start=translation)
    for revision in (translation, copy):
        assert can_sign(writer, revision) is (between == "signed")
        assert can_sign(people[2], revision)


def test_nobody_confirms_own_notice(editor):
    notice = factories.make_notice(factories.make_condition(), by=editor, confirmed=False)
    with pytest.raises(notices.OwnNotice):
        notices.confirm(notice, by=editor)
    with pytest.raises(IntegrityError, match="notice_four_eyes"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(
            confirmed_by=editor, confirmed_at=notice.proposed_at
        )
