from conditions.views.catalogue import ConditionDetailView, ConditionListView
from conditions.views.groups import GroupDetailView, GroupListView
from conditions.views.policy import EditorialPolicyView
from conditions.views.reviews import ReviewDetailView, ReviewerDetailView, review_text
from conditions.views.summaries import SummaryHistoryView

__all__ = [
    "ConditionDetailView",
    "ConditionListView",
    "EditorialPolicyView",
    "GroupDetailView",
    "GroupListView",
    "ReviewDetailView",
    "ReviewerDetailView",
    "SummaryHistoryView",
    "review_text",
]
