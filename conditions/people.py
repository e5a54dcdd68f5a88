"""Who works at the desk."""

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet


def editors() -> QuerySet:
    """People who may write summaries, by their roles."""
    wanted = {"content_type__app_label": "conditions", "codename": "change_revision"}
    granted = {f"groups__permissions__{name}": value for name, value in wanted.items()}
    given = {f"user_permissions__{name}": value for name, value in wanted.items()}
    people = get_user_model().objects.filter(is_active=True)
    return people.filter(Q(**granted) | Q(**given)).distinct().order_by("pen_name")
