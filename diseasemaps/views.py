"""The home page, credits, health, manifest, and the error pages."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi, gettext
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from common import kept_words
from common.head_tags import head_tags
from conditions.asked import review_cards, topic_titles
from conditions.models import Condition, Review, Topic
from conditions.reading.structured_data import site_data
from diseasemaps.api import protocol
from experiences.models import Experience
from experiences.reading.world_picture import site_picture

CARDS = 6  # newest reviewed, and largest communities, on the home page
VOICES = 4  # newest shared
PAPER = "#faf7f1"  # the token of that name, since a manifest has no style sheet


class HomeView(TemplateView):
    template_name = "site/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = get_language()
        conditions = Topic.objects.with_something_on_them().conditions().named_in(language)
        return super().get_context_data(
            conditions=conditions.order_by("-member_count", "sort_name")[:CARDS],
            condition_count=Condition.objects.live().count(),
            reviewed=review_cards(
                Review.objects.standing(timezone.localdate(), language).with_topic()[:CARDS],
                language,
            ),
            head=head_tags(
                self.request,
                title=settings.SITE_NAME,
                languages=[code for code, _name in settings.LANGUAGES],
                description=gettext(
                    "Medically reviewed answers about conditions, with the counted first-person "
                    "experiences of members beside each."
                ),
            ),
            structured_data=site_data(language),
            has_search=True,
            shared=newest_shared(language),
            shared_count=Experience.objects.public().count(),
            picture=site_picture(),
            small_number=settings.SMALL_NUMBER,
            **kwargs,
        )


def newest_shared(language: str) -> list[tuple[Experience, str]]:
    """The newest texts in this language, each with its question. Questions behind a choice are
    left out."""
    found = list(
        Experience.objects.public()
        .filter(language=language, topic__question__behind_choice=False)
        .with_what_readers_see()
        .select_related("topic__condition", "topic__question")
        .newest_first()[:VOICES]
    )
    titles = topic_titles([experience.topic for experience in found], language)
    return [(experience, titles[experience.topic_id]) for experience in found]


class CreditsView(TemplateView):
    """The sources of the catalogue and the texts, and their licences."""

    template_name = "site/credits.html"
    extra_context = {"summary_licence": settings.SUMMARY_LICENCE}


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The health check: 200 while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest, for the home screen of a phone."""
    icons = [
        {"src": static("img/touch-icon.svg"), "type": "image/svg+xml", "sizes": "any"},
        {"src": static("img/touch-icon.png"), "type": "image/png", "sizes": "180x180"},
    ]
    return JsonResponse(
        {
            "name": settings.SITE_NAME,
            "short_name": settings.SITE_NAME,
            "start_url": reverse("home"),
            "display": "browser",
            "background_color": PAPER,
            "theme_color": PAPER,
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Gives the posted form back: its author sends it again from here or, when signed out since,
    finds it filled in after signing in."""
    context: dict[str, Any] = {}
    typed = kept_words.typed(request)
    if typed and kept_words.owner_of(request) == str(request.user.pk):
        context["typed"] = typed
    elif typed and not request.user.is_authenticated:
        context["sign_in_for"] = kept_words.page_of(request)
        kept_words.keep(request, context["sign_in_for"])
    return render(request, "403_csrf.html", context, status=HTTPStatus.FORBIDDEN)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path_info.startswith(protocol.PREFIX):
        return protocol.problem(HTTPStatus.NOT_FOUND)
    # Only forms of this site; the body of other requests is not read.
    typed = typed_when_it_broke(request)
    is_theirs = typed is not None and kept_words.owner_of(request) == str(request.user.pk)
    words = typed.words if typed and is_theirs else ""
    context = {"status_without_page": HTTPStatus.NOT_FOUND.value, "words": words}
    return render(request, "404.html", context, status=HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Renders without context processors and queries, since whatever broke may still be broken.

    A form of this site is shown to its author, to be sent again.
    """
    context = {
        "SITE_NAME": settings.SITE_NAME,
        "LANGUAGE_CODE": get_language(),
        "is_rtl": get_language_bidi(),
        "style_sheet": style_sheet_if_any(),
        "typed": typed_when_it_broke(request),
    }
    return render(None, "500.html", context, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def style_sheet_if_any() -> str:
    """The address of the style sheet; empty where the manifest of static files is what broke."""
    try:
        return static("css/site.rtl.css" if get_language_bidi() else "css/site.css")
    except Exception:
        return ""


def typed_when_it_broke(request: HttpRequest) -> kept_words.Typed | None:
    if not getattr(request, "csrf_processing_done", False):
        return None
    try:
        return kept_words.typed(request)
    except Exception:
        # Reading the form may be what broke.
        return None
