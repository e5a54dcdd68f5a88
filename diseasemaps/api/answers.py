"""Turns rows into the JSON objects of the API, whose shapes ``shapes.py`` declares."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from common.languages import address_in, site_address
from conditions.asked import wordings
from conditions.models import Code, Condition, Name, QuestionText, Review, Revision, Summary, Topic
from conditions.models.summaries import SummaryQuerySet
from conditions.summaries.signing.badge import Badge, badge
from conditions.summaries.signing.shown import Shown
from experiences.models import Experience

# Licences of the imported catalogues; names and codes without a source are by the site's editors.
CATALOGUES: Final = {"doid": "CC0-1.0", "mondo": "CC-BY-4.0"}
CREDITS: Final = {
    "CC0-1.0": "Human Disease Ontology, disease-ontology.org, CC0 1.0",
    "CC-BY-4.0": (
        "Mondo Disease Ontology, Monarch Initiative, CC BY 4.0 "
        "(https://creativecommons.org/licenses/by/4.0/)"
    ),
}

Row = dict[str, Any]


def page_of(language: str, name: str, *args: object) -> str:
    """The absolute address of a page for people."""
    with override(settings.LANGUAGE_CODE):
        path = reverse(name, args=args)
    return site_address(address_in(language, path))


class Titles:
    """Names of conditions and wordings of questions in one language: two queries for a page."""

    def __init__(self, language: str, conditions: Iterable[Condition]) -> None:
        self.language = language
        self.questions: Mapping[int, QuestionText] = wordings(language)
        self.names = dict(
            Name.objects.filter(
                condition__in={condition.pk for condition in conditions},
                kind=Name.Kind.PREFERRED,
                language=language,
            ).values_list("condition", "text")
        )

    def condition(self, condition: Condition) -> Row:
        return {
            "slug": condition.slug,
            "name": self.names.get(condition.pk, condition.name),
        }

    def topic(self, topic: Topic) -> Row:
        condition = self.condition(topic.condition)
        wording = self.questions[topic.question_id]
        return {
            "condition": condition,
            "question": wording.question.key,
            "title": wording.about(condition["name"]),
            "url": page_of(self.language, "topic-detail", condition["slug"], wording.question.key),
        }


def condition_row(condition: Condition, titles: Titles) -> Row:
    return {
        **titles.condition(condition),
        "url": page_of(titles.language, "conditions:condition-detail", condition.slug),
        "member_count": condition.member_count,
        "changed_at": condition.changed_at,
    }


def condition_answer(
    condition: Condition, parents: Iterable[Condition], topics: Iterable[Row], titles: Titles
) -> Row:
    licence = catalogue_licence(condition)
    return {
        **condition_row(condition, titles),
        "definition": condition.definition,
        "definition_source": condition.definition_source,
        "names": [name_row(name) for name in condition.names.all()],
        "codes": [code_row(code) for code in condition.codes.all()],
        "parents": [titles.condition(each) for each in parents],
        "licence": licence,
        "attribution": catalogue_credit(licence),
        "topics": list(topics),
    }


def name_row(name: Name) -> Row:
    fields = ("text", "kind", "scope", "language", "source")
    return {field: getattr(name, field) for field in fields}


def code_row(code: Code) -> Row:
    return {
        "system": code.system,
        "value": code.value,
        "label": str(code),
        "relation": code.relation,
        "url": code.url,
        "source": code.source,
    }


def topic_row(topic: Topic, languages: Iterable[str], titles: Titles) -> Row:
    return {
        **titles.topic(topic),
        "person_count": topic.person_count,
        "relative_count": topic.relative_count,
        "experience_count": topic.experience_count,
        "summary_languages": sorted(languages),
        "changed_at": topic.changed_at,
    }


def summary_languages(topics: Iterable[Topic]) -> dict[int, list[str]]:
    """The languages of the public summaries of each topic, in one query."""
    found: dict[int, list[str]] = {}
    rows = Summary.objects.published().filter(topic__in=[topic.pk for topic in topics])
    for topic_id, language in rows.values_list("topic", "language"):
        found.setdefault(topic_id, []).append(language)
    return found


def with_all(summaries: SummaryQuerySet) -> SummaryQuerySet:
    """Fetches the rows that ``summary_answer`` reads, in a few queries however many there are."""
    return summaries.with_proof().with_topic().prefetch_related("live_revision__sources")


def summary_answer(summary: Summary, titles: Titles, today: date) -> Row:
    revision = summary.live_revision
    assert revision is not None
    revision.summary = summary
    sources = list(revision.sources.all())
    topic = titles.topic(summary.topic)
    shown = Shown(topic["condition"]["name"], topic["title"])
    claim = badge(summary, revision, sources, shown, today)
    # A signature that its reviewer says is not theirs goes out under nobody's name.
    review = None if claim.is_suspended else claim.review
    return {
        **topic,
        "language": summary.language,
        "standing": claim.standing.value,
        "review": review_answer(review, claim, titles.language) if review else None,
        "is_behind_choice": summary.topic.question.behind_choice,
        "short_answer": revision.short_answer,
        "body": revision.body,
        "sources": [
            {
                "number": each.number,
                "title": each.title,
                "publisher": each.publisher,
                "year": each.year,
                "url": each.link,
                "kind": each.kind,
            }
            for each in sources
        ],
        "updated_on": revision.approved_at.date() if revision.approved_at else None,
        "attribution": revision.attribution,
        "licence": summary_licence(revision),
    }


def review_answer(review: Review, claim: Badge, language: str) -> Row:
    return {
        "reviewer": review.reviewer_name,
        "credentials": review.credentials,
        "interests": review.interests,
        "is_fictional": review.reviewer.is_fictional,
        "reviewed_on": review.reviewed_at.date(),
        "due_on": review.due_on,
        "reviewer_standing": claim.statement.standing if claim.statement else "",
        "receipt": page_of(language, "conditions:review-detail", review.public_id),
        "statement": page_of(language, "conditions:review-text", review.public_id),
        "statement_hash": review.statement_hash,
        "content_hash": review.statement_hash,
        "signed_with": "key" if claim.by_key else "site",
        "key_fingerprint": review.key.fingerprint if review.key else None,
    }


def experience_answer(experience: Experience, titles: Titles) -> Row:
    """Only what the topic's page shows: no country, no time of day."""
    topic = titles.topic(experience.topic)
    assert experience.published_at is not None and experience.live_revision is not None
    return {
        "id": experience.public_id,
        "condition": topic["condition"],
        "question": topic["question"],
        "url": page_of(titles.language, "experiences:experience-detail", experience.public_id),
        "language": experience.language,
        "text": experience.live_revision.text,
        "signature": experience.signature,
        "relation": experience.relation,
        "years_since_diagnosis": experience.years_since_diagnosis,
        "published_on": experience.published_at.date(),
        "amended_on": experience.amended_at.date() if experience.amended_at else None,
    }


def catalogue_licence(condition: Condition) -> str:
    """CC BY where any name or code is from Mondo. Names and codes should be prefetched."""
    sources = {name.source for name in condition.names.all()}
    sources |= {code.source for code in condition.codes.all()}
    return CATALOGUES["mondo"] if "mondo" in sources else CATALOGUES["doid"]


def catalogue_credit(licence: str) -> str:
    """The credit line, which always names the Disease Ontology: most conditions join both."""
    known = CREDITS["CC0-1.0"]
    return known if licence == "CC0-1.0" else f"{known}; {CREDITS[licence]}"


def summary_licence(revision: Revision) -> str | None:
    """The licence of the site's own texts, if the operator set one. A text from elsewhere names its
    licence in its attribution."""
    return None if revision.attribution else settings.SUMMARY_LICENCE or None
