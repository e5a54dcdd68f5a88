"""Saving an author's words and details in one transaction. A double click saves them once."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from conditions.models import Condition, Question, Topic
from experiences import community, moderation
from experiences.models import Experience, ExperienceRevision, Membership
from experiences.moderation import REVISION_MOVES, AlreadyDecided, DraftChanged
from experiences.writing.forms import ExperienceForm


def save_first(
    condition: Condition, question: Question, *, by: AbstractBaseUser, form: ExperienceForm
) -> ExperienceRevision:
    """The first words on a topic. Whoever is not in the community yet joins it with them."""
    text = form.cleaned_data["text"]
    with transaction.atomic():
        membership = membership_of(condition, by) or community.join(
            condition, by=by, **form.for_membership
        )
        community.keep_live(condition)
        topic, _made = Topic.objects.get_or_create(condition=condition, question=question)
        experience = moderation.begin(
            topic,
            by=by,
            country=membership.country,
            years_since_diagnosis=membership.years_since_diagnosis(timezone.localdate()),
            **form.details,
        )
        last = experience.revisions.first()
        if last is None:
            return moderation.write(experience, text)
    return same_words(last, text)


def save_text(
    experience: Experience, *, by: AbstractBaseUser, form: ExperienceForm
) -> ExperienceRevision:
    """Everything in the form. How a public text is signed, and by whom, changes at once."""
    with transaction.atomic():
        moderation.set_details(experience, by=by, **form.details)
        return save_words(experience, by=by, **words_of(form))


def save_words(
    experience: Experience,
    *,
    by: AbstractBaseUser,
    text: str,
    revision: int | None,
    version: int | None,
) -> ExperienceRevision:
    """The words into the wording that was shown, or into a new one where none was."""
    if revision is None:
        return begin_wording(experience, text)
    wording = get_object_or_404(experience.revisions, pk=revision)
    wording.experience = experience
    try:
        return moderation.save_draft(wording, by=by, version=version or 0, text=text)
    except DraftChanged as error:
        return same_words(error.revision, text)


def begin_wording(experience: Experience, text: str) -> ExperienceRevision:
    try:
        return moderation.write(experience, text)
    except IntegrityError:
        open_elsewhere = experience.open_revision
        if open_elsewhere is None:
            raise AlreadyDecided(experience) from None
        return same_words(open_elsewhere, text)


def same_words(stored: ExperienceRevision, text: str) -> ExperienceRevision:
    """What is stored, where it is what was typed; else says why it was not overwritten."""
    if stored.text == text:
        return stored
    if (stored.state, "submit") in REVISION_MOVES:
        raise DraftChanged(stored)
    raise AlreadyDecided(stored.experience)


def words_of(form: Any) -> dict[str, Any]:
    return {key: form.cleaned_data[key] for key in ("text", "revision", "version")}


def membership_of(condition: Condition, person: AbstractBaseUser) -> Membership | None:
    return Membership.objects.of(condition).filter(member=person.pk).first()
