"""Which rows: the words that views, commands and tests use for them."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from conditions.models import Condition, Topic
    from experiences.models import Experience, ExperienceRevision, Membership  # noqa: F401

# Relation of a person to a condition who has it; everybody else is counted beside them.
HAS_IT = "patient"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, condition: "Condition") -> "MembershipQuerySet":
        return self.filter(condition=condition)


class ExperienceQuerySet(models.QuerySet["Experience"]):
    def public(self) -> "ExperienceQuerySet":
        return self.filter(state="public")

    def on(self, topic: "Topic") -> "ExperienceQuerySet":
        return self.filter(topic=topic)

    def with_what_readers_see(self) -> "ExperienceQuerySet":
        """Each with its public text and its author's pen name, in the one query."""
        return self.select_related("live_revision", "author").only(
            "public_id",
            "relation",
            "years_since_diagnosis",
            "language",
            "published_at",
            "amended_at",
            "signed_with_pen_name",
            "topic_id",
            "live_revision__text",
            "author__pen_name",
        )

    def newest_first(self) -> "ExperienceQuerySet":
        return self.order_by("-published_at", "-pk")


class ExperienceRevisionQuerySet(models.QuerySet["ExperienceRevision"]):
    def open(self) -> "ExperienceRevisionQuerySet":
        return self.filter(state__in=["draft", "pending", "changes_requested"])

    def awaiting_decision(self) -> "ExperienceRevisionQuerySet":
        return self.filter(state="pending")
