"""What a merger would move and what collides, read without changing anything.

The page shows it; the digest of it comes back with the form, and ``merge`` refuses when the rows
are no longer those that were shown.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from conditions.catalogue.absorbing import CatalogueRows, catalogue_rows_of
from conditions.catalogue.merged_answers import Answer, answer_choices, answers_of
from conditions.models import Condition, Question, Topic
from experiences.models import Experience, Follow, Membership

# What holds for somebody who is in both communities and said different things there.
MEMBERS, ASKED = "members", "asked"
LATEST, ORIGIN, TARGET = "latest", "origin", "target"
MEMBER_CHOICES = {
    LATEST: _("what they said where they joined last"),
    TARGET: _("what they said in the community that stays"),
    ORIGIN: _("what they said in the community that is merged"),
}
YES, NO = "yes", "no"
ASKED_CHOICES = {
    YES: _("Ask it"),
    NO: _("Do not ask it; its texts have no page until it is asked again"),
}


class Stale(Exception):
    """Something has changed since the preview; ``plan`` is how it stands now."""

    def __init__(self, plan: "Plan") -> None:
        super().__init__(plan.origin.pk)
        self.plan = plan


@dataclass(frozen=True)
class TopicMove:
    """One question of the condition that goes, with the texts on it."""

    topic: Topic
    there: Topic | None
    experiences: Sequence[Experience]
    # Texts of people who have one on this question in the target, too: both stay.
    seconds: Sequence[Experience]

    @property
    def question(self) -> Question:
        return self.topic.question

    @property
    def key(self) -> str:
        return f"{ASKED}-{self.topic.pk}"

    @property
    def public(self) -> int:
        return sum(experience.is_public for experience in self.experiences)

    @property
    def disagrees(self) -> bool:
        """Editors asked the question of one condition and not of the other."""
        there = self.there.is_asked if self.there else None
        return {self.topic.is_asked, there} == {True, False} or (
            there is False and bool(self.experiences)
        )


@dataclass(frozen=True)
class Plan:
    origin: Condition
    target: Condition
    hoard: CatalogueRows
    topics: Sequence[TopicMove]
    answers: Sequence[Answer]
    members: Sequence[Membership]
    # Of people who are in both: their rows here, and those there.
    in_both: Sequence[tuple[Membership, Membership]]
    follows: Sequence[Follow]
    doubled_follows: Sequence[Follow]

    @property
    def experience_count(self) -> int:
        return sum(len(move.experiences) for move in self.topics)

    @cached_property
    def differing(self) -> int:
        """How many people said different things in the two communities."""
        fields = ("relation", "diagnosed_year", "country", "on_map")
        return sum(
            any(getattr(mine, field) != getattr(theirs, field) for field in fields)
            for mine, theirs in self.in_both
        )

    @cached_property
    def choices(self) -> Mapping[str, Mapping[str, object]]:
        """All that the administrator has to choose, by the name of the choice."""
        members = {MEMBERS: MEMBER_CHOICES} if self.differing else {}
        asked = {move.key: ASKED_CHOICES for move in self.topics if move.disagrees}
        return {**members, **asked, **answer_choices(self.answers)}

    @cached_property
    def digest(self) -> str:
        seen = [
            (self.origin.pk, self.origin.state, self.target.pk, self.target.state),
            (self.origin.name, self.origin.slug, self.target.name, self.target.slug),
            [row_ids(rows) for rows in rows_of(self.hoard)],
            [
                (
                    move.topic.pk,
                    move.topic.is_asked,
                    move.there and (move.there.pk, move.there.is_asked),
                    [(each.pk, each.version, each.state) for each in move.experiences],
                    row_ids(move.seconds),
                )
                for move in self.topics
            ],
            [
                (
                    answer.summary.pk,
                    answer.live and answer.live.pk,
                    [(each.pk, each.version) for each in answer.open],
                    answer.there and (answer.there.pk, answer.there.live_revision_id),
                    answer.is_review_taken,
                )
                for answer in self.answers
            ],
            row_ids(self.members),
            [(mine.pk, theirs.pk, mine.relation, theirs.relation) for mine, theirs in self.in_both],
            row_ids(self.follows),
            row_ids(self.doubled_follows),
        ]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def row_ids(rows: Iterable[Model]) -> list[int]:
    return [row.pk for row in rows]


def rows_of(hoard: CatalogueRows) -> Iterable[Sequence[Model]]:
    for moving in (hoard.names, hoard.codes, hoard.kinds_of, hoard.kinds):
        yield moving.going
        yield moving.there
    yield from (
        hoard.former_slugs,
        hoard.absorbed,
        hoard.notices,
        hoard.flags,
        hoard.moot_flags,
    )


def make_plan(origin: Condition, target: Condition) -> Plan:
    """Reads every row that would move: some seconds where there are many thousand."""
    in_both = members_of_both(origin, target)
    members = Membership.objects.of(origin).exclude(pk__in=[mine.pk for mine, _ in in_both])
    follows = list(Follow.objects.filter(condition=origin).order_by("pk"))
    followed = set(Follow.objects.filter(condition=target).values_list("person", "question"))
    doubled = [each for each in follows if (each.person_id, each.question_id) in followed]
    return Plan(
        origin=origin,
        target=target,
        hoard=catalogue_rows_of(origin, target),
        topics=topics_of(origin, target),
        answers=answers_of(origin.pk, target.pk),
        members=list(members.order_by("pk")),
        in_both=in_both,
        follows=[each for each in follows if each not in doubled],
        doubled_follows=doubled,
    )


def members_of_both(origin: Condition, target: Condition) -> list[tuple[Membership, Membership]]:
    theirs = {each.member_id: each for each in Membership.objects.of(target)}
    return [
        (mine, theirs[mine.member_id])
        for mine in Membership.objects.of(origin).order_by("pk")
        if mine.member_id in theirs
    ]


def topics_of(origin: Condition, target: Condition) -> list[TopicMove]:
    there = {topic.question_id: topic for topic in target.topics.all()}
    texts: dict[int, list[Experience]] = {}
    for each in Experience.objects.about(origin.pk).order_by("pk"):
        texts.setdefault(each.topic_id, []).append(each)
    authors = set(
        Experience.objects.about(target.pk)
        .exclude(author=None)
        .values_list("topic__question", "author")
    )
    ordered = origin.topics.select_related("question").order_by(
        "question__position", "question__key"
    )
    return [
        TopicMove(
            topic=topic,
            there=there.get(topic.question_id),
            experiences=texts.get(topic.pk, []),
            seconds=[
                each
                for each in texts.get(topic.pk, [])
                if (topic.question_id, each.author_id) in authors
            ],
        )
        for topic in ordered
    ]
