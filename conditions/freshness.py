"""The last change of what a page shows, which is what its ETag is made from.

Whoever changes something that readers see calls ``touch`` in the same transaction.
"""

from collections.abc import Iterable

from django.utils import timezone

from conditions.models import Condition, Topic


def touch(condition_id: int, topic_id: int | None = None) -> None:
    """Marks the pages of a condition as changed; pages of its other topics show its totals, too."""
    now = timezone.now()
    Condition.objects.filter(pk=condition_id).update(changed_at=now)
    if topic_id is not None:
        Topic.objects.filter(pk=topic_id).update(changed_at=now)


def touch_all(condition_ids: Iterable[int] | None = None) -> None:
    """``touch`` for many conditions, or for all, as when a question is worded anew."""
    conditions = Condition.objects.all()
    if condition_ids is not None:
        conditions = conditions.filter(pk__in=list(condition_ids))
    conditions.update(changed_at=timezone.now())
