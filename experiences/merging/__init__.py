"""Merging one condition into another: what moves, what collides, and the one transaction.

``conditions.catalogue`` merges names, codes and summaries; this package members and their texts.
"""

from experiences.merging.merge import merge
from experiences.merging.plan import MEMBERS, Plan, Stale, make_plan

__all__ = ["MEMBERS", "Plan", "Stale", "make_plan", "merge"]
