"""Addresses for editors of the catalogue."""

from django.urls import path

from conditions.catalogue import offered_wordings, views

CONDITION = "catalogue/conditions/<slug:slug>/"
FLAG = "catalogue/questions/<int:pk>/"
WORDING = "catalogue/wordings/<int:pk>/"

urlpatterns = [
    path("catalogue/questions/", views.flag_list, name="flag-list"),
    path(FLAG, views.flag_detail, name="flag-detail"),
    path(f"{FLAG}keep/", views.flag_keep, name="flag-keep"),
    path(f"{FLAG}retire/", views.flag_retire, name="flag-retire"),
    path(f"{FLAG}take/", views.flag_take, name="flag-take"),
    path("catalogue/wordings/", offered_wordings.wording_list, name="wording-list"),
    path(f"{WORDING}take/", offered_wordings.wording_take, name="wording-take"),
    path(f"{WORDING}leave/", offered_wordings.wording_leave, name="wording-leave"),
    path(CONDITION, views.condition_curate, name="condition-curate"),
    path(f"{CONDITION}rename/", views.condition_rename, name="condition-rename"),
    path(f"{CONDITION}split/", views.condition_split, name="condition-split"),
    path(f"{CONDITION}retire/", views.condition_retire, name="condition-retire"),
    path(f"{CONDITION}revive/", views.condition_revive, name="condition-revive"),
    path(f"{CONDITION}questions/", views.condition_questions, name="condition-questions"),
]
