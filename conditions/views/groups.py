"""Browsing along the catalogue's graph, a level a page."""

from typing import Any

from django.db.models import QuerySet
from django.views.generic import ListView

from conditions.finding import find_condition
from conditions.models import Condition
from conditions.views.addresses import ConditionAddressMixin

PER_PAGE = 150  # conditions


class GroupListView(ListView):
    """Where the graph begins: the kinds of its one root, or its roots where there are several."""

    paginate_by = PER_PAGE
    template_name = "conditions/group_list.html"

    def get_queryset(self) -> QuerySet[Condition]:
        roots = list(Condition.objects.roots()[:2])
        if len(roots) == 1:
            return Condition.objects.kinds_of(roots[0])
        return Condition.objects.roots()


class GroupDetailView(ConditionAddressMixin, ListView):
    """What stands right below a condition, each with how many there are below it."""

    paginate_by = PER_PAGE
    template_name = "conditions/group_detail.html"

    def get_queryset(self) -> QuerySet[Condition]:
        self.condition = find_condition(self.kwargs["slug"])
        return Condition.objects.kinds_of(self.condition)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            condition=self.condition,
            parents=self.condition.parents.live().only("slug", "name"),
            **kwargs,
        )
