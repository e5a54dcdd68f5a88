from experiences.models.cases import Case, Note, Signal
from experiences.models.consents import CONSENT_VERSION, Consent
from experiences.models.crisis_lines import CrisisLine
from experiences.models.decisions import Decision, Reason
from experiences.models.erasures import Erasure
from experiences.models.experiences import (
    TEXT_MAX,
    TEXT_MIN,
    AgeBand,
    Agreement,
    Experience,
    ExperienceRevision,
)
from experiences.models.follows import Digest, Follow
from experiences.models.map_figures import MapFigures
from experiences.models.memberships import EARLIEST_YEAR, Membership
from experiences.models.news import News
from experiences.models.objections import Appeal, Outcome, Report
from experiences.models.relations import Relation
from experiences.models.years_spread import YearsSpread

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
