from conditions.models.catalogue import CatalogueFlag, Code, Condition, FormerSlug, Name, Parent
from conditions.models.derived import GroupSize, SearchEntry, WantedCondition
from conditions.models.error_reports import ErrorReport
from conditions.models.notices import Notice
from conditions.models.questions import Question, QuestionText
from conditions.models.reviewers import (
    ProfileEvidence,
    ReviewerFormerAddress,
    ReviewerKey,
    ReviewerProfile,
)
from conditions.models.reviews import (
    Confirmation,
    ConfirmedTopic,
    Reminder,
    Review,
    ReviewNote,
    Withdrawal,
    WordingStep,
)
from conditions.models.revisions import Contribution, Revision, Source
from conditions.models.signing_log import (
    SigningEntry,
    SigningHead,
    SigningNode,
    SigningSubject,
)
from conditions.models.summaries import Summary
from conditions.models.topics import DailyCount, Topic

__all__ = [
    "CatalogueFlag",
    "Code",
    "Condition",
    "Confirmation",
    "ConfirmedTopic",
    "Contribution",
    "DailyCount",
    "ErrorReport",
    "FormerSlug",
    "GroupSize",
    "Name",
    "Notice",
    "Parent",
    "ProfileEvidence",
    "Question",
    "QuestionText",
    "Reminder",
    "Review",
    "ReviewNote",
    "ReviewerFormerAddress",
    "ReviewerKey",
    "ReviewerProfile",
    "Revision",
    "SearchEntry",
    "SigningEntry",
    "SigningHead",
    "SigningNode",
    "SigningSubject",
    "Source",
    "Summary",
    "Topic",
    "WantedCondition",
    "Withdrawal",
    "WordingStep",
]
