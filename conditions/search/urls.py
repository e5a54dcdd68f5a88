"""Addresses of the search."""

from django.urls import path

from conditions.search import views

urlpatterns = [
    path("search/", views.search_view, name="search"),
    path("search/suggest/", views.search_suggest, name="search-suggest"),
    path("search/ask/", views.ConditionWantedView.as_view(), name="condition-wanted"),
]
