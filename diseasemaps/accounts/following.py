"""Pages to follow a condition, or one question: by feed for everybody, by mail for members."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.guards import sign_in_first
from conditions.asked import asked_questions
from conditions.display_names import condition_names
from conditions.finding import ConditionAddressMixin, Moved, Retired, find_condition
from conditions.models import Condition, Question, Topic
from diseasemaps.accounts.models import User, UserRequest
from diseasemaps.outbox.models import MailKind
from diseasemaps.outbox.unsubscribe import set_wanted, wants
from experiences.community import NotLive
from experiences.following import follows
from experiences.models import Digest
from experiences.reading.views import find_question


class RhythmForm(forms.Form):
    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often the mail comes, when there is something new"),
        choices=Digest.Rhythm.choices,
        widget=forms.RadioSelect,
    )


@method_decorator(never_cache, name="dispatch")
class FollowView(ConditionAddressMixin):
    """Explains both ways; a member starts following by mail here."""

    def look_up(self, slug: str, key: str) -> dict[str, Any]:
        """Raises Http404, Moved and Retired."""
        condition, language = find_condition(slug), get_language()
        name = condition_names(condition, language).preferred
        found = {"condition": condition, "question": None, "title": name}
        if not key:
            return {**found, "url": condition.get_absolute_url()}
        topics = Topic.objects.of_address(condition.slug, language)
        asked = find_question(asked_questions(condition, topics, name, language), key)
        if asked.question.from_catalogue:
            raise Http404
        return {**found, "question": asked.question, "title": asked.title, "url": asked.url}

    def get(self, request: HttpRequest, slug: str, key: str = "") -> HttpResponse:
        return self.page(request, self.look_up(slug, key))

    def post(self, request: HttpRequest, slug: str, key: str = "") -> HttpResponse:
        if not request.user.is_authenticated:
            return sign_in_first(request, request.path)
        found = self.look_up(slug, key)
        try:
            follows.follow(found["condition"], found["question"], by=request.user)
        except NotLive:
            return redirect(request.path)
        # They asked for these mails just now, so an earlier opt-out ends.
        set_wanted(request.user.pk, MailKind.DIGESTS, True)
        messages.success(request, _("You follow this by mail now."))
        return redirect(request.path)

    def page(self, request: HttpRequest, found: dict[str, Any]) -> HttpResponse:
        person = request.user
        context = {**found, "feed": request.build_absolute_uri(f"{found['url']}feed/")}
        if person.is_authenticated:
            about = found["condition"], found["question"]
            context |= {
                "is_followed": follows.is_followed(*about, by=person),
                "is_wanted": wants(person, MailKind.DIGESTS),
                "rhythm": Digest.Rhythm(follows.rhythm_of(person)).label,
            }
        return render(request, "accounts/follow.html", context)


@never_cache
@require_POST
def unfollow(request: HttpRequest, slug: str, key: str = "") -> HttpResponse:
    """Works for retired conditions and for questions that are no longer asked, too."""
    if not request.user.is_authenticated:
        return sign_in_first(request, reverse("follow-list"))
    condition = condition_of(slug)
    question = Question.objects.filter(key=key).first() if key else None
    if key and question is None:
        raise Http404
    if follows.unfollow(condition, question, by=request.user):
        messages.success(request, _("You follow this no more."))
    return redirect("follow-list")


def condition_of(slug: str) -> Condition:
    try:
        return find_condition(slug)
    except (Moved, Retired) as elsewhere:
        return elsewhere.condition


def following_context(person: User) -> dict[str, Any]:
    """Context of the account's pages."""
    rhythm = follows.rhythm_of(person)
    return {
        "rhythm_form": RhythmForm(initial={"rhythm": rhythm}),
        "is_wanted": wants(person, MailKind.DIGESTS),
    }


@never_cache
@require_safe
@login_required
def follow_list(request: UserRequest) -> HttpResponse:
    followed = follows.followed_by(request.user, get_language())
    return render(
        request,
        "accounts/follow_list.html",
        {"followed": followed, **following_context(request.user)},
    )


@never_cache
@require_POST
@login_required
def digest_set(request: UserRequest) -> HttpResponse:
    form = RhythmForm(request.POST)
    if not form.is_valid():
        followed = follows.followed_by(request.user, get_language())
        context = {"followed": followed, **following_context(request.user), "rhythm_form": form}
        return render(request, "accounts/follow_list.html", context)
    follows.set_rhythm(request.user, form.cleaned_data["rhythm"])
    set_wanted(request.user.pk, MailKind.DIGESTS, True)
    messages.success(request, _("Changed."))
    return redirect("follow-list")


# Beside the pages of conditions and topics.
CONDITION = "conditions/<slug:slug>/"
TOPIC = "conditions/<slug:slug>/<slug:key>/"

urlpatterns = [
    path("following/", follow_list, name="follow-list"),
    path("following/rhythm/", digest_set, name="digest-set"),
    path(f"{CONDITION}follow/", FollowView.as_view(), name="condition-follow"),
    path(f"{CONDITION}unfollow/", unfollow, name="condition-unfollow"),
    path(f"{TOPIC}follow/", FollowView.as_view(), name="topic-follow"),
    path(f"{TOPIC}unfollow/", unfollow, name="topic-unfollow"),
]
