"""Writes to Django's admin log who changed what in the catalogue and in people's roles."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model


def record(thing: Model, by: AbstractBaseUser, what: str) -> None:
    """Called inside the caller's transaction, so that change and entry stand or fall together."""
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(thing),
        object_id=str(thing.pk),
        object_repr=str(thing)[:200],
        action_flag=CHANGE,
        change_message=what,
    )
