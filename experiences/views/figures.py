from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from experiences.figures import year_of_moderation
from experiences.waits import waits_by_month


@require_safe
def moderation_figures(request: HttpRequest) -> HttpResponse:
    """For everybody: what was sent in, what became of it, and how long it took."""
    now = timezone.now()
    context = {
        "year": year_of_moderation(now),
        "waits": waits_by_month(now),
        "threshold": settings.SMALL_NUMBER,
    }
    return render(request, "experiences/moderation/moderation_figures.html", context)
