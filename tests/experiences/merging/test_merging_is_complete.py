"""Whoever adds a table that hangs on a condition says here what a merger does with its rows."""

import pytest

from conditions.models import Condition, DailyCount, ErrorReport, Revision, Summary, Topic
from tests import factories
from tests.experiences.merging.building import merge_now

pytestmark = pytest.mark.django_db

WHAT_BECOMES_OF = {
    Condition: {
        "conditions.CatalogueFlag.condition": "moves, or is answered by the merger",
        "conditions.CatalogueFlag.proposed": "a question about the two of them is answered",
        "conditions.Code.condition": "moves, or is there already",
        "conditions.Condition.merged_into": "leads on to the survivor",
        "conditions.FormerSlug.condition": "leads on to the survivor",
        "conditions.GroupSize.condition": "counted anew",
        "conditions.Name.condition": "moves, or is there already",
        "conditions.Notice.condition": "moves",
        "conditions.Parent.child": "moves, or is there already",
        "conditions.Parent.parent": "moves, or is there already",
        "conditions.SearchEntry.condition": "derived from the names",
        "conditions.Topic.condition": "stays, with what was signed for it",
        "experiences.Case.condition": "moves with its text",
        "experiences.Follow.condition": "moves, or is there already",
        "experiences.MapFigures.condition": "derived from the members",
        "experiences.YearsSpread.condition": "counted anew",
        "experiences.Membership.condition": "moves, or becomes one with that of the same person",
    },
    Topic: {
        "conditions.DailyCount.topic": "adds up",
        "conditions.Summary.topic": "stays, with what was signed for it",
        "experiences.Experience.topic": "moves",
    },
    Summary: {
        "conditions.Revision.summary": "moves if it is open, else stays and is copied",
        "conditions.SigningSubject.summary": "stays: the log is never changed",
    },
    Revision: {
        "conditions.Contribution.revision": "stays with it, and is copied with it",
        "conditions.ErrorReport.revision": "goes to the copy while it is open",
        "conditions.Review.revision": "stays with it",
        "conditions.ReviewNote.revision": "stays with it",
        "conditions.WordingStep.base": "stays with it",
        "conditions.WordingStep.revision": "stays with it",
        "conditions.Source.revision": "stays with it, and is copied with it",
        "conditions.Summary.live_revision": "emptied: the text is public no more",
    },
}


@pytest.mark.parametrize("model", WHAT_BECOMES_OF, ids=lambda model: model.__name__)
def test_every_table_is_accounted_for(model):
    found = {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and not relation.many_to_many
    }
    assert found == set(WHAT_BECOMES_OF[model])


def test_reads_add_up_day_by_day():
    origin, target = factories.make_condition(), factories.make_condition()
    question = factories.make_question()
    here, there = factories.make_topic(origin, question), factories.make_topic(target, question)
    about = {"language": "en", "kind": "read"}
    for topic, day, number in ((here, 1, 3), (here, 2, 5), (there, 2, 7)):
        DailyCount.objects.create(topic=topic, day=f"2026-03-0{day}", number=number, **about)
    merge_now(origin, target)
    counts = DailyCount.objects.order_by("day").values_list("topic", "number")
    assert list(counts) == [(there.pk, 3), (there.pk, 12)]


def test_open_report_of_an_error_goes_with_the_words():
    origin, target = factories.make_condition(), factories.make_condition()
    signed = factories.make_published(factories.make_topic(origin))
    report = ErrorReport.objects.create(revision=signed, text="It says twice what it says once.")
    merge_now(origin, target)
    report.refresh_from_db()
    assert report.revision.summary.topic.condition == target
    assert report.revision.state == "in_review"
