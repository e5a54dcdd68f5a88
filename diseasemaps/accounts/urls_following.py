"""Beside the pages of conditions and topics."""

from django.urls import path

from diseasemaps.accounts import views_following

CONDITION = "conditions/<slug:slug>/"
TOPIC = "conditions/<slug:slug>/<slug:key>/"

urlpatterns = [
    path("following/", views_following.follow_list, name="follow-list"),
    path("following/rhythm/", views_following.digest_set, name="digest-set"),
    path(f"{CONDITION}follow/", views_following.FollowView.as_view(), name="condition-follow"),
    path(f"{CONDITION}unfollow/", views_following.unfollow, name="condition-unfollow"),
    path(f"{TOPIC}follow/", views_following.FollowView.as_view(), name="topic-follow"),
    path(f"{TOPIC}unfollow/", views_following.unfollow, name="topic-unfollow"),
]
