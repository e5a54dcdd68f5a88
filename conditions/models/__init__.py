from conditions.models.catalogue import CatalogueFlag, Code, Condition, FormerSlug, Name, Parent
from conditions.models.derived import GroupSize, SearchEntry, WantedCondition
from conditions.models.error_reports import ErrorReport
from conditions.models.notices import Notice
from conditions.models.questions import Question, QuestionText
from conditions.models.reviews import (
    Reminder,
    Review,
    ReviewerProfile,
    ReviewNote,
    Withdrawal,
    WordingStep,
)
from conditions.models.revisions import Contribution, Revision, Source
from conditions.models.summaries import Summary
from conditions.models.topics import DailyCount, Topic

__all__ = [
    "CatalogueFlag",
    "Code",
    "Condition",
    "Contribution",
    "DailyCount",
    "ErrorReport",
    "FormerSlug",
    "GroupSize",
    "Name",
    "Notice",
    "Parent",
    "Question",
    "QuestionText",
    "Reminder",
    "Review",
    "ReviewNote",
    "ReviewerProfile",
    "Revision",
    "SearchEntry",
    "Source",
    "Summary",
    "Topic",
    "WantedCondition",
    "Withdrawal",
    "WordingStep",
]
