"""Conditions with something of everything on them, and what is counted before and after."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.utils import timezone

from conditions.models import (
    CatalogueFlag,
    Code,
    Condition,
    FormerSlug,
    Name,
    Notice,
    Parent,
    Review,
    Revision,
)
from experiences.merging import Plan, make_plan, merge
from experiences.models import Case, Experience, Follow, Membership
from tests import factories


def decide(plan: Plan, **chosen: str) -> dict[str, str]:
    """The first answer to everything that is asked, but for what is given."""
    return {name: next(iter(offered)) for name, offered in plan.choices.items()} | chosen


def merge_now(origin: Condition, target: Condition, by=None, **chosen: str) -> Plan:
    plan = make_plan(origin, target)
    return merge(
        origin,
        target,
        by=by or factories.make_person(),
        digest=plan.digest,
        choices=decide(plan, **chosen),
    )


def totals(*conditions: Condition) -> dict[str, Any]:
    """What must be the same before and after a merger of these."""
    pks = [condition.pk for condition in conditions]
    names = {(name.language, name.text) for name in Name.objects.filter(condition__in=pks)}
    names |= {
        ("en", name) for name in Condition.objects.filter(pk__in=pks).values_list("name", flat=True)
    }
    experiences = Experience.objects.about(*pks)
    return {
        "names": names,
        "codes": set(Code.objects.filter(condition__in=pks).values_list("system", "value")),
        "people": set(
            Membership.objects.filter(condition__in=pks).values_list("member", flat=True)
        ),
        "experiences": set(experiences.values_list("pk", "state", "author", "live_revision")),
        "wordings": Counter(experiences.values_list("revisions__text", flat=True)),
        "cases": set(Case.objects.filter(condition__in=pks).values_list("pk", "closed_at")),
        "notices": set(Notice.objects.filter(condition__in=pks).values_list("pk", flat=True)),
        "follows": set(Follow.objects.filter(condition__in=pks).values_list("person", "question")),
        "questions": asked(pks),
        "former": set(FormerSlug.objects.filter(condition__in=pks).values_list("slug", flat=True)),
        "reviews": set(
            Review.objects.filter(revision__summary__topic__condition__in=pks).values_list(
                "pk", "statement_hash", "revision"
            )
        ),
        "answers": set(
            Revision.objects.filter(summary__topic__condition__in=pks)
            .exclude(state="approved")
            .values_list("short_answer", flat=True)
        ),
        "kin": kin(pks),
    }


def asked(pks: list[int]) -> set[str]:
    """The words of what imports asked and nobody has answered, a line each."""
    flags = CatalogueFlag.objects.filter(condition__in=pks, resolved_at__isnull=True).exclude(
        kind__in=["gone", "merged", "retired"]
    )
    return {
        line for detail in flags.values_list("detail", flat=True) for line in detail.split("\n")
    }


def kin(pks: list[int]) -> set[tuple[int, str]]:
    ups = Parent.objects.filter(child__in=pks).exclude(parent__in=pks)
    downs = Parent.objects.filter(parent__in=pks).exclude(child__in=pks)
    return {
        *((pk, "parent") for pk in ups.values_list("parent", flat=True)),
        *((pk, "child") for pk in downs.values_list("child", flat=True)),
    }


def furnish(condition: Condition, question, author) -> None:
    """Something of everything, under names that tell the condition."""
    today = timezone.localdate()
    name = condition.name
    factories.make_name(condition, f"other name of {name}")
    factories.make_name(condition, "a shared name", kind="abbreviation")
    factories.make_name(condition, f"nombre de {name}", kind="preferred", language="es")
    Code.objects.create(
        condition=condition, system="doid", value=f"{condition.pk}", relation="exact", label=name
    )
    Code.objects.create(condition=condition, system="icd10", value="Q1", relation="exact")
    Parent.objects.create(child=condition, parent=factories.make_condition(f"group of {name}"))
    Parent.objects.create(child=factories.make_condition(f"kind of {name}"), parent=condition)
    FormerSlug.objects.create(slug=f"former-{condition.slug}", condition=condition)
    Notice.objects.create(
        condition=condition,
        text=f"Notice on {name}.",
        starts_on=today,
        ends_on=today + timedelta(days=9),
    )
    CatalogueFlag.objects.create(
        condition=condition, kind="renamed", source="doid", detail=f"About {name}."
    )
    topic = factories.make_topic(condition, question)
    factories.make_member(condition, person=author, diagnosed_year=2010)
    factories.make_member(condition)
    factories.make_public(
        topic, author=author, text=f"How it was for me with {name}, in all the years since."
    )
    factories.make_pending(topic)
    Follow.objects.create(person=author, condition=condition)
    factories.make_published(topic, short_answer=f"Signed for {name}.")
