"""The models of the app. Each module holds its QuerySets, too."""

from experiences.models.cases import Case, Note, Signal
from experiences.models.consents import CONSENT_VERSION, Consent, Erasure
from experiences.models.crisis_lines import CrisisLine
from experiences.models.decisions import Appeal, Decision, News, Outcome, Reason, Report
from experiences.models.experiences import (
    TEXT_MAX,
    TEXT_MIN,
    AgeBand,
    Agreement,
    Experience,
    ExperienceRevision,
)
from experiences.models.figures import MapFigures, YearsSpread
from experiences.models.kinds import Relation
from experiences.models.memberships import EARLIEST_YEAR, Digest, Follow, Membership

__all__ = [
    "CONSENT_VERSION",
    "EARLIEST_YEAR",
    "TEXT_MAX",
    "TEXT_MIN",
    "AgeBand",
    "Agreement",
    "Appeal",
    "Case",
    "Consent",
    "CrisisLine",
    "Decision",
    "Digest",
    "Erasure",
    "Experience",
    "ExperienceRevision",
    "Follow",
    "MapFigures",
    "Membership",
    "News",
    "Note",
    "Outcome",
    "Reason",
    "Relation",
    "Report",
    "Signal",
    "YearsSpread",
]
