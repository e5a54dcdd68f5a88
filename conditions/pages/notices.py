"""The safety notices above a page."""

from datetime import date

from conditions.models import Condition, Notice, Question
from conditions.pages.prepared import Prepared

NOTICES = Prepared(Notice.objects.confirmed_of)


def notices_above(
    condition: Condition, today: date, question: Question | None = None
) -> list[Notice]:
    """The safety notices that stand above a page of a condition today."""
    wanted = {None, question.pk if question else None}
    return [
        notice
        for notice in NOTICES.of(condition.pk)
        if notice.question_id in wanted and notice.starts_on <= today <= notice.ends_on
    ]
