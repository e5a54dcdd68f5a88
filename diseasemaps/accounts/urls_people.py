"""For administrators."""

from django.urls import path

from diseasemaps.accounts import views_people

urlpatterns = [
    path("people/<int:pk>/roles/", views_people.person_roles, name="person-roles"),
    path("people/<int:pk>/block/", views_people.person_block, name="person-block"),
    path("people/<int:pk>/unblock/", views_people.person_unblock, name="person-unblock"),
]
