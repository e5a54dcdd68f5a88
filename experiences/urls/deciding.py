"""For moderators, and the public figures of their work."""

from django.urls import path

from experiences.casework.verbs import ALL
from experiences.views import bulk, deciding, figures, log, queue

CASE = "moderation/cases/<int:pk>/"
TOGETHER = "moderation/reject-together/"

urlpatterns = [
    path("moderation/", queue.case_list, name="case-list"),
    path("moderation/next/", queue.case_next, name="case-next"),
    path(TOGETHER, bulk.case_bulk, name="case-bulk"),
    path(f"{TOGETHER}preview/", bulk.case_bulk_preview, name="case-bulk-preview"),
    path(f"{TOGETHER}typed/", bulk.case_bulk_typed, name="case-bulk-typed"),
    path("moderation/decisions/", log.decision_list, name="decision-list"),
    path("moderation/decisions/export/", log.decision_export, name="decision-export"),
    path("moderation/signals/", log.signal_precision, name="signal-precision"),
    path("moderation/figures/", figures.moderation_figures, name="moderation-figures"),
    path(CASE, deciding.case_detail, name="case-detail"),
    path(f"{CASE}take/", queue.case_take, name="case-take"),
    path(f"{CASE}release/", queue.case_release, name="case-release"),
    path(f"{CASE}skip/", queue.case_skip, name="case-skip"),
    path(f"{CASE}typed/", deciding.case_typed, name="case-typed"),
    path(f"{CASE}words/", deciding.case_words, name="case-words"),
    path(f"{CASE}note/", deciding.case_note, name="case-note"),
    path(f"{CASE}hand-over/", deciding.case_hand_over, name="case-hand-over"),
    path(f"{CASE}signals/<int:signal>/<slug:verdict>/", deciding.signal_judge, name="signal-judge"),
    path(f"{CASE}preview/<slug:verb>/", deciding.case_preview, name="case-preview"),
    # One address for each verb: case-approve, case-request-changes, case-reject and so on.
    *(
        path(f"{CASE}{verb.slug}/", deciding.case_decide, {"verb": verb}, f"case-{verb.slug}")
        for verb in ALL
    ),
]
