"""Transitions of drafts: begin, save, hand over, discard, hand in for review, take back."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from common.admin_log import record
from conditions.authorship import unsigned_writers
from conditions.finding import merge_target
from conditions.models import Contribution, Revision, Source, Summary, Topic
from conditions.summaries.signing.statement import SOURCE_FIELDS, text_json
from conditions.summaries.workflow.moves import AlreadyDecided, State, move

OPEN = (State.DRAFT, State.CHANGES_REQUESTED)
SAVED_FIELDS = ("short_answer", "body", "change_note", "significance", "attribution")


class AnotherInReview(Exception):
    """A reviewer has another revision of the same summary."""


def create_draft(
    topic: Topic,
    language: str,
    *,
    short_answer: str = "",
    body: str = "",
    sources: Iterable[Source] = (),
    by: Sequence[AbstractBaseUser] = (),
    owner: AbstractBaseUser | None = None,
    change_note: str = "",
    attribution: str = "",
    import_key: str = "",
) -> Revision:
    """A new revision with the next number. ``sources`` are unsaved, in order."""
    with transaction.atomic():
        topic = topic_today(topic)
        summary, _ = Summary.objects.get_or_create(topic=topic, language=language)
        # Locked, so that two drafts begun at once get a number each.
        Summary.objects.select_for_update().get(pk=summary.pk)
        last = summary.revisions.aggregate(last=Max("number"))["last"] or 0
        revision = Revision(
            summary=summary,
            number=last + 1,
            short_answer=short_answer,
            body=body,
            owner_id=owner.pk if owner else None,
            change_note=change_note,
            attribution=attribution,
            import_key=import_key,
        )
        numbered = in_order(sources)
        revision.save()
        put_sources(revision, numbered)
        Contribution.objects.bulk_create(
            Contribution(revision=revision, person_id=person.pk) for person in by
        )
    return revision


def topic_today(topic: Topic) -> Topic:
    """The locked topic, or that of the condition that this one was merged into meanwhile: the lock
    keeps a merger from leaving new rows behind."""
    topic = Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
    # A second query: one that waited for the lock would have read the condition before the wait.
    target = merge_target(topic.condition)
    if topic.condition.is_live or target is None:
        return topic
    return Topic.objects.get_or_create(condition=target, question=topic.question)[0]


def begin_draft(
    topic: Topic, language: str, *, by: AbstractBaseUser, start: Revision | None = None
) -> Revision:
    """A draft of one's own: empty, or a copy of a text that is there.

    Whoever wrote what of a copied text no signature covers wrote this one as well: it may stand
    in another language, where the numbers of its revisions say nothing of that.

    One's own draft that begins the same, and that nobody has saved yet, is handed back in place of
    a second one: somebody has clicked twice.
    """
    with transaction.atomic():
        topic = topic_today(topic)
        if begun := begun_before(topic, language, by=by, start=start):
            return begun
        if start is None:
            return create_draft(topic, language, owner=by)
        return create_draft(
            topic,
            language,
            owner=by,
            by=list(unsigned_writers(start)),
            short_answer=start.short_answer,
            body=start.body,
            attribution=start.attribution,
            sources=[copied(source) for source in start.sources.all()],
        )


def begun_before(
    topic: Topic, language: str, *, by: AbstractBaseUser, start: Revision | None
) -> Revision | None:
    """The person's own draft with the same words and writers, never saved since it was begun."""
    untouched = Revision.objects.of(topic, language).filter(
        owner=by.pk, state=State.DRAFT, saved_at=None, submitted_at=None, import_key=""
    )
    words = words_of(start) if start else ("", "", "", [])
    writers = {person.pk for person in unsigned_writers(start)} if start else set()
    for draft in untouched:
        wrote = set(draft.contributors.values_list("pk", flat=True))
        if words_of(draft) == words and wrote == writers:
            return draft
    return None


def words_of(revision: Revision) -> tuple[str, str, str, list[tuple[Any, ...]]]:
    sources = revision.sources.order_by("number").values_list(*SOURCE_FIELDS)
    return revision.short_answer, revision.body, revision.attribution, list(sources)


