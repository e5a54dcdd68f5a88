"""The admin edits reference data and shows the rest: only transitions change texts and reviews."""

from contextlib import suppress
from typing import Any, TypedDict

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import WithAnnotations

from common.requests import AuthenticatedHttpRequest
from conditions.catalogue import editing
from conditions.catalogue.editing import (
    AddressTaken,
    AlreadySettled,
    check_address,
    named,
    neighbours,
)
from conditions.catalogue.forms import TAKEN, check_free_of_pages
from conditions.catalogue.graph import count_groups
from conditions.freshness import touch_all
from conditions.models import (
    CatalogueFlag,
    Code,
    Condition,
    Contribution,
    Name,
    Notice,
    Parent,
    Question,
    QuestionText,
    Review,
    ReviewerProfile,
    ReviewNote,
    Revision,
    Source,
    Topic,
    WantedCondition,
    Withdrawal,
    WordingStep,
)
from conditions.permissions import can_run_catalogue
from conditions.search.index import reindex
from conditions.summaries.signing.renamed import mark_renamed


class ReadOnlyMixin:
    """Rows that only a transition makes and that nobody edits."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


# Inlines are stacked: in a table no field has a label that a screen reader finds.
class NameInline(admin.StackedInline[Name, Condition]):
    model = Name
    extra = 0


class CodeInline(admin.StackedInline[Code, Condition]):
    model = Code
    extra = 0
    fields = ["system", "value", "relation"]


class ParentInline(admin.StackedInline[Parent, Condition]):
    model = Parent
    fk_name = "child"
    extra = 0
    fields = ["parent"]
    raw_id_fields = ["parent"]


class TopicInline(ReadOnlyMixin, admin.StackedInline[Topic, Condition]):
    """Read-only: which questions are asked of a condition is chosen on a page of its own."""

    model = Topic
    extra = 0
    fields = readonly_fields = ("question", "is_asked", "person_count", "experience_count")


class NewConditionForm(forms.ModelForm[Condition]):
    """An address never passes from one condition to another."""

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        check_free_of_pages(slug)
        try:
            check_address(slug)
        except AddressTaken:
            raise ValidationError(TAKEN) from None
        return slug


@admin.register(Condition)
class ConditionAdmin(admin.ModelAdmin[Condition]):
    """Name, address and state change on pages of their own, which keep old names and addresses."""

    list_display = ["name", "state", "member_count", "slug"]
    list_filter = ["state"]
    search_fields = ["name", "slug", "names__text"]
    inlines = [NameInline, CodeInline, ParentInline, TopicInline]

    def get_fields(self, request: HttpRequest, obj: Condition | None = None) -> tuple[str, ...]:
        texts = ("definition", "definition_source")
        if obj is None:
            return ("name", "slug", *texts)
        return (*self.get_readonly_fields(request, obj), *texts)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Condition | None = None
    ) -> tuple[str, ...]:
        if obj is None:
            return ()
        return ("name", "slug", "curate", "state", "member_count", "changed_at")

    def get_form(
        self,
        request: HttpRequest,
        obj: Condition | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        if obj is None:
            kwargs["form"] = NewConditionForm
        return super().get_form(request, obj, change=change, **kwargs)

    @admin.display(description=_("change them"))
    def curate(self, condition: Condition) -> str:
        address = reverse("conditions:condition-curate", args=[condition.slug])
        words = _("Rename, choose questions, split, merge, retire")
        return format_html('<a href="{}">{}</a>', address, words)

    def save_model(self, request: HttpRequest, obj: Condition, form: Any, change: bool) -> None:
        if not change:
            for field, value in named(obj.name).items():
                setattr(obj, field, value)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = neighbours(form.instance)
        super().save_related(request, form, formsets, change)
        touch_all({form.instance.pk, *before, *neighbours(form.instance)})
        mark_renamed(condition_ids=[form.instance.pk])
        reindex([form.instance.pk])
        if neighbours(form.instance) != before:
            count_groups()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A condition is retired or merged, so that its address still answers."""
        return False


@admin.register(CatalogueFlag)
class CatalogueFlagAdmin(ReadOnlyMixin, admin.ModelAdmin[CatalogueFlag]):
    list_display = ["condition", "kind", "source", "raised_at", "settled", "answer"]
    list_filter = ["kind", "source", "settled", ("resolved_at", admin.EmptyFieldListFilter)]
    list_select_related = ["condition"]
    actions = ["keep"]

    @admin.display(description=_("answer"))
    def answer(self, flag: CatalogueFlag) -> str:
        address = reverse("conditions:flag-detail", args=[flag.pk])
        return format_html('<a href="{}">{}</a>', address, _("Open"))

    def has_keep_permission(self, request: HttpRequest) -> bool:
        return can_run_catalogue(request.user)

    @admin.action(description=_("Keep everything as it is"), permissions=["keep"])
    def keep(self, request: AuthenticatedHttpRequest, queryset: QuerySet[CatalogueFlag]) -> None:
        """Settles each flag as its page does; one that was answered meanwhile stays so."""
        kept = 0
        flags = list(queryset.select_related("condition"))
        for flag in flags:
            with suppress(AlreadySettled):
                editing.keep(flag, by=request.user)
                kept += 1
        late = len(flags) - kept
        if kept:
            message = ngettext("%(n)d question is settled.", "%(n)d questions are settled.", kept)
            self.message_user(request, message % {"n": kept})
        if late:
            message = ngettext(
                "%(n)d question was settled already, and stays so.",
                "%(n)d questions were settled already, and stay so.",
                late,
            )
            self.message_user(request, message % {"n": late}, messages.WARNING)


