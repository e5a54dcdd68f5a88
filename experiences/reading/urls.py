"""Addresses that everybody reads."""

from django.urls import path

from experiences.reading import views

urlpatterns = [
    path("latest/", views.LatestView.as_view(), name="latest"),
    path("map/", views.WorldMapView.as_view(), name="world-map"),
    path("conditions/<slug:slug>/map/", views.CommunityMapView.as_view(), name="community-map"),
    path(
        "conditions/<slug:slug>/experiences/",
        views.ExperienceSearchView.as_view(),
        name="experience-search",
    ),
    path(
        "experiences/<uuid:public_id>/",
        views.ExperienceDetailView.as_view(),
        name="experience-detail",
    ),
]
