"""The transaction that merges one condition into another."""

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from conditions.catalogue.absorbing import absorb
from conditions.catalogue.editing import Changed
from conditions.catalogue.merged_answers import DRAFT, add_counts, hand_over
from conditions.models import Condition, Revision, Summary, Topic
from conditions.summaries.signing import log
from experiences.community import carry_over
from experiences.counts import count_members, count_topic
from experiences.merging.plan import LATEST, MEMBERS, ORIGIN, YES, Plan, Stale, TopicMove, make_plan
from experiences.models import Case, Experience, Follow, Membership

Choices = Mapping[str, str]


def merge(
    origin: Condition,
    target: Condition,
    *,
    by: AbstractBaseUser,
    digest: str,
    choices: Choices,
) -> Plan:
    """Move everything that hangs on a condition to another, which its addresses lead to from then
    on. ``digest`` is that of the plan that was shown: raises ``Stale`` when the rows are others by
    now, ``Changed`` when one of the two is merged or retired already.
    """
    with transaction.atomic():
        # The log of signatures is the first lock of whoever writes there.
        log.lock()
        lock_rows(origin, target)
        plan = make_plan(origin, target)
        if not target.is_live or origin.state == Condition.State.MERGED or origin == target:
            raise Changed(origin)
        if plan.digest != digest or is_undecided(plan, choices):
            raise Stale(plan)
        for move in plan.topics:
            move_topic(move, plan, choices)
        move_members(plan, choices.get(MEMBERS, LATEST))
        move_follows(plan)
        absorb(origin, target, by=by)
        recount(plan)
    return plan


def lock_rows(origin: Condition, target: Condition) -> None:
    """Locks in the order that every transition keeps: texts, then conditions; then the topics, so
    that nothing is added to one that goes. Reads both conditions anew."""
    texts = Experience.objects.select_for_update().about(origin.pk, target.pk)
    list(texts.order_by("pk").values_list("pk", flat=True))
    pks = sorted({origin.pk, target.pk})
    # What an editor saves, or a reviewer decides, came before and is seen, or comes too late.
    summaries = Summary.objects.filter(topic__condition__in=pks)
    answers = Revision.objects.select_for_update(no_key=True).filter(summary__in=summaries)
    list(answers.order_by("pk").values_list("pk", flat=True))
    list(Condition.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    list(Topic.objects.select_for_update().filter(condition__in=pks).order_by("pk"))
    origin.refresh_from_db()
    target.refresh_from_db()


def is_undecided(plan: Plan, choices: Choices) -> bool:
    """Whether something that collides was not decided, or decided as nothing that is offered."""
    return any(choices.get(name) not in offered for name, offered in plan.choices.items())


def move_topic(move: TopicMove, plan: Plan, choices: Choices) -> None:
    answers = [answer for answer in plan.answers if answer.summary.topic_id == move.topic.pk]
    is_read = move.topic.daily_counts.exists()
    if not (move.experiences or answers or is_read or move.topic.is_asked is not None):
        return
    topic, _made = Topic.objects.get_or_create(condition=plan.target, question=move.topic.question)
    move_asked(move, topic, choices)
    why = gettext("From the page of %(name)s, which was merged into this one") % {
        "name": plan.origin.name
    }
    for answer in answers:
        hand_over(answer, topic, choice=choices.get(answer.key, DRAFT), why=why[:200])
    move_texts(move, topic)
    add_counts(move.topic, topic)


def move_asked(move: TopicMove, topic: Topic, choices: Choices) -> None:
    """An editor's decision to ask the question is taken over, unless the target has one."""
    if move.disagrees:
        is_asked: bool | None = choices[move.key] == YES
    else:
        is_asked = move.topic.is_asked if topic.is_asked is None else topic.is_asked
    Topic.objects.filter(pk=topic.pk).update(is_asked=is_asked)


def move_texts(move: TopicMove, topic: Topic) -> None:
    """Each text gets a new version: whoever decides on it, or edits it, has to look once more."""
    texts = Experience.objects.filter(topic=move.topic)
    Experience.objects.filter(pk__in=[each.pk for each in move.seconds]).update(is_second=True)
    Case.objects.filter(experience__in=texts).update(condition=topic.condition_id)
    texts.update(topic=topic, version=F("version") + 1)


def move_members(plan: Plan, choice: str) -> None:
    Membership.objects.filter(pk__in=[each.pk for each in plan.members]).update(
        condition=plan.target
    )
    for mine, theirs in plan.in_both:
        unite_memberships(mine, theirs, choice)


def unite_memberships(mine: Membership, theirs: Membership, choice: str) -> None:
    """One membership of two. What only one says is kept; on the map only who was on both."""
    is_mine = choice == ORIGIN or (choice == LATEST and mine.joined_at > theirs.joined_at)
    first, other = (mine, theirs) if is_mine else (theirs, mine)
    said = {
        "relation": first.relation,
        "diagnosed_year": first.diagnosed_year or other.diagnosed_year,
        "country": first.country or other.country,
        "on_map": first.on_map and other.on_map,
        "joined_at": min(first.joined_at, other.joined_at),
    }
    mine.delete()
    for field, value in said.items():
        setattr(theirs, field, value)
    theirs.save()
    for text in Experience.objects.about(theirs.condition_id).filter(author=theirs.member_id):
        carry_over(theirs, text)


def move_follows(plan: Plan) -> None:
    Follow.objects.filter(pk__in=[each.pk for each in plan.doubled_follows]).delete()
    Follow.objects.filter(condition=plan.origin).update(condition=plan.target)


def recount(plan: Plan) -> None:
    for topic_id in Topic.objects.filter(condition__in=[plan.origin, plan.target]).values_list(
        "pk", flat=True
    ):
        count_topic(topic_id)
    for condition in (plan.origin, plan.target):
        count_members(condition.pk)
    plan.origin.refresh_from_db()
    plan.target.refresh_from_db()
