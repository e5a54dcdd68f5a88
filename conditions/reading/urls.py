"""Addresses for readers: the catalogue, reviewed answers, receipts, and what readers send."""

from django.urls import path

from conditions.reading import receipts, sending, views

TOPIC = "conditions/<slug:slug>/<slug:key>/"
REVIEW = "reviews/<uuid:public_id>/"

urlpatterns = [
    path("conditions/", views.ConditionListView.as_view(), name="condition-list"),
    path(
        "conditions/a-z/<slug:letter>/",
        views.ConditionListView.as_view(),
        name="condition-list-letter",
    ),
    path("conditions/groups/", views.GroupListView.as_view(), name="group-list"),
    path("conditions/groups/<slug:slug>/", views.GroupDetailView.as_view(), name="group-detail"),
    path("conditions/<slug:slug>/", views.ConditionDetailView.as_view(), name="condition-detail"),
    path(f"{TOPIC}history/", views.SummaryHistoryView.as_view(), name="summary-history"),
    path(f"{TOPIC}report-error/", sending.ErrorReportView.as_view(), name="error-report"),
    path(f"{TOPIC}ask/", sending.RequestView.as_view(), name="topic-request"),
    path("reviewers/<slug:slug>/", views.ReviewerDetailView.as_view(), name="reviewer-detail"),
    path(REVIEW, receipts.ReviewDetailView.as_view(), name="review-detail"),
    path(
        "reviews/<uuid:public_id>/statement.json",
        receipts.review_statement,
        name="review-statement",
    ),
    path(f"{REVIEW}proof.json", receipts.review_proof, name="review-proof"),
    path(f"{REVIEW}text.json", receipts.review_text, name="review-text"),
    path("editorial-policy/", views.EditorialPolicyView.as_view(), name="editorial-policy"),
]
