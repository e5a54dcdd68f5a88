"""Addresses to write drafts, to decide on texts in review, and to keep current what is public."""

from django.urls import path

from conditions.summaries import not_me
from conditions.summaries.keeping_current import views as keeping_current
from conditions.summaries.reviewing import confirming, key_pages
from conditions.summaries.reviewing import views as reviewing
from conditions.summaries.signing import log_views
from conditions.summaries.writing import views as writing

DRAFT = "desk/drafts/<int:pk>/"
REVIEW = "desk/review/<int:pk>/"

urlpatterns = [
    path(DRAFT, writing.draft_detail, name="draft-detail"),
    path(f"{DRAFT}edit/", writing.draft_edit, name="draft-edit"),
    path(f"{DRAFT}fork/", writing.draft_fork, name="draft-fork"),
    path(f"{DRAFT}preview/", writing.draft_preview, name="draft-preview"),
    path(f"{DRAFT}autosave/", writing.draft_autosave, name="draft-autosave"),
    path(f"{DRAFT}sources/<slug:verb>/<int:place>/", writing.draft_rows, name="draft-rows"),
    path(f"{DRAFT}submit/", writing.draft_submit, name="draft-submit"),
    path(f"{DRAFT}take-back/", writing.draft_take_back, name="draft-take-back"),
    path(f"{DRAFT}hand-over/", writing.draft_hand_over, name="draft-hand-over"),
    path(f"{DRAFT}discard/", writing.draft_discard, name="draft-discard"),
    path("conditions/<slug:slug>/<slug:key>/write/", writing.draft_begin, name="draft-begin"),
    path(REVIEW, reviewing.revision_review, name="revision-review"),
    path(f"{REVIEW}sign/", reviewing.revision_sign, name="revision-sign"),
    path(
        f"{REVIEW}request-changes/",
        reviewing.revision_request_changes,
        name="revision-request-changes",
    ),
    path(f"{REVIEW}wording/", reviewing.revision_approve_wording, name="revision-approve-wording"),
    path(f"{REVIEW}note/", reviewing.review_note_write, name="review-note-write"),
    path(
        f"{REVIEW}note/<int:note>/settle/", reviewing.review_note_settle, name="review-note-settle"
    ),
    path("reviews/<uuid:public_id>/withdraw/", reviewing.review_withdraw, name="review-withdraw"),
    path("desk/renamed/", confirming.renamed_list, name="renamed-list"),
    path("desk/renamed/confirm/", confirming.renamed_confirm, name="renamed-confirm"),
    path("reviewer/keys/", key_pages.key_list, name="key-list"),
    path("reviewer/keys/add/", key_pages.key_add, name="key-add"),
    path("reviewer/keys/<slug:fingerprint>/revoke/", key_pages.key_revoke, name="key-revoke"),
    path("not-me/<int:number>/<slug:token>/", not_me.not_me, name="not-me"),
    path("signing-log/", log_views.log_page, name="signing-log"),
    path("desk/upkeep/", keeping_current.upkeep, name="upkeep"),
    path("desk/upkeep/<int:pk>/", keeping_current.summary_keepers, name="summary-keepers"),
    path("desk/notices/", keeping_current.notice_list, name="notice-list"),
    path("desk/notices/propose/", keeping_current.notice_propose, name="notice-propose"),
    path("desk/notices/<int:pk>/confirm/", keeping_current.notice_confirm, name="notice-confirm"),
    path("desk/notices/<int:pk>/end/", keeping_current.notice_end, name="notice-end"),
]
