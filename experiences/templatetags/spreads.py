"""The chart of years since the diagnosis, for a condition's page."""

from django import template
from django.conf import settings
from django.utils.translation import gettext

from common.charts import BarChart, bar_chart
from conditions.models import Condition
from experiences.models import YearsSpread
from experiences.models.kinds import YEAR_BANDS

register = template.Library()


@register.simple_tag
def years_spread(condition: Condition) -> BarChart | None:
    """How those who shared spread over the years since the diagnosis; None where every band is
    hidden. One query."""
    there = YearsSpread.objects.filter(condition=condition).first()
    if there is None:
        return None
    rows = []
    for band, (_first, _last, label) in YEAR_BANDS.items():
        # The threshold may have been raised since.
        number = there.shown.get(band, 0)
        is_shown = number >= settings.SMALL_NUMBER
        said = gettext("at least %(count)d people") % {"count": number}
        rows.append((str(label), number if is_shown else None, said))
    chart = bar_chart(rows)
    return chart if chart.has_something else None
