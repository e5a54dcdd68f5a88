"""Deciding on texts in review, keeping what is public current, and safety notices."""

from django.urls import path

from conditions.views import deciding, notices, upkeep

REVIEW = "desk/review/<int:pk>/"

urlpatterns = [
    path(REVIEW, deciding.revision_review, name="revision-review"),
    path(f"{REVIEW}sign/", deciding.revision_sign, name="revision-sign"),
    path(
        f"{REVIEW}request-changes/",
        deciding.revision_request_changes,
        name="revision-request-changes",
    ),
    path(f"{REVIEW}wording/", deciding.revision_approve_wording, name="revision-approve-wording"),
    path(f"{REVIEW}note/", deciding.review_note_write, name="review-note-write"),
    path(
        f"{REVIEW}note/<int:note>/settle/", deciding.review_note_settle, name="review-note-settle"
    ),
    path("reviews/<uuid:public_id>/withdraw/", deciding.review_withdraw, name="review-withdraw"),
    path("desk/upkeep/", upkeep.upkeep, name="upkeep"),
    path("desk/upkeep/<int:pk>/", upkeep.summary_keepers, name="summary-keepers"),
    path("desk/notices/", notices.notice_list, name="notice-list"),
    path("desk/notices/propose/", notices.notice_propose, name="notice-propose"),
    path("desk/notices/<int:pk>/confirm/", notices.notice_confirm, name="notice-confirm"),
    path("desk/notices/<int:pk>/end/", notices.notice_end, name="notice-end"),
]
