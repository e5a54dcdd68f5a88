"""The addresses of a demo; settings.DEMO is read when diseasemaps.urls is imported."""

from django.urls import include, path

from diseasemaps.urls import urlpatterns as site_patterns

urlpatterns = [path("demo/", include("diseasemaps.demo.views")), *site_patterns]
handler404 = "diseasemaps.views.not_found"
