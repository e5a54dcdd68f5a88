from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from experiences.figures import year_of_moderation


@require_safe
def moderation_figures(request: HttpRequest) -> HttpResponse:
    """For everybody: what was sent in, what became of it, and how long it took."""
    context = {"year": year_of_moderation(timezone.now()), "threshold": settings.SMALL_NUMBER}
    return render(request, "experiences/moderation/moderation_figures.html", context)