def save_draft(
    revision: Revision,
    *,
    by: AbstractBaseUser,
    version: int,
    short_answer: str,
    body: str,
    sources: Iterable[Source] = (),
    change_note: str = "",
    significance: str = Revision.Significance.MEDIUM,
    attribution: str = "",
) -> Revision:
    """New words in a draft, by one who wrote them. ``sources`` are unsaved, in order.

    Saving what is there already changes nothing and makes nobody its writer, so a double click
    saves once. Raises AlreadyDecided with what is stored when that is not the version seen.
    """
    numbered = in_order(sources)
    wanted = Revision(
        summary=revision.summary,
        short_answer=short_answer,
        body=body,
        change_note=change_note,
        significance=significance,
        attribution=attribution,
    )
    stored = Revision.objects.get(pk=revision.pk)
    if typed(stored, stored.sources.all()) == typed(wanted, numbered):
        return stored
    with transaction.atomic():
        changed = Revision.objects.filter(pk=revision.pk, state__in=OPEN, version=version).update(
            **{name: getattr(wanted, name) for name in SAVED_FIELDS},
            version=F("version") + 1,
            saved_at=timezone.now(),
            saved_by=by.pk,
            owner=Coalesce("owner", Value(by.pk)),
        )
        if changed:
            Source.objects.filter(revision=revision).delete()
            put_sources(revision, numbered)
            Contribution.objects.get_or_create(revision=revision, person_id=by.pk)
    stored.refresh_from_db()
    if not changed:
        raise AlreadyDecided(stored)
    return stored


def discard(revision: Revision, *, by: AbstractBaseUser, version: int) -> None:
    """Delete a draft that was begun by mistake, and never one that was handed in. There is no way
    back; the administration's log says who did it, and nothing of its words."""
    with transaction.atomic():
        seen = Revision.objects.never_handed_in().filter(pk=revision.pk, version=version)
        stored = seen.select_for_update(of=("self",)).first()
        if stored is None:
            raise AlreadyDecided(revision)
        topic = revision.summary.topic
        which = f"{topic.question.key} ({revision.summary.language}), text {stored.number}"
        record(topic.condition, by, f"Draft discarded: {which}.")
        stored.delete()


def hand_over(revision: Revision, *, to: AbstractBaseUser | None, version: int) -> None:
    """Put a draft into somebody's hands, or into nobody's. Its words and version stay."""
    changed = Revision.objects.filter(pk=revision.pk, state__in=OPEN, version=version).update(
        owner=to.pk if to else None
    )
    revision.refresh_from_db()
    if not changed:
        raise AlreadyDecided(revision)


def submit_for_review(revision: Revision, *, version: int) -> None:
    """Raises IntegrityError while another revision of the summary is in review."""
    move(revision, OPEN, State.IN_REVIEW, version, submitted_at=timezone.now())


def hand_in(revision: Revision, *, version: int) -> None:
    """``submit_for_review`` for an editor's page. Raises AnotherInReview."""
    try:
        with transaction.atomic():
            submit_for_review(revision, version=version)
    except IntegrityError as error:
        if "revision_whole_before_review" in str(error):
            raise
        revision.refresh_from_db()
        raise AnotherInReview(revision) from error


def take_back(revision: Revision, *, version: int) -> None:
    """Out of review again, to go on writing."""
    move(revision, (State.IN_REVIEW,), State.DRAFT, version)


def in_order(sources: Iterable[Source]) -> list[Source]:
    """Numbered from one."""
    numbered = list(sources)
    for number, source in enumerate(numbered, start=1):
        source.number = number
    return numbered


def put_sources(revision: Revision, numbered: list[Source]) -> None:
    for source in numbered:
        source.revision = revision
    Source.objects.bulk_create(numbered)


def copied(source: Source) -> Source:
    return Source(**{name: getattr(source, name) for name in SOURCE_FIELDS})


def typed(revision: Revision, sources: Iterable[Source]) -> tuple[Any, ...]:
    """All that an editor types."""
    return text_json(revision, sources), revision.change_note, revision.significance
