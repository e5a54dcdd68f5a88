"""For administrators."""

from django.urls import path

from diseasemaps.accounts.people import views

urlpatterns = [
    path("people/<int:pk>/roles/", views.person_roles, name="person-roles"),
    path("people/<int:pk>/block/", views.person_block, name="person-block"),
    path("people/<int:pk>/unblock/", views.person_unblock, name="person-unblock"),
]
