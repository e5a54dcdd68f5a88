import string
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language
from django.views.generic import DetailView, ListView

from conditions import naming
from conditions.finding import find_condition
from conditions.models import Code, Condition, Topic
from conditions.pages.answers import public_answer, spoken_on
from conditions.pages.asked import asked_questions, grouped
from conditions.pages.coverage import KEY as COVERAGE_KEY
from conditions.pages.coverage import coverage
from conditions.pages.head import head_tags
from conditions.pages.names import condition_names
from conditions.pages.notices import notices_above
from conditions.pages.related import namesakes, siblings
from conditions.pages.structured_data import condition_data, exact
from conditions.views.addresses import ConditionAddressMixin
from conditions.views.conditional import page_etag, unchanged, with_etag

DESCRIPTION_MAX = 40  # words
PER_PAGE = 150  # conditions under a letter
KINDS_SHOWN = 30  # conditions right below; the group's own page has them all
OVERVIEW = "overview"  # the question whose short answer opens a condition's page
LETTERS = [*string.ascii_lowercase, "other"]


class ConditionListView(ListView):
    """Conditions that begin with a letter; ``other`` holds those that begin with none."""

    paginate_by = PER_PAGE
    template_name = "conditions/condition_list.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.letter = kwargs.get("letter", "a")
        if self.letter not in LETTERS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        initial = naming.OTHER if self.letter == "other" else self.letter.upper()
        return Condition.objects.live().under_letter(initial).only("slug", "name", "member_count")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(letters=LETTERS, letter=self.letter, **kwargs)


class ConditionDetailView(ConditionAddressMixin, DetailView):
    template_name = "conditions/condition_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = find_condition(kwargs["slug"])
        etag = page_etag(request, self.object.changed_at)
        if answer := unchanged(request, etag):
            return answer
        return with_etag(
            request, self.render_to_response(self.get_context_data(object=self.object)), etag
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        condition = self.object
        language = get_language()
        names = condition_names(condition, language)
        codes = list(condition.codes.all())
        parents = list(
            condition.parents.live().select_related("group_size").only("slug", "name", "group_size")
        )
        children = list(condition.children.live().only("slug", "name")[: KINDS_SHOWN + 1])
        today = timezone.localdate()
        topics = list(Topic.objects.of_address(condition.slug, language))
        questions = asked_questions(condition, topics, names.preferred, language)
        spoken = spoken_on([asked.topic for asked in questions if asked.topic])
        overview = next((asked for asked in questions if asked.key == OVERVIEW), None)
        return super().get_context_data(
            condition=condition,
            overview=overview,
            answer=public_answer(overview.topic, language, today).chosen
            if overview and overview.has_summary and overview.topic
            else None,
            structured_data=condition_data(condition, names, exact(codes), self.request.path),
            names=names,
            codes=[code for code in codes if code.relation != Code.Relation.FORMER],
            former_codes=[code for code in codes if code.relation == Code.Relation.FORMER],
            parents=parents,
            children=children[:KINDS_SHOWN],
            has_more_children=len(children) > KINDS_SHOWN,
            siblings=siblings(condition, parents),
            namesakes=namesakes(condition, names.rows),
            groups=grouped(questions),
            has_something=any(question.has_something for question in questions),
            is_indexed=language in spoken,
            head=head_tags(
                self.request,
                title=capfirst(names.preferred),
                languages=spoken,
                description=Truncator(condition.definition).words(DESCRIPTION_MAX),
            ),
            coverage=coverage(questions),
            coverage_key=COVERAGE_KEY,
            notices=notices_above(condition, today),
            **kwargs,
        )
