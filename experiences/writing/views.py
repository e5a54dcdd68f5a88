"""Views of writing: the forms, autosave, a member's own texts, and the buttons on them."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import kept_words
from common.requests import AuthenticatedHttpRequest
from conditions.asked import AskedQuestion, asked_questions
from conditions.display_names import condition_names
from conditions.finding import ConditionAddressMixin, Moved, find_condition
from conditions.models import Condition, Question, QuestionText, Topic
from experiences import moderation
from experiences.community import NotLive
from experiences.models import Experience, ExperienceRevision, Membership, News
from experiences.moderation import AlreadyDecided, DraftChanged
from experiences.moderation.figures.work_figures import expected_wait_in_words
from experiences.reading.views import find_question
from experiences.writing.authors import (
    MemberFormView,
    author_action,
    for_members,
    own_experience,
    too_late,
    two_versions,
)
from experiences.writing.checking import crisis_line, is_crisis
from experiences.writing.forms import (
    CATALOGUE_CHANGED,
    ExperienceForm,
    IndexForm,
    WordsForm,
    details_of,
    first_form,
)
from experiences.writing.own_texts import OwnText, own_text, own_texts
from experiences.writing.saving import membership_of, save_first, save_text, save_words, words_of

TEMPLATE = "experiences/writing/experience_form.html"


class WriteView(ConditionAddressMixin, MemberFormView):
    """The first words of a person on a topic. A form that comes in is kept, even from an address
    that the condition no longer has."""

    def look_up(self, slug: str, key: str) -> AskedQuestion:
        """The question as it is asked here. 404 where nobody can share on it."""
        self.condition = find_condition_or_moved(slug, self.request.method == "POST")
        language = get_language()
        topics = Topic.objects.of_address(self.condition.slug, language)
        name = condition_names(self.condition, language).preferred
        asked = find_question(asked_questions(self.condition, topics, name, language), key)
        if asked.question.from_catalogue:
            raise Http404
        return asked

    def signed_out(self, request: HttpRequest, slug: str, key: str) -> HttpResponse:
        asked = self.look_up(slug, key)
        return render(request, "experiences/writing/share.html", {"asked": asked})

    def get(self, request: AuthenticatedHttpRequest, slug: str, key: str) -> HttpResponse:
        asked = self.look_up(slug, key)
        if begun := self.begun(asked.question):
            return redirect("experiences:experience-edit", begun.public_id)
        membership = membership_of(self.condition, request.user)
        initial = {"language": get_language(), **kept_words.kept(request)}
        if membership:
            initial = {"relation": membership.relation, **initial}
        return self.form_page(asked, first_form(membership)(initial=initial))

    def post(self, request: AuthenticatedHttpRequest, slug: str, key: str) -> HttpResponse:
        asked = self.look_up(slug, key)
        form = first_form(membership_of(self.condition, request.user))(request.POST)
        if not form.is_valid():
            return self.form_page(asked, form)
        try:
            revision = save_first(self.condition, asked.question, by=request.user, form=form)
        except DraftChanged as error:
            return two_versions(request, error.revision, form)
        except AlreadyDecided as error:
            return too_late(request, error.experience, form.cleaned_data["text"])
        except NotLive:
            form.add_error(None, CATALOGUE_CHANGED)
            return self.form_page(asked, form)
        return after_saving(request, revision.experience)

    def begun(self, question: Question) -> Experience | None:
        texts = Experience.objects.of(self.request.user).about(self.condition.pk)
        return texts.filter(topic__question=question).first()

    def form_page(self, asked: AskedQuestion, form: ExperienceForm) -> HttpResponse:
        slug, key = self.condition.slug, asked.key
        context = {
            "form": form,
            "title": asked.title,
            "topic_url": asked.url,
            "prompts": prompts(asked.question),
            "autosave_url": reverse("experiences:experience-keep", args=[slug, key]),
            "joins": "since" in form.fields,
            "in_crisis": is_crisis(str(form["text"].value() or ""), get_language()),
        }
        return self.page(TEMPLATE, context)


class EditView(MemberFormView):
    """The open wording, or a new one beside the text that readers see."""

    def get(self, request: AuthenticatedHttpRequest, public_id: UUID) -> HttpResponse:
        experience = own_experience(request.user, public_id)
        text = own_text(experience)
        if text.is_waiting:
            return self.page("experiences/writing/experience_waiting.html", {"text": text})
        initial = {**details_of(experience), **words_to_edit(text)}
        if kept := kept_words.kept(request):
            initial |= {"about_other": False, **kept}
        return self.form_page(text, ExperienceForm(initial=initial))

    def post(self, request: AuthenticatedHttpRequest, public_id: UUID) -> HttpResponse:
        experience = own_experience(request.user, public_id)
        form = ExperienceForm(request.POST)
        if not form.is_valid():
            return self.form_page(own_text(experience), form)
        try:
            save_text(experience, by=request.user, form=form)
        except DraftChanged as error:
            return two_versions(request, error.revision, form)
        except AlreadyDecided as error:
            return too_late(request, error.experience, form.cleaned_data["text"])
        return after_saving(request, experience)

    def form_page(self, text: OwnText, form: ExperienceForm) -> HttpResponse:
        experience = text.experience
        topic = experience.topic
        context = {
            "form": form,
            "text": text,
            "title": text.title,
            "topic_url": topic.get_absolute_url(),
            "prompts": prompts(topic.question),
            "autosave_url": reverse("experiences:experience-autosave", args=[experience.public_id]),
            "in_crisis": is_crisis(str(form["text"].value() or ""), experience.language),
            "crisis_line": crisis_line(experience.country.code),
        }
        return self.page(TEMPLATE, context)


@never_cache
@require_POST
def experience_autosave(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """The words while they are typed. What is said with them is saved by the button alone."""
    if isinstance(request.user, AnonymousUser):
        return kept_signed_out(request, reverse("experiences:experience-edit", args=[public_id]))
    experience = own_experience(request.user, public_id)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return not_saved(all_errors(form), HTTPStatus.BAD_REQUEST)
    try:
        revision = save_words(experience, by=request.user, **words_of(form))
    except DraftChanged:
        return not_saved(_("These words were changed in another window."), HTTPStatus.CONFLICT)
    except AlreadyDecided:
        return not_saved(_("This text was sent in or decided meanwhile."), HTTPStatus.CONFLICT)
    in_crisis = is_crisis(revision.text, experience.language)
    return JsonResponse(
        {"revision": revision.pk, "version": revision.version, "in_crisis": in_crisis}
    )


@never_cache
@require_POST
def experience_keep(request: HttpRequest, slug: str, key: str) -> JsonResponse:
    """The words of a form that was never saved: they wait in the session, and join nobody."""
    address = reverse("experiences:experience-write", args=[slug, key])
    if not request.user.is_authenticated:
        return kept_signed_out(request, address)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return not_saved(all_errors(form), HTTPStatus.BAD_REQUEST)
    if not kept_words.keep(request, address):
        return not_saved(_("Reload the page first."), HTTPStatus.BAD_REQUEST)
    return JsonResponse({"in_crisis": is_crisis(form.cleaned_data["text"], get_language())})


def not_saved(why: str, status: int) -> JsonResponse:
    return JsonResponse({"why": why}, status=status)


def all_errors(form: WordsForm) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def kept_signed_out(request: HttpRequest, address: str) -> JsonResponse:
    if kept_words.keep(request, address):
        why = _("You have been signed out. Your words are kept until you sign in again.")
    else:
        why = _("You have been signed out.")
    return not_saved(why, HTTPStatus.FORBIDDEN)


def after_saving(request: AuthenticatedHttpRequest, experience: Experience) -> HttpResponse:
    """Back to the form, or on to the look before sending in: the button's address says which."""
    edit = reverse("experiences:experience-edit", args=[experience.public_id])
    kept_words.forget(request, request.path, edit)
    if request.GET.get("then") == "check":
        return redirect("experiences:experience-check", experience.public_id)
    messages.success(request, _("Your draft is saved. Nobody else can see it."))
    return redirect(edit)


