"""Which of the standard questions are asked of one condition."""

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from conditions.curating.errors import Changed, StillAnswered
from conditions.curating.record import record
from conditions.freshness import touch
from conditions.models import Condition, Question, Topic
from conditions.pages.asked import is_asked

Asked = Mapping[int, bool | None]


def asked_of(condition: Condition) -> dict[int, bool | None]:
    """An editor's word on each question, by its key; None where it is as on every page."""
    said = dict(condition.topics.values_list("question", "is_asked"))
    return {pk: said.get(pk) for pk in Question.objects.values_list("pk", flat=True)}


def set_asked(
    condition: Condition, wanted: Asked, *, by: AbstractBaseUser, seen: Asked
) -> list[str]:
    """The keys of the questions that changed. Raises ``Changed`` when somebody else changed one
    since it was shown, and ``StillAnswered`` rather than hide a public text."""
    with transaction.atomic():
        # In the order of every verb: topics before their condition.
        topics = Topic.objects.select_for_update(no_key=True).filter(condition=condition)
        list(topics.order_by("pk"))
        condition = Condition.objects.select_for_update().get(pk=condition.pk)
        if not condition.is_live or asked_of(condition) != dict(seen):
            raise Changed(condition)
        changed = {pk: value for pk, value in wanted.items() if seen.get(pk) != value}
        questions = Question.objects.in_bulk(changed)
        public = set(
            Topic.objects.with_something_on_them()
            .filter(condition=condition, question__in=changed)
            .values_list("question", flat=True)
        )
        hidden = [
            questions[pk].key
            for pk, value in changed.items()
            if pk in public and not is_asked(questions[pk], Topic(is_asked=value))
        ]
        if hidden:
            raise StillAnswered(hidden)
        for pk, value in changed.items():
            topic, _made = Topic.objects.get_or_create(condition=condition, question_id=pk)
            Topic.objects.filter(pk=topic.pk).update(is_asked=value)
        if changed:
            touch(condition.pk)
            keys = ", ".join(sorted(question.key for question in questions.values()))
            record(condition, by, f"Questions changed: {keys}.")
    return [questions[pk].key for pk in changed]
