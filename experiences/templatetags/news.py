"""How many unread notifications a member has, for the header."""

from django import template
from django.contrib.auth.models import AbstractBaseUser

from experiences.models import News

register = template.Library()


@register.simple_tag
def unread_news(person: AbstractBaseUser) -> int:
    """How many decisions on their texts somebody has not seen yet. One query on a small index."""
    return News.objects.filter(person=person.pk, read_at__isnull=True).count()