def find_condition_or_moved(slug: str, follows: bool) -> Condition:
    """A redirect would lose what was typed, so that a form is taken at an old address, too."""
    try:
        return find_condition(slug)
    except Moved as moved:
        if not follows:
            raise
        return moved.condition


def words_to_edit(text: OwnText) -> dict[str, Any]:
    """The open words with their version, or those that a new wording begins from."""
    wording = text.wording
    if text.is_open and wording:
        return {"text": wording.text, "revision": wording.pk, "version": wording.version}
    begun_from: ExperienceRevision | None = text.experience.live_revision or wording
    return {"text": begun_from.text if begun_from else ""}


def prompts(question: Question) -> list[str]:
    """Short questions to begin from, in the page's language or else the site's."""
    texts = {text.language: text for text in QuestionText.objects.filter(question=question)}
    chosen = texts.get(get_language()) or texts.get("en")
    return chosen.prompts if chosen else []


@require_safe
@for_members
def mine(request: AuthenticatedHttpRequest) -> HttpResponse:
    """A member's own texts, where each stands and why. What is new counts as read by this."""
    person = request.user.pk
    unread = News.objects.filter(person=person, read_at__isnull=True)
    news = set(unread.values_list("experience", flat=True))
    experiences = Experience.objects.filter(author=person).select_related(
        "topic__condition", "topic__question"
    )
    memberships = Membership.objects.filter(member=person).select_related("condition")
    context = {
        "texts": own_texts(experiences.order_by("-created_at", "-pk"), news),
        "wait": expected_wait_in_words(),
        "memberships": memberships.order_by("condition__sort_name"),
    }
    if news:
        unread.update(read_at=timezone.now())
    return render(request, "experiences/writing/mine.html", context)


