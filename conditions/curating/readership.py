"""How often a topic was opened and asked for, when two topics become one."""

from django.db.models import F

from conditions.models import DailyCount, Topic


def add_counts(origin: Topic, target: Topic) -> None:
    """Day by day: what both were is added up."""
    for row in DailyCount.objects.filter(topic=origin):
        same = DailyCount.objects.filter(
            topic=target, kind=row.kind, language=row.language, day=row.day
        )
        if same.update(number=F("number") + row.number):
            row.delete()
        else:
            DailyCount.objects.filter(pk=row.pk).update(topic=target)
