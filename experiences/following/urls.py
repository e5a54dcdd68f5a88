"""Addresses of the feeds."""

from django.urls import path

from experiences.following import views

urlpatterns = [
    path("feed/", views.site_feed, name="site-feed"),
    path("conditions/<slug:slug>/feed/", views.ConditionFeedView.as_view(), name="condition-feed"),
    path(
        "conditions/<slug:slug>/<slug:key>/feed/",
        views.ConditionFeedView.as_view(),
        name="topic-feed",
    ),
]
