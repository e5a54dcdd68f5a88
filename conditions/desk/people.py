"""Who works at the desk."""

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet


def editors() -> QuerySet:
    """People who may write summaries, by their roles."""
    return holders("change_revision")


def notice_keepers() -> QuerySet:
    """People who may propose and confirm safety notices, by their roles."""
    return holders("change_notice")


def holders(codename: str) -> QuerySet:
    wanted = {"content_type__app_label": "conditions", "codename": codename}
    granted = {f"groups__permissions__{name}": value for name, value in wanted.items()}
    given = {f"user_permissions__{name}": value for name, value in wanted.items()}
    people = get_user_model().objects.filter(is_active=True)
    return people.filter(Q(**granted) | Q(**given)).distinct().order_by("pen_name")
