"""Merging one condition into another: what moves, what collides, and the one transaction.

The catalogue's half is in ``conditions.curating``; here are the people and their texts.
"""

from experiences.merging.merge import merge
from experiences.merging.plan import MEMBERS, Plan, Stale, make_plan

__all__ = ["MEMBERS", "Plan", "Stale", "make_plan", "merge"]
