from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.generic import DetailView, TemplateView

from conditions import reads
from conditions.finding import find_condition
from conditions.models import Condition, Topic
from conditions.pages.answers import ReviewedAnswer, public_answer
from conditions.pages.asked import AskedQuestion, asked_questions
from conditions.pages.cards import card_path, topic_card
from conditions.pages.head import head_tags
from conditions.pages.names import condition_names
from conditions.pages.notices import notices_above
from conditions.pages.titles import topic_titles
from conditions.views.addresses import ConditionAddressMixin
from conditions.views.conditional import page_etag, unchanged, with_etag
from experiences.like_me import like_me
from experiences.listing import experience_page
from experiences.models import Experience
from experiences.structured_data import topic_data


class TopicDetailView(ConditionAddressMixin, TemplateView):
    """The product's page: one question about one condition, reviewed answer and experiences.

    It lives here because it shows both halves, and imports point from experiences to conditions.
    At most eight queries for an anonymous reader; one when the reader's copy is still right.
    """

    template_name = "experiences/topic_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.topics = list(Topic.objects.of_address(kwargs["slug"], get_language()))
        self.condition: Condition = (
            self.topics[0].condition if self.topics else find_condition(kwargs["slug"])
        )
        etag = page_etag(request, self.condition.changed_at)
        if answer := unchanged(request, etag):
            return reads.counted(request, answer, self.condition.pk, kwargs["key"])
        context = self.get_context_data(**kwargs)
        response = with_etag(request, self.render_to_response(context), etag)
        return reads.counted(request, response, self.condition.pk, kwargs["key"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        condition = self.condition
        language = get_language()
        today = timezone.localdate()
        names = condition_names(condition, language)
        questions = asked_questions(condition, self.topics, names.preferred, language)
        asked = find_question(questions, kwargs["key"])
        topic = asked.topic
        answers = public_answer(topic, language, today) if topic else None
        answer = answers.chosen if answers else None
        spoken = {*answers.languages, *topic.experience_languages} if answers and topic else set()
        asked_for = self.request.GET
        mine = like_me(self.request.user, condition, topic, asked_for)
        # A member's page begins among people like them; what they ask for goes before.
        page = experience_page(
            topic, (mine and mine.preset) or asked_for, {"everyone": "yes"} if mine else {}
        )
        totals = {
            "member_count": condition.member_count,
            "person_count": topic.person_count if topic else 0,
        }
        return super().get_context_data(
            condition=condition,
            name=names.preferred,
            names=names,
            codes=condition.codes.all() if asked.question.from_catalogue else [],
            asked=asked,
            question=asked.question,
            others=[other for other in questions if other.key != asked.key],
            topic=topic,
            answer=answer,
            long_answer=answer.long_answer(totals) if answer else "",
            other_languages=answers.languages if answers and not answer else (),
            page=page,
            like_me=mine,
            notices=notices_above(condition, today, asked.question),
            is_indexed=language in spoken,
            head=head_tags(
                self.request,
                title=asked.title,
                languages=spoken,
                description=described(answer, asked),
                card=card_path(topic_card(names, asked, answer), condition.slug, asked.key)
                if spoken
                else "",
            ),
            structured_data=topic_data(
                self.request.path, names, asked, topic, answer, page.experiences
            ),
            contact_email=settings.CONTACT_EMAIL,
            **totals,
            **kwargs,
        )


def described(answer: ReviewedAnswer | None, asked: AskedQuestion) -> str:
    """What others may show of the answer: nothing that a reader has to choose first."""
    return answer.revision.short_answer if answer and not asked.question.behind_choice else ""


def find_question(questions: list[AskedQuestion], key: str) -> AskedQuestion:
    for asked in questions:
        if asked.key == key:
            return asked
    raise Http404


class ExperienceDetailView(DetailView):
    """One public experience under an address of its own; 410 once its author took it down."""

    slug_field = "public_id"
    slug_url_kwarg = "public_id"
    template_name = "experiences/experience_detail.html"

    def get_queryset(self):
        return Experience.objects.select_related(
            "topic__condition", "topic__question", "live_revision", "author"
        ).addressed()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if not self.object.is_public:
            return render(request, "410.html", status=410)
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        topic = self.object.topic
        title = topic_titles([topic], get_language())[topic.pk]
        return super().get_context_data(
            topic=topic, title=title, experiences=[self.object], **kwargs
        )
