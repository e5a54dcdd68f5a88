"""What becomes of a badge: each state it can be in, and each thing that can happen to it then."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from django.utils import timezone

from conditions.catalogue.merged_answers import DRAFT, answers_of, hand_over
from conditions.freshness import touch_all
from conditions.models import Condition, ReviewerProfile, Summary
from conditions.summaries import reviewers, workflow
from conditions.summaries.signing import log
from conditions.summaries.signing.badge import badge
from conditions.summaries.signing.events import NOT_ME
from conditions.summaries.signing.shown import shown_of
from conditions.summaries.workflow.reviewer_keys import revoke_key
from tests import factories
from tests.passkeys import Passkey

pytestmark = pytest.mark.django_db
STANDS, OVERDUE, RENAMED, SUSPENDED, NONE = "stands", "overdue", "renamed", "suspended", "none"
REFUSED = "refused"
NAMES = (f"other disease {number}" for number in count())


class Page:
    """A reviewed text, by the site's key or the reviewer's, and the day on which it is read."""

    def __init__(self, months_ago=0):
        self.today = timezone.localdate()
        question = factories.make_question(review_months=12)
        condition = factories.make_condition("first disease")
        self.topic = factories.make_topic(condition, question)
        self.reviewer = factories.make_reviewer(factories.make_person())
        at = timezone.now() - timedelta(days=31 * months_ago)
        ReviewerProfile.objects.update(verified_on=at.date())
        self.reviewer.refresh_from_db()
        self.text = self.published(at)
        self.key = Passkey().register_row(self.reviewer)

    def published(self, at=None, **fields):
        revision = factories.make_in_review(self.topic, short_answer="Its colour fades.", **fields)
        workflow.approve(
            revision, by=self.reviewer, version=revision.version, interests="None.", at=at
        )
        return revision

    @property
    def summary(self):
        return Summary.objects.with_proof().with_topic().get(topic=self.topic)

    @property
    def review(self):
        return self.text.reviews.model.objects.with_topic().get(revision=self.text)

    @property
    def standing(self):
        summary = self.summary
        if summary.live_revision is None:
            return NONE
        summary.live_revision.summary = summary
        place = (summary.topic, summary.language)
        shown = shown_of([place])[summary.topic_id, summary.language]
        sources = summary.live_revision.sources.all()
        return badge(summary, summary.live_revision, sources, shown, self.today).standing.value

    # What can happen

    def withdraw(self):
        workflow.withdraw(self.review, by=self.reviewer, reason="An error.")

    def suspend(self):
        with transaction.atomic():
            log.lock()
            workflow.suspend([self.review], why=NOT_ME, entry=1)

    def lose_key(self):
        revoke_key(self.key, why="lost")

    def rename(self, name=""):
        Condition.objects.filter(pk=self.topic.condition_id).update(name=name or next(NAMES))
        touch_all([self.topic.condition_id])

    def rename_back(self):
        self.rename("First Disease")

    def confirm(self):
        other = factories.make_reviewer(factories.make_person())
        workflow.confirm_names([self.review], by=other)

    def reword(self):
        live = self.summary.live_revision
        wording = factories.make_wording(live, short_answer="Its color fades.")
        by = factories.make_person()
        workflow.approve_wording(wording, by=by, version=wording.version)

    def pass_due(self):
        self.today += timedelta(days=400)

    def sign_anew(self):
        self.today = timezone.localdate()
        self.reviewer = factories.make_reviewer()
        self.text = self.published()

    def merge(self):
        target = factories.make_topic(question=self.topic.question)
        with transaction.atomic():
            log.lock()
            for answer in answers_of(self.topic.condition_id, target.condition_id):
                hand_over(answer, target, choice=DRAFT, why="Merged.")

    def dispute(self):
        with transaction.atomic():
            log.lock()
            reviewers.dispute(self.reviewer, entry=1)


def overdue():
    return Page(months_ago=13)


def after(*verbs):
    def make():
        page = Page()
        for verb in verbs:
            verb(page)
        return page

    return make


STARTS = {
    STANDS: Page,
    OVERDUE: overdue,
    RENAMED: after(Page.rename),
    SUSPENDED: after(Page.suspend),
    NONE: after(Page.withdraw),
}
EVENTS = [
    Page.withdraw, Page.suspend, Page.lose_key, Page.rename, Page.confirm, Page.reword,
    Page.pass_due, Page.sign_anew, Page.merge, Page.dispute,
]  # fmt: skip
# From each state, what each event makes of it.
TABLE = {
    STANDS: [NONE, SUSPENDED, STANDS, RENAMED, REFUSED, STANDS, OVERDUE, STANDS, NONE, SUSPENDED],
    OVERDUE: [
        NONE, SUSPENDED, OVERDUE, RENAMED, REFUSED, OVERDUE, OVERDUE, STANDS, NONE, SUSPENDED,
    ],
    RENAMED: [
        NONE, SUSPENDED, RENAMED, RENAMED, STANDS, REFUSED, RENAMED, STANDS, NONE, SUSPENDED,
    ],
    SUSPENDED: [
        NONE, SUSPENDED, SUSPENDED, SUSPENDED, REFUSED, REFUSED, SUSPENDED, STANDS, NONE, SUSPENDED,
    ],
    NONE: [REFUSED, NONE, NONE, NONE, REFUSED, REFUSED, NONE, STANDS, NONE, NONE],
}  # fmt: skip
CELLS = [
    pytest.param(start, event, becomes, id=f"{start}-{event.__name__}")
    for start, row in TABLE.items()
    for event, becomes in zip(EVENTS, row, strict=True)
]
REFUSALS = (workflow.AlreadyDecided, workflow.NothingSigned)


@pytest.mark.parametrize(("start", "event", "becomes"), CELLS)
def test_what_becomes_of_a_badge(start, event, becomes):
    page = STARTS[start]()
    assert page.standing == start
    if becomes == REFUSED:
        with pytest.raises(REFUSALS):
            event(page)
        assert page.standing == start
    else:
        event(page)
        assert page.standing == becomes


def test_confirmed_text_that_is_overdue_is_overdue():
    page = overdue()
    page.rename()
    page.confirm()
    assert page.standing == OVERDUE


def test_old_name_back_lifts_the_suspension_by_itself():
    page = Page()
    page.rename()
    assert page.standing == RENAMED
    page.rename_back()
    assert page.standing == STANDS


def test_confirmed_name_is_the_one_that_counts_from_then_on():
    page = Page()
    page.rename()
    page.confirm()
    page.rename_back()
    assert page.standing == RENAMED


def test_suspension_outlives_a_confirmation_and_a_withdrawal_both():
    page = Page()
    page.rename()
    page.suspend()
    page.rename_back()
    assert page.standing == SUSPENDED
