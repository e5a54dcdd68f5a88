from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache


@never_cache
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """A member's own texts, where each stands and why."""
    experiences = request.user.experiences.select_related("topic__condition", "topic__question")
    return render(request, "experiences/mine.html", {"experiences": experiences})