@author_action
def experience_recall(
    request: AuthenticatedHttpRequest, experience: Experience, seen: int
) -> HttpResponse:
    moderation.recall(open_wording(experience), by=request.user, version=seen)
    said = _("You have your text back. It keeps its place in the queue until you send it in again.")
    messages.success(request, said)
    return redirect("experiences:experience-edit", experience.public_id)


@author_action
def experience_discard(
    request: AuthenticatedHttpRequest, experience: Experience, seen: int
) -> HttpResponse:
    moderation.discard(open_wording(experience), by=request.user, version=seen)
    return back_to_own_texts(request, _("The draft is gone."))


@author_action
def experience_withdraw(
    request: AuthenticatedHttpRequest, experience: Experience, seen: int
) -> HttpResponse:
    moderation.withdraw(experience, by=request.user, version=seen)
    return back_to_own_texts(
        request, _("Your text is taken down. You can put it back at any time.")
    )


@author_action
def experience_put_back(
    request: AuthenticatedHttpRequest, experience: Experience, seen: int
) -> HttpResponse:
    moderation.put_back(experience, by=request.user, version=seen)
    return back_to_own_texts(request, _("Your text is public again."))


@author_action
def experience_index(
    request: AuthenticatedHttpRequest, experience: Experience, seen: int
) -> HttpResponse:
    form = IndexForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    yes = form.cleaned_data["index"]
    moderation.set_index(experience, by=request.user, version=seen, yes=yes)
    if yes:
        return back_to_own_texts(request, _("Search engines may show your text from now on."))
    return back_to_own_texts(
        request, _("Search engines are asked to leave your text out from now on.")
    )


@author_action
def erase(request: AuthenticatedHttpRequest, experience: Experience, seen: int) -> HttpResponse:
    moderation.erase(experience, by=request.user, version=seen)
    return back_to_own_texts(request, _("Your text is erased."))


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def experience_erase(request: AuthenticatedHttpRequest, public_id: UUID) -> HttpResponseBase:
    """First what goes and what stays, then the button."""
    if request.method == "POST":
        return erase(request, public_id)
    context: dict[str, Any] = {"text": own_text(own_experience(request.user, public_id))}
    return render(request, "experiences/writing/experience_erase.html", context)


def open_wording(experience: Experience) -> ExperienceRevision:
    """Raises ``AlreadyDecided`` where there is none any more."""
    wording = experience.open_revision
    if wording is None:
        raise AlreadyDecided(experience)
    wording.experience = experience
    return wording


def back_to_own_texts(request: AuthenticatedHttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("experiences:mine")
