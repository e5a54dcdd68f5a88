"""Gives people roles, takes roles back, and blocks accounts.

People give themselves no role, but may give one up. The last administrator can neither be removed
nor blocked nor erased, not even by two administrators who remove each other at the same moment.
"""

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q

from common.admin_log import record
from common.guards import Person
from conditions.permissions import may
from diseasemaps.accounts import roles
from diseasemaps.accounts.models import User


class NotAppointable(Exception):
    """The account is one's own, blocked, erased, or a superuser's."""


class LastAdministrator(Exception):
    """Nobody would be left who can appoint."""


class RolesChanged(Exception):
    """Somebody else changed the roles after they were shown."""


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
        if roles.ADMINISTRATOR in removed:
            check_not_last(person)
        groups = {group.name: group for group in Group.objects.filter(name__in=added | removed)}
        person.groups.add(*(groups[name] for name in added))
        person.groups.remove(*(groups[name] for name in removed))
        if roles.ADMINISTRATOR in added | removed:
            is_staff = roles.ADMINISTRATOR in added or person.is_superuser
            User.objects.filter(pk=person.pk).update(is_staff=is_staff)
        if added or removed:
            said = [
                *(f"+{name}" for name in sorted(added)),
                *(f"-{name}" for name in sorted(removed)),
            ]
            record(person, by, f"Roles: {', '.join(said)}.")
    person.refresh_from_db()


def set_active(person: User, *, by: User, yes: bool) -> None:
    """Blocks an account and ends its sessions, or opens it again. Texts stay as they are."""
    with transaction.atomic():
        lock()
        if person == by or not can_change_roles(by, person):
            raise NotAppointable(person.pk)
        if not yes:
            check_not_last(person)
        if User.objects.filter(pk=person.pk, is_active=not yes).update(is_active=yes):
            record(person, by, "Opened again." if yes else "Blocked.")
    person.refresh_from_db()


def lock() -> None:
    """Locks the group of administrators: two who remove each other come one after the other."""
    list(Group.objects.select_for_update().filter(name=roles.ADMINISTRATOR))


def check_not_last(person: User) -> None:
    """Raises ``LastAdministrator`` when nobody else could appoint. Called under ``lock``."""
    able = Q(groups__name=roles.ADMINISTRATOR) | Q(is_superuser=True)
    people = User.objects.filter(able, is_active=True)
    is_one = people.filter(pk=person.pk).exists()
    if is_one and not people.exclude(pk=person.pk).exists():
        raise LastAdministrator(person.pk)
