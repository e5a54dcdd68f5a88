"""Drafts: written, and handed in for review."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from conditions.canonical import content_hash
from conditions.markdown import RENDERER, render, seal
from conditions.models import Contribution, Revision, Source, Summary, Topic
from conditions.workflow.moves import State, move


def create_draft(
    topic: Topic,
    language: str,
    *,
    short_answer: str = "",
    body: str = "",
    sources: Iterable[Source] = (),
    by: Sequence[AbstractBaseUser] = (),
    change_note: str = "",
    attribution: str = "",
    import_key: str = "",
) -> Revision:
    """A new revision behind the ones there are. ``sources`` are unsaved, in order."""
    with transaction.atomic():
        summary, _ = Summary.objects.get_or_create(topic=topic, language=language)
        last = summary.revisions.aggregate(last=Max("number"))["last"] or 0
        revision = Revision(
            summary=summary,
            number=last + 1,
            short_answer=short_answer,
            body=body,
            change_note=change_note,
            attribution=attribution,
            import_key=import_key,
        )
        numbered = list(sources)
        for number, source in enumerate(numbered, start=1):
            source.number = number
        set_html(revision, numbered)
        revision.save()
        for source in numbered:
            source.revision = revision
        Source.objects.bulk_create(numbered)
        Contribution.objects.bulk_create(
            Contribution(revision=revision, person_id=person.pk) for person in by
        )
    return revision


def set_html(revision: Revision, sources: Iterable[Source]) -> None:
    """Render the body into the revision, sealed to the text; does not save."""
    revision.body_html = render(revision.body)
    revision.renderer = RENDERER
    revision.html_seal = seal(content_hash(revision, sources), revision.body_html)


def submit_for_review(revision: Revision, *, version: int) -> None:
    """Raises IntegrityError while another revision of the summary is in review."""
    move(
        revision,
        (State.DRAFT, State.CHANGES_REQUESTED),
        State.IN_REVIEW,
        version,
        submitted_at=timezone.now(),
    )
