"""The editorial desk: lists, drafts, and what readers reported."""

from django.urls import path

from conditions.views import desk, draft_states, drafts, errors, readers

DRAFT = "desk/drafts/<int:pk>/"

urlpatterns = [
    path("desk/", desk.desk_overview, name="desk-overview"),
    path("desk/lists/<slug:part>/", desk.desk_listing, name="desk-list"),
    path(DRAFT, draft_states.draft_detail, name="draft-detail"),
    path(f"{DRAFT}edit/", drafts.draft_edit, name="draft-edit"),
    path(f"{DRAFT}fork/", drafts.draft_fork, name="draft-fork"),
    path(f"{DRAFT}preview/", drafts.draft_preview, name="draft-preview"),
    path(f"{DRAFT}autosave/", drafts.draft_autosave, name="draft-autosave"),
    path(f"{DRAFT}sources/<slug:verb>/<int:place>/", drafts.draft_rows, name="draft-rows"),
    path(f"{DRAFT}submit/", draft_states.draft_submit, name="draft-submit"),
    path(f"{DRAFT}take-back/", draft_states.draft_take_back, name="draft-take-back"),
    path(f"{DRAFT}hand-over/", draft_states.draft_hand_over, name="draft-hand-over"),
    path(f"{DRAFT}discard/", draft_states.draft_discard, name="draft-discard"),
    path("conditions/<slug:slug>/<slug:key>/write/", draft_states.draft_begin, name="draft-begin"),
    path("desk/errors/<int:pk>/", errors.error_detail, name="error-detail"),
    path("desk/errors/<int:pk>/close/", errors.error_close, name="error-close"),
    path(
        "conditions/<slug:slug>/<slug:key>/report-error/",
        readers.ErrorReportView.as_view(),
        name="error-report",
    ),
    path(
        "conditions/<slug:slug>/<slug:key>/ask/",
        readers.RequestView.as_view(),
        name="topic-request",
    ),
]
