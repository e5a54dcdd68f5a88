"""Addresses of the moderators, and of the public figures of their work."""

from django.urls import path

from experiences.moderation.case import views as case
from experiences.moderation.case.verbs import ALL
from experiences.moderation.figures import views as figures
from experiences.moderation.queue import views as queue

CASE = "moderation/cases/<int:pk>/"
TOGETHER = "moderation/reject-together/"

urlpatterns = [
    path("moderation/", queue.case_list, name="case-list"),
    path("moderation/next/", queue.case_next, name="case-next"),
    path(TOGETHER, queue.case_bulk, name="case-bulk"),
    path(f"{TOGETHER}preview/", queue.case_bulk_preview, name="case-bulk-preview"),
    path(f"{TOGETHER}typed/", queue.case_bulk_typed, name="case-bulk-typed"),
    path("moderation/decisions/", figures.decision_list, name="decision-list"),
    path("moderation/decisions/export/", figures.decision_export, name="decision-export"),
    path("moderation/signals/", figures.signal_precision, name="signal-precision"),
    path("moderation/figures/", figures.moderation_figures, name="moderation-figures"),
    path(CASE, case.case_detail, name="case-detail"),
    path(f"{CASE}take/", queue.case_take, name="case-take"),
    path(f"{CASE}release/", queue.case_release, name="case-release"),
    path(f"{CASE}skip/", queue.case_skip, name="case-skip"),
    path(f"{CASE}typed/", case.case_typed, name="case-typed"),
    path(f"{CASE}words/", case.case_words, name="case-words"),
    path(f"{CASE}note/", case.case_note, name="case-note"),
    path(f"{CASE}hand-over/", case.case_hand_over, name="case-hand-over"),
    path(f"{CASE}signals/<int:signal>/<slug:verdict>/", case.signal_judge, name="signal-judge"),
    path(f"{CASE}preview/<slug:verb>/", case.case_preview, name="case-preview"),
    # One address for each verb: case-approve, case-request-changes, case-reject and so on.
    *(
        path(f"{CASE}{verb.slug}/", case.case_decide, {"verb": verb}, f"case-{verb.slug}")
        for verb in ALL
    ),
]
