from django.urls import path

from conditions import views
from conditions.urls import curating, desk, reviewing
from conditions.views import searching

app_name = "conditions"
urlpatterns = [
    *curating.urlpatterns,
    *desk.urlpatterns,
    *reviewing.urlpatterns,
    path("search/", searching.search_view, name="search"),
    path("search/suggest/", searching.search_suggest, name="search-suggest"),
    path("search/ask/", searching.ConditionWantedView.as_view(), name="condition-wanted"),
    path("conditions/", views.ConditionListView.as_view(), name="condition-list"),
    path(
        "conditions/a-z/<slug:letter>/",
        views.ConditionListView.as_view(),
        name="condition-list-letter",
    ),
    path("conditions/groups/", views.GroupListView.as_view(), name="group-list"),
    path("conditions/groups/<slug:slug>/", views.GroupDetailView.as_view(), name="group-detail"),
    path("conditions/<slug:slug>/", views.ConditionDetailView.as_view(), name="condition-detail"),
    path(
        "conditions/<slug:slug>/<slug:key>/history/",
        views.SummaryHistoryView.as_view(),
        name="summary-history",
    ),
    path("reviewers/<slug:slug>/", views.ReviewerDetailView.as_view(), name="reviewer-detail"),
    path("reviews/<uuid:public_id>/", views.ReviewDetailView.as_view(), name="review-detail"),
    path("reviews/<uuid:public_id>/text.json", views.review_text, name="review-text"),
    path("editorial-policy/", views.EditorialPolicyView.as_view(), name="editorial-policy"),
]
