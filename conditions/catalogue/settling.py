"""Answers to what imports asked. One answer each: who comes second gets ``AlreadySettled``."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from common.admin_log import record
from conditions.catalogue.editing import AlreadySettled, retire
from conditions.models import CatalogueFlag

Settled = CatalogueFlag.Settled


def keep(flag: CatalogueFlag, *, by: AbstractBaseUser) -> None:
    """Everything stays as it is here; the same question is not asked again."""
    with transaction.atomic():
        settle(flag, Settled.KEPT, by)


def retire_it(flag: CatalogueFlag, *, by: AbstractBaseUser, members: int) -> None:
    """Raises ``Changed`` when there are other members than the person was told of."""
    with transaction.atomic():
        settle(flag, Settled.RETIRED, by)
        retire(flag.condition, by=by, members=members)


def settle(flag: CatalogueFlag, how: str, by: AbstractBaseUser) -> None:
    is_open = CatalogueFlag.objects.filter(pk=flag.pk, resolved_at__isnull=True)
    changed = is_open.update(resolved_at=timezone.now(), settled=how, settled_by=by.pk)
    flag.refresh_from_db()
    if not changed:
        raise AlreadySettled(flag)
    record(flag.condition, by, f"A question of an import was answered: {how}.")
