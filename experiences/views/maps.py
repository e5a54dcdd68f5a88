"""Where members are who chose to appear: of one community, and of the whole site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.generic import TemplateView

from conditions.finding import find_condition
from conditions.models import Topic
from conditions.pages.asked import asked_questions
from conditions.pages.names import condition_names
from conditions.views.addresses import ConditionAddressMixin
from conditions.views.conditional import page_etag, unchanged, with_etag
from experiences.world_picture import WorldPicture, community_picture, site_picture


class WorldMapView(TemplateView):
    """The map of the whole site, in one query."""

    template_name = "experiences/world_map.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        picture = site_picture()
        etag = page_etag(request, picture.figures and picture.figures.counted_at)
        if answer := unchanged(request, etag):
            return answer
        context = self.get_context_data(picture=picture, small_number=settings.SMALL_NUMBER)
        return with_etag(request, self.render_to_response(context), etag)


class CommunityMapView(ConditionAddressMixin, TemplateView):
    """The map of a community. A chosen country leads to the questions on which enough members
    from there have shared."""

    template_name = "experiences/community_map.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.condition = find_condition(slug)
        etag = page_etag(request, self.condition.changed_at)
        if answer := unchanged(request, etag):
            return answer
        return with_etag(request, self.render_to_response(self.get_context_data()), etag)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = get_language()
        picture = community_picture(self.condition, self.request.GET.get("country", ""))
        names = condition_names(self.condition, language)
        return super().get_context_data(
            condition=self.condition,
            name=names.preferred,
            picture=picture,
            asked_there=self.asked_there(picture, names.preferred, language),
            member_count=self.condition.member_count,
            small_number=settings.SMALL_NUMBER,
            **kwargs,
        )

    def asked_there(self, picture: WorldPicture, name: str, language: str) -> list:
        """Questions whose experiences may be narrowed to the chosen country."""
        if picture.chosen is None:
            return []
        topics = Topic.objects.of_address(self.condition.slug, language)
        return [
            asked
            for asked in asked_questions(self.condition, topics, name, language)
            if asked.topic and picture.chosen.code in asked.topic.shared_countries
        ]
