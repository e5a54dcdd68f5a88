"""For reference data and for looking. Only transitions change texts and reviews."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions import naming
from conditions.freshness import touch, touch_all
from conditions.models import (
    CatalogueFlag,
    Code,
    Condition,
    FormerSlug,
    Name,
    Notice,
    Parent,
    Question,
    QuestionText,
    Review,
    ReviewerProfile,
    Revision,
    Source,
    Topic,
)
from conditions.search.index import reindex


class ReadOnlyMixin:
    """Rows that only a transition makes and that nobody edits."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class NameInline(admin.TabularInline):
    model = Name
    extra = 0


class CodeInline(admin.TabularInline):
    model = Code
    extra = 0
    fields = ["system", "value", "relation"]


class ParentInline(admin.TabularInline):
    model = Parent
    fk_name = "child"
    extra = 0
    fields = ["parent"]
    autocomplete_fields = ["parent"]


class TopicInline(admin.TabularInline):
    """Which questions are asked of a condition; the topic's totals are looked at only."""

    model = Topic
    extra = 0
    fields = ["question", "is_asked", "person_count", "experience_count"]
    readonly_fields = ["person_count", "experience_count"]
    can_delete = False


@admin.register(Condition)
class ConditionAdmin(admin.ModelAdmin):
    list_display = ["name", "state", "member_count", "slug"]
    list_filter = ["state"]
    search_fields = ["name", "slug", "names__text"]
    readonly_fields = ["member_count", "changed_at"]
    autocomplete_fields = ["merged_into"]
    inlines = [NameInline, CodeInline, ParentInline, TopicInline]

    def save_model(self, request: HttpRequest, obj: Condition, form: Any, change: bool) -> None:
        """Keep what is derived from the name, and the old address, which redirects from now on."""
        obj.sort_name = naming.plain(obj.name)
        obj.initial = naming.initial(obj.name)
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data:
            FormerSlug.objects.filter(slug=obj.slug).delete()
            FormerSlug.objects.get_or_create(slug=form.initial["slug"], defaults={"condition": obj})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        touch(form.instance.pk)
        reindex([form.instance.pk])

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A condition is retired or merged, so that its address still answers."""
        return False


@admin.register(CatalogueFlag)
class CatalogueFlagAdmin(admin.ModelAdmin):
    list_display = ["condition", "kind", "source", "raised_at", "resolved_at"]
    list_filter = ["kind", "source", ("resolved_at", admin.EmptyFieldListFilter)]
    list_select_related = ["condition"]
    readonly_fields = ["condition", "kind", "source", "detail", "raised_at"]
    actions = ["resolve"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description=_("Mark as resolved"), permissions=["change"])
    def resolve(self, request: HttpRequest, queryset: QuerySet[CatalogueFlag]) -> None:
        queryset.filter(resolved_at__isnull=True).update(resolved_at=timezone.now())


class QuestionTextInline(admin.TabularInline):
    model = QuestionText
    extra = 0


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    list_display = ["key", "kind", "group", "position", "review_months", "off_by_default"]
    list_filter = ["kind", "group"]
    inlines = [QuestionTextInline]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Question | None = None
    ) -> tuple[str, ...]:
        return ("key",) if obj else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        touch_all()


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    list_display = ["text", "condition", "question", "starts_on", "ends_on"]
    list_select_related = ["condition", "question"]
    autocomplete_fields = ["condition"]

    def save_model(self, request: HttpRequest, obj: Notice, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        touch_all({obj.condition_id, form.initial.get("condition", obj.condition_id)})

    def delete_model(self, request: HttpRequest, obj: Notice) -> None:
        super().delete_model(request, obj)
        touch(obj.condition_id)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        conditions = set(queryset.values_list("condition", flat=True))
        super().delete_queryset(request, queryset)
        touch_all(conditions)


@admin.register(ReviewerProfile)
class ReviewerProfileAdmin(admin.ModelAdmin):
    list_display = ["name", "credentials", "verified_on", "valid_until"]
    search_fields = ["name"]
    autocomplete_fields = ["user"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        touch_all(
            obj.reviews.public().values_list("revision__summary__topic__condition", flat=True)
        )


class SourceInline(ReadOnlyMixin, admin.TabularInline):
    model = Source
    extra = 0


class ReviewInline(ReadOnlyMixin, admin.StackedInline):
    model = Review
    extra = 0


@admin.register(Revision)
class RevisionAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["summary", "number", "state", "created_at", "approved_at"]
    list_filter = ["state", "summary__language"]
    list_select_related = ["summary__topic__condition", "summary__topic__question"]
    search_fields = ["summary__topic__condition__name"]
    inlines = [SourceInline, ReviewInline]


@admin.register(Review)
class ReviewAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["revision", "reviewer_name", "verdict", "reviewed_at", "due_on"]
    list_filter = ["verdict"]
    list_select_related = [
        "revision__summary__topic__condition",
        "revision__summary__topic__question",
    ]
