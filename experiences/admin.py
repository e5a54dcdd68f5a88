"""The admin shows members' texts read-only; only reasons and crisis lines are edited here."""

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from conditions.admin import ReadOnlyMixin
from experiences.models import (
    CrisisLine,
    Decision,
    Experience,
    ExperienceRevision,
    Membership,
    Reason,
)


# Django's admin classes take their type arguments in the stubs alone.
class ReadOnlyAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg]  # see above
    pass


class ExperienceRevisionInline(ReadOnlyMixin, admin.StackedInline):  # type: ignore[type-arg]  # see above
    """What was sent in; a draft is its author's alone."""

    model = ExperienceRevision
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExperienceRevision]:
        return super().get_queryset(request).filter(submitted_at__isnull=False)


@admin.register(Experience)
class ExperienceAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "topic", "state", "relation", "published_at"]
    list_filter = ["state", "relation", "language"]
    list_select_related = ["topic__condition", "topic__question"]
    inlines = [ExperienceRevisionInline]


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["decided_at", "verb", "reason", "moderator"]
    list_filter = ["verb", "reason"]
    list_select_related = ["reason", "moderator"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ["condition", "relation", "joined_at"]
    list_filter = ["relation"]
    list_select_related = ["condition"]


@admin.register(Reason)
class ReasonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # see above
    list_display = ["label", "key", "position"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Reason | None = None
    ) -> tuple[str, ...]:
        return ("key",) if obj else ()


@admin.register(CrisisLine)
class CrisisLineAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # see above
    """Helplines by country; a line without the date of a check is shown to nobody."""

    list_display = ["country", "name", "number", "emergency_number", "checked_on"]
    # An address without a scheme is one of a page that is encrypted.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_filter = [("checked_on", admin.EmptyFieldListFilter)]
    search_fields = ["name", "country"]