class ShownTopics(TypedDict):
    shown: int


class QuestionTextInline(admin.StackedInline[QuestionText, Question]):
    model = QuestionText
    extra = 0


class QuestionForm(forms.ModelForm[Question]):
    def clean_key(self) -> str:
        """Some words after a condition's address name pages of the site."""
        key: str = self.cleaned_data["key"]
        if resolve(f"/conditions/x/{key}/").view_name != "topic-detail":
            raise ValidationError(_("A page of the site has this address."))
        return key


class QuestionRowForm(forms.ModelForm[Question]):
    """Labels each field of the list with its question, which the column alone does not tell."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{self.instance}: {field.label}"
            field.help_text = ""  # the list does not show it, and a field would point to it


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin[Question]):
    """The questions of the site. Which of them apply to one condition is chosen on its own page."""

    form = QuestionForm
    list_display = [
        "key",
        "label",
        "group",
        "position",
        "is_on",
        "off_by_default",
        "review_months",
        "public_topics",
    ]
    list_editable = ["position", "is_on", "off_by_default"]
    list_filter = ["kind", "group", "is_on"]
    inlines = [QuestionTextInline]

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, form=QuestionRowForm, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        shown = Count("topics", filter=Q(topics__experience_count__gt=0))
        return super().get_queryset(request).prefetch_related("texts").annotate(shown=shown)

    @admin.display(description=_("in words"))
    def label(self, question: Question) -> str:
        labels = {text.language: text.label for text in question.texts.all()}
        return labels.get(get_language() or "") or labels.get(settings.LANGUAGE_CODE, "")

    @admin.display(description=_("topics with experiences"))
    def public_topics(self, question: "WithAnnotations[Question, ShownTopics]") -> int:
        return question.shown

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        """Once somebody wrote on it, it is switched off instead. Many at once never."""
        if obj is None or obj.topics.exists():
            return False
        return super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Question) -> None:
        super().delete_model(request, obj)
        touch_all()

    def get_readonly_fields(
        self, request: HttpRequest, obj: Question | None = None
    ) -> tuple[str, ...]:
        return ("key",) if obj else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        touch_all()
        mark_renamed(question_id=form.instance.pk)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyMixin, admin.ModelAdmin[Notice]):
    """Read-only: a notice is proposed and confirmed at the desk."""

    list_display = ["text", "condition", "question", "starts_on", "ends_on", "confirmed_at"]
    list_filter = [("confirmed_at", admin.EmptyFieldListFilter), "ends_on"]
    list_select_related = ["condition", "question"]


@admin.register(ReviewerProfile)
class ReviewerProfileAdmin(ReadOnlyMixin, admin.ModelAdmin[ReviewerProfile]):
    """Read-only: two administrators confirm and change a profile, on pages of their own."""

    list_display = ["name", "credentials", "state", "verified_on", "valid_until"]
    list_filter = ["state"]
    search_fields = ["name"]
    readonly_fields = ("state", "asked_by", "confirmed_by", "confirmed_at", "change_it")
    exclude = ["seal"]

    @admin.display(description=_("change it"))
    def change_it(self, profile: ReviewerProfile) -> str:
        return format_html('<a href="{}">{}</a>', reverse("reviewers"), _("Reviewers"))


class ContributionInline(ReadOnlyMixin, admin.StackedInline[Contribution, Revision]):
    model = Contribution
    extra = 0


class SourceInline(ReadOnlyMixin, admin.StackedInline[Source, Revision]):
    model = Source
    extra = 0


class ReviewInline(ReadOnlyMixin, admin.StackedInline[Review, Revision]):
    model = Review
    extra = 0


class WithdrawalInline(ReadOnlyMixin, admin.StackedInline[Withdrawal, Review]):
    model = Withdrawal
    extra = 0


class ReviewNoteInline(ReadOnlyMixin, admin.StackedInline[ReviewNote, Revision]):
    model = ReviewNote
    extra = 0


class WordingStepInline(ReadOnlyMixin, admin.StackedInline[WordingStep, Revision]):
    model = WordingStep
    fk_name = "revision"
    extra = 0


@admin.register(Revision)
class RevisionAdmin(ReadOnlyMixin, admin.ModelAdmin[Revision]):
    list_display = ["summary", "number", "state", "created_at", "approved_at"]
    list_filter = ["state", "summary__language"]
    list_select_related = ["summary__topic__condition", "summary__topic__question"]
    search_fields = ["summary__topic__condition__name"]
    inlines = [
        ContributionInline,
        SourceInline,
        ReviewInline,
        ReviewNoteInline,
        WordingStepInline,
    ]


@admin.register(WantedCondition)
class WantedConditionAdmin(admin.ModelAdmin[WantedCondition]):
    """What readers asked for. Deleted once it is in the catalogue, or will never be."""

    list_display = ["name", "number", "last_asked_on"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Review)
class ReviewAdmin(ReadOnlyMixin, admin.ModelAdmin[Review]):
    inlines = [WithdrawalInline]
    list_display = ["revision", "reviewer_name", "verdict", "reviewed_at", "due_on"]
    list_filter = ["verdict"]
    list_select_related = [
        "revision__summary__topic__condition",
        "revision__summary__topic__question",
    ]
