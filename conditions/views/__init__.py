from conditions.views.catalogue import ConditionDetailView, ConditionListView
from conditions.views.groups import GroupDetailView, GroupListView
from conditions.views.reviews import ReviewDetailView, ReviewerDetailView
from conditions.views.summaries import SummaryHistoryView

__all__ = [
    "ConditionDetailView",
    "ConditionListView",
    "GroupDetailView",
    "GroupListView",
    "ReviewDetailView",
    "ReviewerDetailView",
    "SummaryHistoryView",
]
