"""Views for everybody: a topic, one experience, what is new, search, and the maps."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.generic import TemplateView

from common.conditional import page_etag, unchanged, with_etag
from common.head_tags import head_tags
from conditions.asked import AskedQuestion, asked_questions, review_cards, topic_titles
from conditions.display_names import condition_names
from conditions.finding import ConditionAddressMixin, find_condition
from conditions.models import Condition, Review, Topic
from conditions.reading import reads
from conditions.reading.answers import ReviewedAnswer, notices_above, public_answer
from conditions.reading.cards import card_path, topic_card
from conditions.search.answer import cleaned
from conditions.summaries.signing.shown import Shown
from experiences.models import Experience
from experiences.reading.listing import Key, experience_page, like_me
from experiences.reading.structured_data import topic_data
from experiences.reading.text_search import LOOKED_AT, Words, search_texts
from experiences.reading.world_picture import WorldPicture, community_picture, site_picture

SHOWN = 20  # of each list of what is new
NEWEST_LOOKED_AT = 100  # newest experiences, out of which the topics come


class TopicDetailView(ConditionAddressMixin, TemplateView):
    """The product's page: one question about one condition, reviewed answer and experiences.

    It lives here because it shows both halves, and imports point from experiences to conditions.
    At most eight queries for an anonymous reader; one when the reader's copy is still right.
    """

    template_name = "experiences/reading/topic_detail.html"

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
        shown = Shown(names.preferred, asked.title)
        answers = public_answer(topic, language, today, shown) if topic else None
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
                description=description_of(answer, asked),
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


def description_of(answer: ReviewedAnswer | None, asked: AskedQuestion) -> str:
    """What others may show of the answer: nothing that a reader has to choose first."""
    return answer.revision.short_answer if answer and not asked.question.behind_choice else ""


def find_question(questions: list[AskedQuestion], key: str) -> AskedQuestion:
    for asked in questions:
        if asked.key == key:
            return asked
    raise Http404


class ExperienceDetailView(TemplateView):
    """One public experience under an address of its own; 410 once its author took it down."""

    template_name = "experiences/reading/experience_detail.html"

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        addressed = Experience.objects.addressed().select_related(
            "topic__condition", "topic__question", "live_revision", "author"
        )
        experience = get_object_or_404(addressed, public_id=public_id)
        if not experience.is_public:
            return render(request, "410.html", status=HTTPStatus.GONE)
        topic = experience.topic
        title = topic_titles([topic], get_language())[topic.pk]
        return self.render_to_response(
            self.get_context_data(topic=topic, title=title, experiences=[experience])
        )


class LatestView(TemplateView):
    """What is new on the site. The number of queries never grows."""

    template_name = "experiences/reading/latest.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = get_language()
        reviews = Review.objects.standing(timezone.localdate(), language)
        return super().get_context_data(
            active=most_told_of(),
            reviewed=review_cards(reviews.with_topic()[:SHOWN], language),
            shared=newly_shared(language),
            **kwargs,
        )


def most_told_of() -> list[tuple[Condition, int]]:
    """Conditions with how many public experiences they have."""
    texts = {row["condition"]: row["texts"] for row in Topic.objects.texts_by_condition()[:SHOWN]}
    conditions = Condition.objects.only("slug", "name").in_bulk(texts)
    return [(conditions[pk], number) for pk, number in texts.items()]


def newly_shared(language: str) -> list[dict[str, Any]]:
    """The topics with the newest experiences, each once, with the day of its newest."""
    looked_at = Experience.objects.newest_on_site().values_list("topic", "published_at")[
        :NEWEST_LOOKED_AT
    ]
    # Of a topic that comes twice the later in the dict stays: the newest.
    newest = {topic: shared_at for topic, shared_at in reversed(looked_at) if shared_at}
    days = dict(sorted(newest.items(), key=lambda pair: pair[1], reverse=True)[:SHOWN])
    topics = Topic.objects.filter(pk__in=days).select_related("condition", "question")
    titles = topic_titles(topics, language)
    rows = [
        {"topic": topic, "title": titles[topic.pk], "shared_at": days[topic.pk]} for topic in topics
    ]
    return sorted(rows, key=lambda row: row["shared_at"], reverse=True)


class ExperienceSearchView(ConditionAddressMixin, TemplateView):
    """At most eight queries and ``LOOKED_AT`` texts, however many there are."""

    template_name = "experiences/reading/experience_search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = get_language()
        condition = find_condition(kwargs["slug"])
        name = condition_names(condition, language).preferred
        topics = Topic.objects.of_address(condition.slug, language)
        # What a question that is switched off has below it is on no page.
        asked = {
            each.topic.pk: each
            for each in asked_questions(condition, topics, name, language)
            if each.topic and not each.question.from_catalogue
        }
        query = cleaned(self.request.GET.get("q", ""))
        words = Words(query)
        after = self.request.GET.get("after")
        key = Key.parse(after) if after else None
        found = search_texts(list(asked), words, key) if words else None
        return super().get_context_data(
            condition=condition,
            name=name,
            query=query,
            words=words,
            found=found,
            rows=[(asked[each.experience.topic_id], each) for each in found.texts] if found else [],
            is_first=key is None,
            looked_at=LOOKED_AT,
            **kwargs,
        )


class WorldMapView(TemplateView):
    """The map of the whole site, in one query."""

    template_name = "experiences/reading/world_map.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        picture = site_picture()
        etag = page_etag(request, picture.figures and picture.figures.counted_at)
        if answer := unchanged(request, etag):
            return answer
        context = self.get_context_data(picture=picture, small_number=settings.SMALL_NUMBER)
        return with_etag(request, self.render_to_response(context), etag)


class CommunityMapView(ConditionAddressMixin, TemplateView):
    """The map of a community. A chosen country leads to the questions on which enough members
    from there have shared."""

    template_name = "experiences/reading/community_map.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.condition = find_condition(slug)
        etag = page_etag(request, self.condition.changed_at)
        if answer := unchanged(request, etag):
            return answer
        return with_etag(request, self.render_to_response(self.get_context_data()), etag)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = get_language()
        picture = community_picture(self.condition, self.request.GET.get("country", ""))
        names = condition_names(self.condition, language)
        return super().get_context_data(
            condition=self.condition,
            name=names.preferred,
            picture=picture,
            asked_there=self.asked_there(picture, names.preferred, language),
            member_count=self.condition.member_count,
            small_number=settings.SMALL_NUMBER,
            **kwargs,
        )

    def asked_there(self, picture: WorldPicture, name: str, language: str) -> list[AskedQuestion]:
        """Questions whose experiences may be narrowed to the chosen country."""
        if picture.chosen is None:
            return []
        topics = Topic.objects.of_address(self.condition.slug, language)
        return [
            asked
            for asked in asked_questions(self.condition, topics, name, language)
            if asked.topic and picture.chosen.code in asked.topic.shared_countries
        ]
