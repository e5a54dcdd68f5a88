"""The page before sending in: personal details in the text, wordings instead, and consent."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.requests import AuthenticatedHttpRequest
from experiences import moderation
from experiences.models import TEXT_MIN, CrisisLine, Experience, ExperienceRevision
from experiences.moderation import AlreadyDecided, DraftChanged, NotReady
from experiences.moderation.authoring import check_ready
from experiences.moderation.figures.work_figures import expected_wait_in_words
from experiences.text_rules import PRIVATE_FAMILIES, RULES, Family, Found, scan
from experiences.text_rules.preview import Piece, mark
from experiences.writing.authors import author_action, for_members, own_experience, too_late
from experiences.writing.forms import CoarsenForm, SendInForm, too_short
from experiences.writing.own_texts import own_text


def is_crisis(text: str, language: str) -> bool:
    return has_crisis(scan(text, language=language))


def has_crisis(found: list[Found]) -> bool:
    return any(RULES[each.rule].family == Family.CRISIS for each in found)


def crisis_line(country: str | None) -> CrisisLine | None:
    """Only one that somebody has checked at its provider."""
    if not country:
        return None
    return CrisisLine.objects.filter(country=country, checked_on__isnull=False).first()


@dataclass(frozen=True)
class Passage:
    """A piece of the text; with a number where there is something to say about it."""

    piece: Piece
    number: int = 0


@require_safe
@for_members
def experience_check(request: AuthenticatedHttpRequest, public_id: UUID) -> HttpResponse:
    experience = own_experience(request.user, public_id)
    text = own_text(experience)
    if text.wording is None or not text.is_open:
        return redirect("experiences:experience-edit", public_id)
    return check_page(request, text.wording)


@author_action
def experience_coarsen(
    request: AuthenticatedHttpRequest, experience: Experience, seen: int
) -> HttpResponse:
    """Put a vaguer wording in a passage's place: the one that the rule gives, not the browser."""
    form = CoarsenForm(request.POST)
    if not form.is_valid():
        return too_late(request, experience)
    wording = get_object_or_404(experience.revisions, pk=form.cleaned_data["revision"])
    wording.experience = experience
    words = coarser_words(wording, form)
    if words is None:
        return too_late(request, experience)
    try:
        version = form.cleaned_data["version"]
        moderation.save_draft(wording, by=request.user, version=version, text=words)
    except DraftChanged:
        messages.warning(request, _("The text has changed since. Here it is as it is now."))
    return redirect("experiences:experience-check", experience.public_id)


@author_action
def experience_submit(
    request: AuthenticatedHttpRequest, experience: Experience, seen: int
) -> HttpResponse:
    """Send it in. The same form twice, by a double click, sends it in once."""
    form = SendInForm(request.POST)
    is_valid = form.is_valid()
    wording = get_object_or_404(experience.revisions, pk=form.cleaned_data.get("revision"))
    wording.experience = experience
    if not is_valid and own_text(experience).is_open:
        return check_page(request, wording, form)
    try:
        send_in(wording, request, form, seen)
    except NotReady:
        return check_page(request, wording, form)
    except DraftChanged:
        messages.warning(request, _("The text has changed since you looked it over. Look again."))
        return redirect("experiences:experience-check", experience.public_id)
    except (AlreadyDecided, IntegrityError):
        # Of two clicks at once the second comes here; so does a key that another text has.
        key = form.cleaned_data.get("key")
        if key is None or not experience.revisions.filter(submit_key=key).exists():
            return too_late(request, experience)
    messages.success(
        request, _("Your text is with the moderators.") + " " + expected_wait_in_words()
    )
    return redirect("experiences:mine")


def send_in(
    wording: ExperienceRevision, request: AuthenticatedHttpRequest, form: SendInForm, seen: int
) -> None:
    if not form.is_valid():
        raise AlreadyDecided(wording.experience)
    moderation.submit(
        wording,
        by=request.user,
        version=seen,
        key=form.cleaned_data["key"],
        may_be_indexed=form.cleaned_data["index"],
        may_be_reused=form.cleaned_data["reuse"],
        wording_version=form.cleaned_data["wording_version"] or 0,
    )


def check_page(
    request: AuthenticatedHttpRequest, wording: ExperienceRevision, form: SendInForm | None = None
) -> HttpResponse:
    """Help first where the words ask for it; then the text, what it shows, and consent."""
    experience = wording.experience
    found = everything_found(wording)
    passages = numbered(private_pieces(wording, found))
    in_crisis = has_crisis(found)
    context = {
        "text": own_text(experience),
        "wording": wording,
        "passages": passages,
        "marked": [passage for passage in passages if passage.number],
        "in_crisis": in_crisis,
        "crisis_line": crisis_line(experience.country.code) if in_crisis else None,
        "problems": reasons_not_to_send(wording),
        "form": form or SendInForm(initial={"key": uuid4()}),
        "wait": expected_wait_in_words(),
    }
    return render(request, "experiences/writing/experience_check.html", context)


def everything_found(wording: ExperienceRevision) -> list[Found]:
    experience = wording.experience
    country = experience.country.code or ""
    return scan(wording.text, language=experience.language, country=country)


def private_pieces(wording: ExperienceRevision, found: Iterable[Found]) -> list[Piece]:
    experience = wording.experience
    private = [each for each in found if RULES[each.rule].family in PRIVATE_FAMILIES]
    country = experience.country.code or ""
    return mark(wording.text, private, language=experience.language, country=country)


def numbered(pieces: Iterable[Piece]) -> list[Passage]:
    passages: list[Passage] = []
    number = 0
    for piece in pieces:
        number += piece.rule is not None
        passages.append(Passage(piece, number if piece.rule else 0))
    return passages


def coarser_words(wording: ExperienceRevision, form: CoarsenForm) -> str | None:
    """The text with the passage replaced; None where no rule finds it there, or knows better."""
    asked = (form.cleaned_data["start"], form.cleaned_data["end"], form.cleaned_data["rule"])
    text = wording.text
    for piece in private_pieces(wording, everything_found(wording)):
        if piece.rule and piece.suggestion and (piece.start, piece.end, piece.rule.id) == asked:
            return text[: piece.start] + piece.suggestion + text[piece.end :]
    return None


def reasons_not_to_send(wording: ExperienceRevision) -> list[str]:
    """Sentences about what keeps the text from being sent in."""
    try:
        check_ready(wording)
    except NotReady as error:
        said = {
            "short": too_short(TEXT_MIN - len(wording.text.strip())),
            "long": _("Your text is too long to be sent in."),
            "contact": _(
                "Your text tells how to reach somebody, or a number of theirs. That has to go "
                "first: everything here is public, and strangers may misuse it."
            ),
        }
        return [said[problem] for problem in error.problems]
    return []
