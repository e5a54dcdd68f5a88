from django import template

from common.charts import BarChart
from conditions.models import Condition
from experiences.reading.spread import spread_chart

register = template.Library()


@register.simple_tag
def years_spread(condition: Condition) -> BarChart | None:
    """How those who shared spread over the years since the diagnosis. One query."""
    return spread_chart(condition)
