"""A new name or address for a condition. An import leaves both alone from then on."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from conditions import naming
from conditions.catalogue.addresses import TAKEN
from conditions.curating.errors import AddressTaken, Changed
from conditions.curating.record import record
from conditions.freshness import touch_all
from conditions.models import Condition, FormerSlug, Name, Parent
from conditions.models.catalogue import NAME_MAX
from conditions.search.index import reindex

ENGLISH = "en"


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
        reindex([condition.pk])
        record(condition, by, f"Renamed from “{old_name}” ({old_slug}).")


def named(name: str) -> dict[str, str]:
    """The fields that follow from a name."""
    return {
        "name": name,
        "sort_name": naming.plain(name)[:NAME_MAX],
        "initial": naming.initial(name),
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
    """What was another name and is the name now is not both."""
    condition.names.filter(language=ENGLISH, text=condition.name).delete()
    Name.objects.update_or_create(
        condition=condition, language=ENGLISH, text=old, defaults={"kind": kind}
    )


def neighbours(condition: Condition) -> set[int]:
    """Whose pages name the condition, as a kind of theirs or what they are a kind of."""
    ups = Parent.objects.filter(child=condition).values_list("parent", flat=True)
    downs = Parent.objects.filter(parent=condition).values_list("child", flat=True)
    return {*ups, *downs}
