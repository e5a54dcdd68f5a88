from django import template
from django.contrib.auth.models import AbstractBaseUser

register = template.Library()


@register.simple_tag
def unread_news(person: AbstractBaseUser) -> int:
    """How many decisions on their texts somebody has not seen yet. One query on a small index."""
    return person.news.filter(read_at__isnull=True).count()
