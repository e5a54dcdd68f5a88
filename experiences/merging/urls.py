"""The address of merging."""

from django.urls import path

from experiences.merging import views

urlpatterns = [
    path("catalogue/conditions/<slug:slug>/merge/", views.condition_merge, name="condition-merge"),
]
