"""Beside the pages of conditions and topics."""

from django.urls import path

from diseasemaps.accounts.following import views

CONDITION = "conditions/<slug:slug>/"
TOPIC = "conditions/<slug:slug>/<slug:key>/"

urlpatterns = [
    path("following/", views.follow_list, name="follow-list"),
    path("following/rhythm/", views.digest_set, name="digest-set"),
    path(f"{CONDITION}follow/", views.FollowView.as_view(), name="condition-follow"),
    path(f"{CONDITION}unfollow/", views.unfollow, name="condition-unfollow"),
    path(f"{TOPIC}follow/", views.FollowView.as_view(), name="topic-follow"),
    path(f"{TOPIC}unfollow/", views.unfollow, name="topic-unfollow"),
]
