"""Changes of a condition by hand: its name, state and questions, and answers to what imports asked.

One answer to each question of an import: who comes second gets ``AlreadySettled``.
"""

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.admin_log import record
from conditions import sort_keys
from conditions.asked import is_asked
from conditions.catalogue.graph import count_groups
from conditions.catalogue.register import ENGLISH, TAKEN
from conditions.freshness import touch, touch_all
from conditions.models import CatalogueFlag, Condition, FormerSlug, Name, Parent, Question, Topic
from conditions.models.catalogue import NAME_MAX
from conditions.search.index import reindex
from conditions.summaries.signing.renamed import mark_renamed

State = Condition.State
Choices = Mapping[int, bool | None]


class Changed(Exception):
    """The condition is not as it was shown, or live no more."""

    def __init__(self, condition: Condition) -> None:
        super().__init__(condition.pk)
        self.condition = condition


class AlreadySettled(Exception):
    """Somebody else answered this question from an import."""

    def __init__(self, flag: CatalogueFlag) -> None:
        super().__init__(flag.pk)
        self.flag = flag


class AddressTaken(Exception):
    """The address is, or once was, another condition's."""


class StillAnswered(Exception):
    """Public texts hang on a question that is to be asked no more; ``keys`` say which."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(keys)
        self.keys = keys


def rename(
    condition: Condition,
    *,
    by: AbstractBaseUser,
    seen: tuple[str, str],
    name: str,
    slug: str,
    keep_as: str = Name.Kind.FORMER,
) -> None:
    """The old name stays as another name, the old address redirects for ever.

    ``seen`` are the name and address that the person saw: raises ``Changed`` when somebody, or an
    import, was faster; ``AddressTaken`` for one that is, or once was, another condition's.
    """
    old_name, old_slug = seen
    check_address(slug, condition)
    with transaction.atomic():
        if slug != old_slug:
            FormerSlug.objects.filter(slug=slug, condition=condition).delete()
        unchanged = Condition.objects.live().filter(pk=condition.pk, name=old_name, slug=old_slug)
        try:
            with transaction.atomic():
                changed = unchanged.update(slug=slug, **named(name))
        except IntegrityError:
            raise AddressTaken(slug) from None
        condition.refresh_from_db()
        if not changed:
            raise Changed(condition)
        if slug != old_slug:
            FormerSlug.objects.create(slug=old_slug, condition=condition)
        if name != old_name:
            keep_name(condition, old_name, keep_as)
        touch_all({condition.pk, *neighbours(condition)})
        mark_renamed(condition_ids=[condition.pk])
        reindex([condition.pk])
        record(condition, by, f"Renamed from “{old_name}” ({old_slug}).")


def named(name: str) -> dict[str, str]:
    """The fields that follow from a name."""
    return {
        "name": name,
        "sort_name": sort_keys.plain(name)[:NAME_MAX],
        "initial": sort_keys.initial(name),
    }


def check_address(slug: str, condition: Condition | None = None) -> None:
    """An address never passes from one condition to another, not even a former one."""
    own = condition.pk if condition else 0
    if slug in TAKEN:
        raise AddressTaken(slug)
    if Condition.objects.filter(slug=slug).exclude(pk=own).exists():
        raise AddressTaken(slug)
    if FormerSlug.objects.filter(slug=slug).exclude(condition=own).exists():
        raise AddressTaken(slug)


def keep_name(condition: Condition, old: str, kind: str) -> None:
    """A name that became the preferred one is no longer listed as another name."""
    condition.names.filter(language=ENGLISH, text=condition.name).delete()
    Name.objects.update_or_create(
        condition=condition, language=ENGLISH, text=old, defaults={"kind": kind}
    )


def neighbours(condition: Condition) -> set[int]:
    """Conditions whose pages list this one as a parent or a child."""
    ups = Parent.objects.filter(child=condition).values_list("parent", flat=True)
    downs = Parent.objects.filter(parent=condition).values_list("child", flat=True)
    return {*ups, *downs}


def retire(condition: Condition, *, by: AbstractBaseUser, members: int) -> None:
    """Its pages answer 410; what members wrote is kept, and theirs to read and erase. ``members``
    is the number that the page showed: raises ``Changed`` when there are more or fewer by now."""
    move(condition, State.LIVE, State.RETIRED, by, member_count=members)


def revive(condition: Condition, *, by: AbstractBaseUser) -> None:
    move(condition, State.RETIRED, State.LIVE, by)


def move(
    condition: Condition, expected: State, to: State, by: AbstractBaseUser, **seen: int
) -> None:
    with transaction.atomic():
        unchanged = Condition.objects.filter(pk=condition.pk, state=expected, **seen)
        changed = unchanged.update(state=to)
        condition.refresh_from_db()
        if not changed:
            raise Changed(condition)
        touch_all({condition.pk, *neighbours(condition)})
        count_groups()
        reindex([condition.pk])
        record(condition, by, f"From {expected} to {to}.")


def asked_of(condition: Condition) -> dict[int, bool | None]:
    """An editor's choice for each question; None where the question's default holds."""
    chosen = dict(condition.topics.values_list("question", "is_asked"))
    return {pk: chosen.get(pk) for pk in Question.objects.values_list("pk", flat=True)}


def set_asked(
    condition: Condition, wanted: Choices, *, by: AbstractBaseUser, seen: Choices
) -> list[str]:
    """The keys of the questions that changed. Raises ``Changed`` when somebody else changed one
    since it was shown, and ``StillAnswered`` rather than hide a public text."""
    with transaction.atomic():
        # Locked in the order that every transition keeps: topics before their condition.
        topics = Topic.objects.select_for_update(no_key=True).filter(condition=condition)
        list(topics.order_by("pk"))
        condition = Condition.objects.select_for_update().get(pk=condition.pk)
        if not condition.is_live or asked_of(condition) != dict(seen):
            raise Changed(condition)
        changed = {pk: value for pk, value in wanted.items() if seen.get(pk) != value}
        questions = Question.objects.in_bulk(changed)
        public = set(
            Topic.objects.with_something_on_them()
            .filter(condition=condition, question__in=changed)
            .values_list("question", flat=True)
        )
        hidden = [
            questions[pk].key
            for pk, value in changed.items()
            if pk in public and not is_asked(questions[pk], Topic(is_asked=value))
        ]
        if hidden:
            raise StillAnswered(hidden)
        for pk, value in changed.items():
            topic, _made = Topic.objects.get_or_create(condition=condition, question_id=pk)
            Topic.objects.filter(pk=topic.pk).update(is_asked=value)
        if changed:
            touch(condition.pk)
            keys = ", ".join(sorted(question.key for question in questions.values()))
            record(condition, by, f"Questions changed: {keys}.")
    return [questions[pk].key for pk in changed]


def keep(flag: CatalogueFlag, *, by: AbstractBaseUser) -> None:
    """Everything stays as it is here; the same question is not asked again."""
    with transaction.atomic():
        settle(flag, CatalogueFlag.Settled.KEPT, by)


def take_name(flag: CatalogueFlag, *, by: AbstractBaseUser, seen_name: str) -> None:
    """Renames to what the source calls it; the address stays. Reviews that were signed under the
    old name wait for a reviewer to confirm the new one. Raises ``Changed`` when the condition is
    called something else by now than the page showed."""
    condition = flag.condition
    if not flag.proposed_name:
        raise Changed(condition)
    with transaction.atomic():
        settle(flag, CatalogueFlag.Settled.TAKEN, by)
        seen = (seen_name, condition.slug)
        rename(condition, by=by, seen=seen, name=flag.proposed_name, slug=condition.slug)


def retire_it(flag: CatalogueFlag, *, by: AbstractBaseUser, members: int) -> None:
    """Raises ``Changed`` when there are other members than the person was told of."""
    with transaction.atomic():
        settle(flag, CatalogueFlag.Settled.RETIRED, by)
        retire(flag.condition, by=by, members=members)


def settle(flag: CatalogueFlag, how: str, by: AbstractBaseUser) -> None:
    is_open = CatalogueFlag.objects.filter(pk=flag.pk, resolved_at__isnull=True)
    changed = is_open.update(resolved_at=timezone.now(), settled=how, settled_by=by.pk)
    flag.refresh_from_db()
    if not changed:
        raise AlreadySettled(flag)
    record(flag.condition, by, f"A question of an import was answered: {how}.")
