"""Pages for readers: conditions by letter and by group, a condition, a summary's history,
reviewers, receipts of reviews, and the editorial policy."""

import string
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language
from django.views.generic import DetailView, ListView, TemplateView

from common.conditional import page_etag, unchanged, with_etag
from common.diffs import word_diff
from common.head_tags import head_tags
from conditions import sort_keys
from conditions.asked import asked_questions, grouped, review_cards, topic_titles, wordings
from conditions.display_names import condition_names
from conditions.finding import ConditionAddressMixin, find_condition
from conditions.models import (
    Code,
    Condition,
    Question,
    Review,
    ReviewerProfile,
    Revision,
    Summary,
    Topic,
)
from conditions.permissions import can_appoint, may_sign_today, reviewer_of
from conditions.reading.answers import (
    KEY as COVERAGE_KEY,
)
from conditions.reading.answers import (
    coverage,
    notices_above,
    public_answer,
    spoken_on,
)
from conditions.reading.related import namesakes, siblings
from conditions.reading.structured_data import condition_data, exact, reviewer_data
from conditions.summaries.keeping_current.reminders import BEFORE
from conditions.summaries.signing import checklist
from conditions.summaries.signing.passages import Finding
from conditions.summaries.signing.shown import Shown

DESCRIPTION_MAX = 40  # words
PER_LETTER_PAGE = 150  # conditions under a letter
KINDS_SHOWN = 30  # conditions right below; the group's own page has them all
OVERVIEW = "overview"  # the question whose short answer opens a condition's page
LETTERS = [*string.ascii_lowercase, "other"]
PER_GROUP_PAGE = 150  # conditions
SHOWN = 20  # texts, newest first; a comparison of two long ones takes some milliseconds
REVIEWS_PER_PAGE = 100  # reviews


class ConditionListView(ListView[Condition]):
    """Conditions that begin with a letter; ``other`` holds those that begin with none."""

    paginate_by = PER_LETTER_PAGE
    template_name = "conditions/reading/condition_list.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.letter = kwargs.get("letter", "a")
        if self.letter not in LETTERS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Condition]:
        initial = sort_keys.OTHER if self.letter == "other" else self.letter.upper()
        return Condition.objects.live().under_letter(initial).only("slug", "name", "member_count")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(letters=LETTERS, letter=self.letter, **kwargs)


class ConditionDetailView(ConditionAddressMixin, DetailView[Condition]):
    template_name = "conditions/reading/condition_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = find_condition(kwargs["slug"])
        etag = page_etag(request, self.object.changed_at)
        if answer := unchanged(request, etag):
            return answer
        return with_etag(
            request, self.render_to_response(self.get_context_data(object=self.object)), etag
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        condition = self.object
        language = get_language()
        names = condition_names(condition, language)
        codes = list(condition.codes.all())
        parents = list(
            condition.parents.live().select_related("group_size").only("slug", "name", "group_size")
        )
        children = list(condition.children.live().only("slug", "name")[: KINDS_SHOWN + 1])
        today = timezone.localdate()
        topics = list(Topic.objects.of_address(condition.slug, language))
        questions = asked_questions(condition, topics, names.preferred, language)
        spoken = spoken_on([asked.topic for asked in questions if asked.topic])
        overview = next((asked for asked in questions if asked.key == OVERVIEW), None)
        return super().get_context_data(
            condition=condition,
            overview=overview,
            answer=public_answer(
                overview.topic, language, today, Shown(names.preferred, overview.title)
            ).chosen
            if overview and overview.has_summary and overview.topic
            else None,
            structured_data=condition_data(condition, names, exact(codes), self.request.path),
            names=names,
            codes=[code for code in codes if code.relation != Code.Relation.FORMER],
            former_codes=[code for code in codes if code.relation == Code.Relation.FORMER],
            parents=parents,
            children=children[:KINDS_SHOWN],
            has_more_children=len(children) > KINDS_SHOWN,
            siblings=siblings(condition, parents),
            namesakes=namesakes(condition, names.rows),
            groups=grouped(questions),
            has_something=any(question.has_something for question in questions),
            is_indexed=language in spoken,
            head=head_tags(
                self.request,
                title=capfirst(names.preferred),
                languages=spoken,
                description=Truncator(condition.definition).words(DESCRIPTION_MAX),
            ),
            coverage=coverage(questions),
            coverage_key=COVERAGE_KEY,
            notices=notices_above(condition, today),
            **kwargs,
        )


class GroupListView(ListView[Condition]):
    """Where the graph begins: the kinds of its one root, or its roots where there are several."""

    paginate_by = PER_GROUP_PAGE
    template_name = "conditions/reading/group_list.html"

    def get_queryset(self) -> QuerySet[Condition]:
        roots = list(Condition.objects.roots()[:2])
        if len(roots) == 1:
            return Condition.objects.kinds_of(roots[0])
        return Condition.objects.roots()


class GroupDetailView(ConditionAddressMixin, ListView[Condition]):
    """The kinds of a condition, each with the size of its own group."""

    paginate_by = PER_GROUP_PAGE
    template_name = "conditions/reading/group_detail.html"

    def get_queryset(self) -> QuerySet[Condition]:
        self.condition = find_condition(self.kwargs["slug"])
        return Condition.objects.kinds_of(self.condition)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            condition=self.condition,
            parents=self.condition.parents.live().only("slug", "name"),
            **kwargs,
        )


