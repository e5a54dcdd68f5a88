"""Finding words in the public experiences of one condition."""

from typing import Any

from django.utils.translation import get_language
from django.views.generic import TemplateView

from conditions.finding import find_condition
from conditions.models import Topic
from conditions.pages.asked import asked_questions
from conditions.pages.names import condition_names
from conditions.search.answer import cleaned
from conditions.views.addresses import ConditionAddressMixin
from experiences.listing import Key
from experiences.text_search import LOOKED_AT, Words, search_texts


class ExperienceSearchView(ConditionAddressMixin, TemplateView):
    """At most eight queries and ``LOOKED_AT`` texts, however many there are."""

    template_name = "experiences/experience_search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = get_language()
        condition = find_condition(kwargs["slug"])
        name = condition_names(condition, language).preferred
        topics = Topic.objects.of_address(condition.slug, language)
        # What a question that is switched off has below it is on no page.
        asked = {
            each.topic.pk: each
            for each in asked_questions(condition, topics, name, language)
            if each.topic and not each.question.from_catalogue
        }
        query = cleaned(self.request.GET.get("q", ""))
        words = Words(query)
        after = self.request.GET.get("after")
        key = Key.parse(after) if after else None
        found = search_texts(list(asked), words, key) if words else None
        return super().get_context_data(
            condition=condition,
            name=name,
            query=query,
            words=words,
            found=found,
            rows=[(asked[each.experience.topic_id], each) for each in found.texts] if found else [],
            is_first=key is None,
            looked_at=LOOKED_AT,
            **kwargs,
        )
