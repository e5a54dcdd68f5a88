"""Which summaries stand under another name than the one that was signed: for lists, which cannot
ask the log. A page derives it anew at every view."""

from collections.abc import Collection

from django.utils import timezone

from conditions.freshness import touch_all
from conditions.models import Summary
from conditions.summaries.signing.badge import state_of
from conditions.summaries.signing.shown import names_hash, shown_of

CHUNK = 500  # summaries held in memory


def mark_renamed(
    condition_ids: Collection[int] | None = None, question_id: int | None = None
) -> int:
    """Set ``renamed_at`` anew, of the summaries of some conditions, of a question, or of all; says
    how many changed. Called inside the transaction that renamed something."""
    summaries = Summary.objects.published().filter(live_review__isnull=False)
    if condition_ids is not None:
        summaries = summaries.filter(topic__condition__in=condition_ids)
    if question_id is not None:
        summaries = summaries.filter(topic__question=question_id)
    changed = 0
    # In pages by key: no cursor stays open while rows change under it.
    last = 0
    proven = summaries.with_proof().with_topic().order_by("pk")
    while page := list(proven.filter(pk__gt=last)[:CHUNK]):
        changed += mark(page)
        last = page[-1].pk
    return changed


def mark(summaries: list[Summary]) -> int:
    shown = shown_of((summary.topic, summary.language) for summary in summaries)
    now = timezone.now()
    changed = []
    for summary in summaries:
        state = state_of(summary)
        signed = state.signed if state else None
        names = names_hash(shown[summary.topic_id, summary.language])
        is_renamed = signed is not None and signed.names != names
        if is_renamed != (summary.renamed_at is not None):
            summary.renamed_at = now if is_renamed else None
            changed.append(summary)
    Summary.objects.bulk_update(changed, ["renamed_at"])
    touch_all({summary.topic.condition_id for summary in changed})
    return len(changed)
