"""Gives people roles, takes roles back, and blocks accounts.

People give themselves no role, but may give one up. The last administrator can neither be removed
nor blocked nor erased, not even by two administrators who remove each other at the same moment.
The roles of reviewer and administrator need two: see ``requests``.
"""

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q, QuerySet

from common.admin_log import record
from common.guards import Person
from conditions.models import ReviewerProfile
from conditions.permissions import may
from diseasemaps.accounts import roles
from diseasemaps.accounts.models import User


class NotAppointable(Exception):
    """The account is one's own, blocked, erased, or a superuser's."""


class LastAdministrator(Exception):
    """Nobody would be left who can appoint."""


class RolesChanged(Exception):
    """Somebody else changed the roles after they were shown."""


class NeedsSecond(Exception):
    """A second administrator has to agree; ``roles`` are those that it is about."""

    def __init__(self, roles: Collection[str]) -> None:
        super().__init__(sorted(roles))
        self.roles = set(roles)


class NoSecond(Exception):
    """There is no second administrator who could agree."""


def can_appoint(person: Person) -> bool:
    return may(person, "accounts.change_user")


def can_change_roles(by: User, person: User) -> bool:
    """Only a superuser changes what a superuser has."""
    return can_appoint(by) and (by.is_superuser or not person.is_superuser)


def roles_of(person: User) -> set[str]:
    return set(person.groups.filter(name__in=roles.ALL).values_list("name", flat=True))


def appoint(person: User, wanted: Collection[str], *, by: User, seen: Collection[str]) -> None:
    """Sets the roles to ``wanted``. ``seen`` are the roles that the form showed."""
    with transaction.atomic():
        lock()
        person.refresh_from_db()
        now, then = roles_of(person), set(wanted)
        if now != set(seen):
            raise RolesChanged(person.pk)
        added, removed = then - now, now - then
        if not can_change_roles(by, person) or (added and not person.is_active):
            raise NotAppointable(person.pk)
        if added and person == by:
            raise NotAppointable(person.pk)
        if not may_give_alone(person, added):
            raise NeedsSecond(added & roles.NEED_SECOND)
        if roles.ADMINISTRATOR in removed:
            check_not_last(person)
        set_roles(person, added, removed, by=by)
    person.refresh_from_db()


def set_roles(
    person: User, added: Collection[str], removed: Collection[str], *, by: User, said: str = ""
) -> None:
    """Changes the rows, and says so in the log of the administration. Checks nothing."""
    names = {*added, *removed}
    groups = {group.name: group for group in Group.objects.filter(name__in=names)}
    person.groups.add(*(groups[name] for name in added))
    person.groups.remove(*(groups[name] for name in removed))
    if roles.ADMINISTRATOR in names:
        is_staff = roles.ADMINISTRATOR in added or person.is_superuser
        User.objects.filter(pk=person.pk).update(is_staff=is_staff)
    if names:
        changes = [f"+{name}" for name in sorted(added)] + [f"-{name}" for name in sorted(removed)]
        record(person, by, " ".join(filter(None, [f"Roles: {', '.join(changes)}.", said])))


def may_give_alone(person: User, added: Collection[str]) -> bool:
    """A sole administrator may let a reviewer work whose profile says that nobody confirmed it."""
    guarded = roles.NEED_SECOND & set(added)
    if not guarded:
        return True
    unconfirmed = ReviewerProfile.objects.filter(
        user=person, state=ReviewerProfile.State.UNCONFIRMED
    )
    return guarded == {roles.MEDICAL_REVIEWER} and is_sole() and unconfirmed.exists()


def set_active(person: User, *, by: User, yes: bool) -> None:
    """Blocks an account and ends its sessions, or opens it again. Texts stay as they are."""
    with transaction.atomic():
        lock()
        if person == by or not can_change_roles(by, person):
            raise NotAppointable(person.pk)
        if not yes:
            check_not_last(person)
        elif roles.ADMINISTRATOR in roles_of(person) and not person.is_active:
            raise NeedsSecond({roles.ADMINISTRATOR})
        if User.objects.filter(pk=person.pk, is_active=not yes).update(is_active=yes):
            record(person, by, "Opened again." if yes else "Blocked.")
    person.refresh_from_db()


def lock() -> None:
    """Locks the group of administrators: two who remove each other come one after the other."""
    list(Group.objects.select_for_update().filter(name=roles.ADMINISTRATOR))


def check_not_last(person: User) -> None:
    """Raises ``LastAdministrator`` when nobody else could appoint. Called under ``lock``."""
    if is_able(person) and not able().exclude(pk=person.pk).exists():
        raise LastAdministrator(person.pk)


def able() -> QuerySet[User]:
    """Everybody who can appoint."""
    can = Q(groups__name=roles.ADMINISTRATOR) | Q(is_superuser=True)
    return User.objects.filter(can, is_active=True).distinct()


def is_able(person: User) -> bool:
    return able().filter(pk=person.pk).exists()


def is_sole() -> bool:
    """Whether one person alone can appoint, so that nobody could be the second."""
    return able().count() == 1
