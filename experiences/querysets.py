"""Which rows: the words that views, commands and tests use for them."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from conditions.permissions import Person
from experiences.permissions import can_decide, can_decide_held

if TYPE_CHECKING:
    from conditions.models import Condition, Topic
    from experiences.models import (  # noqa: F401
        Case,
        Experience,
        ExperienceRevision,
        Membership,
        Signal,
    )

# Relation of a person to a condition who has it; everybody else is counted beside them.
HAS_IT = "patient"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, condition: "Condition") -> "MembershipQuerySet":
        return self.filter(condition=condition)

    def on_map(self) -> "MembershipQuerySet":
        """Of those who chose to appear on the map."""
        return self.filter(on_map=True).exclude(country="")


class ExperienceQuerySet(models.QuerySet["Experience"]):
    def public(self) -> "ExperienceQuerySet":
        return self.filter(state="public")

    def for_reuse(self) -> "ExperienceQuerySet":
        """Public ones whose authors agreed that the public interface gives them out."""
        return self.public().filter(may_be_reused=True)

    def addressed(self) -> "ExperienceQuerySet":
        """Those whose own address answers: with the text, or that it was taken down."""
        return self.filter(
            state__in=["public", "withdrawn", "erased"], topic__condition__state="live"
        )

    def on(self, topic: "Topic") -> "ExperienceQuerySet":
        return self.filter(topic=topic)

    def of(self, person: "Person") -> "ExperienceQuerySet":
        """A person's own; before one that a merger of conditions put beside it, the first."""
        return self.filter(author=person.pk).order_by("is_second", "pk")

    def about(self, *condition_ids: int) -> "ExperienceQuerySet":
        return self.filter(topic__condition__in=condition_ids)

    def with_what_readers_see(self, *more: str) -> "ExperienceQuerySet":
        """Each with its public text and its author's pen name, in the one query."""
        return self.select_related("live_revision", "author").only(
            "public_id",
            "relation",
            "years_since_diagnosis",
            "language",
            "published_at",
            "amended_at",
            "signed_with_pen_name",
            "may_be_indexed",
            "topic_id",
            "live_revision__text",
            "author__pen_name",
            *more,
        )

    def newest_on_site(self) -> "ExperienceQuerySet":
        """What was shared of live conditions, the newest first, off an index of its own."""
        return self.public().filter(topic__condition__state="live").order_by("-published_at")

    def newest_first(self) -> "ExperienceQuerySet":
        return self.order_by("-published_at", "-pk")


class ExperienceRevisionQuerySet(models.QuerySet["ExperienceRevision"]):
    def open(self) -> "ExperienceRevisionQuerySet":
        return self.filter(state__in=["draft", "pending", "changes_requested"])

    def awaiting_decision(self) -> "ExperienceRevisionQuerySet":
        return self.filter(state="pending")


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> "CaseQuerySet":
        return self.filter(closed_at__isnull=True)

    def free_for(self, person_id: int, now: datetime) -> "CaseQuerySet":
        """Open cases that nobody else holds a lease on."""
        return self.open().filter(
            Q(claimed_by__isnull=True) | Q(claimed_until__lte=now) | Q(claimed_by=person_id)
        )

    def not_by(self, person_id: int) -> "CaseQuerySet":
        """Without the person's own texts, and without appeals against their own decisions."""
        from experiences.models import Decision

        decided = Decision.objects.filter(
            experience=OuterRef("experience"), moderator=person_id, appeal__outcome="open"
        )
        return self.exclude(experience__author=person_id).exclude(
            Q(kind="appeal") & Exists(decided)
        )

    def visible_to(self, person: "Person") -> "CaseQuerySet":
        """What this moderator may decide: held cases are for senior ones."""
        if not can_decide(person):
            return self.none()
        mine = self.open().not_by(person.pk or 0)
        return mine if can_decide_held(person) else mine.filter(is_held=False)


class SignalQuerySet(models.QuerySet["Signal"]):
    def current(self) -> "SignalQuerySet":
        """Of the words as they are now."""
        return self.filter(is_gone=False)
