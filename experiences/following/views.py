"""Public feeds, made from what is public at the moment: a text taken down is gone from them."""

from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from common.conditional import page_etag, unchanged, with_etag
from conditions.asked import asked_questions
from conditions.display_names import condition_names
from conditions.finding import ConditionAddressMixin, find_condition
from conditions.models import Condition, Topic
from experiences.following.atom import Scope, atom, entries_of
from experiences.reading.views import find_question


@require_safe
@vary_on_headers("Accept")
def site_feed(request: HttpRequest) -> HttpResponse:
    """Its ETag is that of what is in it: of several conditions no last change alone would do, as
    the one that was stamped earlier may come later."""
    newest = Condition.objects.order_by().aggregate(newest=Max("changed_at"))["newest"]
    response = atom(
        request,
        entries_of(Scope(), get_language()),
        title=settings.SITE_NAME,
        page=reverse("home"),
        changed_at=newest or timezone.now(),
    )
    etag = page_etag(request, response.content)
    return unchanged(request, etag) or with_etag(request, response, etag)


@method_decorator(vary_on_headers("Accept"), name="dispatch")
class ConditionFeedView(ConditionAddressMixin):
    """The feed of a condition, or of one question about it."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, slug: str, key: str = "") -> HttpResponse:
        condition = find_condition(slug)
        etag = page_etag(request, condition.changed_at)
        if answer := unchanged(request, etag):
            return answer
        response = atom(request, changed_at=condition.changed_at, **self.about(condition, key))
        return with_etag(request, response, etag)

    def about(self, condition: Condition, key: str) -> dict[str, Any]:
        language = get_language()
        name = condition_names(condition, language).preferred
        if not key:
            return {
                "entries": entries_of(Scope(condition), language),
                "title": gettext("%(condition)s – %(site)s")
                % {"condition": name[:1].upper() + name[1:], "site": settings.SITE_NAME},
                "page": condition.get_absolute_url(),
            }
        topics = Topic.objects.of_address(condition.slug, language)
        asked = find_question(asked_questions(condition, topics, name, language), key)
        if asked.question.from_catalogue:
            raise Http404
        return {
            "entries": entries_of(Scope(condition, asked.question), language),
            "title": f"{asked.title} – {settings.SITE_NAME}",
            "page": asked.url,
        }