class SummaryHistoryView(ConditionAddressMixin, TemplateView):
    """Every text that was once public, newest first, each compared with the one before."""

    template_name = "conditions/reading/summary_history.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.condition = find_condition(kwargs["slug"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = get_language()
        topic = get_object_or_404(
            Topic.objects.with_published_summary().select_related("condition", "question"),
            condition=self.condition,
            question__key=kwargs["key"],
        )
        revisions = list(
            Revision.objects.published()
            .of(topic, language)
            .select_related("summary", "wording_step__review")
            .prefetch_related("sources")[: SHOWN + 1]
        )
        reviews = {
            review.revision_id: review
            for review in Review.objects.public().of(revisions).with_standing()
        }
        shown = revisions[:SHOWN]
        return super().get_context_data(
            condition=self.condition,
            topic=topic,
            title=topic_titles([topic], language)[topic.pk],
            has_more=len(revisions) > SHOWN,
            entries=[
                {
                    "revision": revision,
                    "review": reviews.get(revision.pk),
                    "step": revision.last_step,
                    "short_answer": word_diff(older.short_answer, revision.short_answer)
                    if older
                    else None,
                    "body": word_diff(older.body, revision.body) if older else None,
                    "sources": word_diff(listed(older), listed(revision)) if older else None,
                }
                for revision, older in zip(shown, [*revisions[1:], None], strict=False)
            ],
            **kwargs,
        )


def listed(revision: Revision) -> str:
    """The sources as text, one a line, for comparing."""
    return "\n".join(
        f"{source.number}. {source.title}. {source.publisher} {source.link}"
        for source in revision.sources.all()
    )


class ReviewerDetailView(DetailView[ReviewerProfile]):
    """A reviewer: credentials, interests and everything signed that is public."""

    model = ReviewerProfile
    context_object_name = "reviewer"
    template_name = "conditions/reading/reviewer_detail.html"

    @property
    def is_own(self) -> bool:
        profile = reviewer_of(self.request.user)
        return profile is not None and profile.pk == self.object.pk

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = Paginator(self.object.reviews.public().with_topic(), REVIEWS_PER_PAGE)
        page = pages.get_page(self.request.GET.get("page"))
        today = timezone.localdate()
        return super().get_context_data(
            page_obj=page,
            head=head_tags(self.request, title=self.object.name),
            structured_data=reviewer_data(self.object, self.request.path),
            cards=review_cards(page, get_language()),
            today=today,
            may_sign=may_sign_today(self.object, today),
            standing="invented" if self.object.is_fictional else self.object.state,
            keys=list(self.object.keys.all()),
            may_revoke=can_appoint(self.request.user) or self.is_own,
            is_own=self.is_own,
            **kwargs,
        )


class EditorialPolicyView(TemplateView):
    """How summaries are written, reviewed and kept current here, from what the site really does."""

    template_name = "conditions/reading/editorial_policy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        summaries = Summary.objects.of_live_conditions()
        language = get_language() or settings.LANGUAGE_CODE
        return super().get_context_data(
            today=today,
            reviewed=summaries.reviewed().count(),
            overdue=summaries.overdue(today).count(),
            without_review=summaries.without_review().count(),
            renamed=summaries.renamed().count(),
            suspended=summaries.suspended().count(),
            source_changed=summaries.source_changed().count(),
            reviewers=ReviewerProfile.objects.may_sign(today).count(),
            intervals=intervals(language),
            sentences=[item.sentence(language) for item in checklist.current().items],
            version=checklist.current().version,
            findings=[finding for finding in Finding if finding is not Finding.SIGNIFICANCE],
            reminders=BEFORE,
            small_number=settings.SMALL_NUMBER,
            is_demo=settings.DEMO,
            needs_key=settings.REVIEWS_NEED_KEY,
            **kwargs,
        )


def intervals(language: str) -> list[dict[str, Any]]:
    """The questions that are written by people, by how long a review of their answers holds."""
    found: dict[tuple[int, str], list[str]] = {}
    for wording in wordings(language).values():
        question = wording.question
        if not question.from_catalogue:
            kind = str(Question.Kind(question.kind).label)
            found.setdefault((question.review_months, kind), []).append(wording.label)
    return [
        {"months": months, "kind": kind, "labels": labels}
        for (months, kind), labels in sorted(found.items())
    ]
