"""Following a condition or a question by mail, and a person's list of follows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from conditions.asked import topic_titles
from conditions.models import Condition, Question, Topic
from experiences.community import keep_live
from experiences.models import Digest, Follow


def follow(condition: Condition, question: Question | None, *, by: AbstractBaseUser) -> Follow:
    """Raises ``community.NotLive`` for a condition that was merged or retired meanwhile."""
    with transaction.atomic():
        keep_live(condition)
        made, _is_new = Follow.objects.get_or_create(
            person_id=by.pk, condition=condition, question=question
        )
        # The first mail tells what is new since now.
        Digest.objects.get_or_create(person_id=by.pk)
    return made


def unfollow(condition: Condition, question: Question | None, *, by: AbstractBaseUser) -> bool:
    """Whether it was followed."""
    found = Follow.objects.filter(person=by.pk, condition=condition, question=question)
    return bool(found.delete()[0])


def is_followed(condition: Condition, question: Question | None, *, by: AbstractBaseUser) -> bool:
    return Follow.objects.filter(person=by.pk, condition=condition, question=question).exists()


def rhythm_of(person: AbstractBaseUser) -> str:
    digest = Digest.objects.filter(person=person.pk).first()
    return digest.rhythm if digest else Digest.Rhythm.WEEKLY


def set_rhythm(person: AbstractBaseUser, rhythm: str) -> None:
    Digest.objects.update_or_create(
        person_id=person.pk, defaults={"rhythm": rhythm}, create_defaults={"rhythm": rhythm}
    )


@dataclass(frozen=True)
class Followed:
    """A follow in a list."""

    follow: Follow
    title: str
    url: str


def followed_by(person: AbstractBaseUser, language: str) -> Sequence[Followed]:
    """A person's follows, the oldest first, in four queries."""
    follows = list(Follow.objects.filter(person=person.pk).select_related("condition", "question"))
    topics = {each.pk: topic_of(each) for each in follows if each.question_id}
    titles = titles_of(topics, language)
    return [
        Followed(
            each,
            titles.get(each.pk, each.condition.name),
            topics[each.pk].get_absolute_url()
            if each.pk in topics
            else each.condition.get_absolute_url(),
        )
        for each in follows
    ]


def topic_of(follow: Follow) -> Topic:
    """The topic of a follow, unsaved: it may have no row yet."""
    return Topic(pk=follow.pk, condition=follow.condition, question=follow.question)


def titles_of(topics: dict[int, Topic], language: str) -> dict[int, str]:
    return topic_titles(topics.values(), language) if topics else {}
