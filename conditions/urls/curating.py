"""For whoever keeps the catalogue."""

from django.urls import path

from conditions.views import curating, settling

CONDITION = "catalogue/conditions/<slug:slug>/"
FLAG = "catalogue/questions/<int:pk>/"

urlpatterns = [
    path("catalogue/questions/", settling.flag_list, name="flag-list"),
    path(FLAG, settling.flag_detail, name="flag-detail"),
    path(f"{FLAG}keep/", settling.flag_keep, name="flag-keep"),
    path(f"{FLAG}retire/", settling.flag_retire, name="flag-retire"),
    path(CONDITION, curating.condition_curate, name="condition-curate"),
    path(f"{CONDITION}rename/", curating.condition_rename, name="condition-rename"),
    path(f"{CONDITION}split/", curating.condition_split, name="condition-split"),
    path(f"{CONDITION}retire/", curating.condition_retire, name="condition-retire"),
    path(f"{CONDITION}revive/", curating.condition_revive, name="condition-revive"),
    path(f"{CONDITION}questions/", curating.condition_questions, name="condition-questions"),
]
