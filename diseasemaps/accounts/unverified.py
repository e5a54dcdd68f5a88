"""Accounts that hold nothing and whose address was never confirmed."""

from datetime import timedelta

from django.db.models import Exists, ForeignObjectRel, OuterRef, QuerySet
from django.utils import timezone

from diseasemaps.accounts import second_factor
from diseasemaps.accounts.models import User

DAYS = 7
# Apps whose rows belong to the account itself; a row of any other app keeps the account.
OWN_APPS = {"account", "mfa", "usersessions"}


def unverified(days: int) -> QuerySet[User]:
    people = User.objects.filter(
        date_joined__lt=timezone.now() - timedelta(days=days), last_login__isnull=True
    )
    people = people.exclude(emailaddress__verified=True)
    people = people.exclude(pk__in=second_factor.with_role())
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            if relation.related_model._meta.app_label in OWN_APPS:
                continue
            rows = relation.related_model._base_manager.filter(
                **{relation.field.name: OuterRef("pk")}
            )
            people = people.exclude(Exists(rows))
    return people
