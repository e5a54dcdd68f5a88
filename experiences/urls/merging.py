"""For whoever keeps the catalogue."""

from django.urls import path

from experiences.views import merging

urlpatterns = [
    path(
        "catalogue/conditions/<slug:slug>/merge/", merging.condition_merge, name="condition-merge"
    ),
]
