from conditions.views.catalogue import ConditionDetailView, ConditionListView
from conditions.views.reviews import ReviewDetailView, ReviewerDetailView
from conditions.views.summaries import SummaryHistoryView

__all__ = [
    "ConditionDetailView",
    "ConditionListView",
    "ReviewDetailView",
    "ReviewerDetailView",
    "SummaryHistoryView",
]
