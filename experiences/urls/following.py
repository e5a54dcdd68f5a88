"""Feeds, for everybody."""

from django.urls import path

from experiences.views import feeds

urlpatterns = [
    path("feed/", feeds.site_feed, name="site-feed"),
    path("conditions/<slug:slug>/feed/", feeds.ConditionFeedView.as_view(), name="condition-feed"),
    path(
        "conditions/<slug:slug>/<slug:key>/feed/",
        feeds.ConditionFeedView.as_view(),
        name="topic-feed",
    ),
]
