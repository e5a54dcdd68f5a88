"""Links to the same page in other languages."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language_info

from common.languages import address_in

# Without a language prefix.
UNTRANSLATED = ("/demo/", "/admin/")

register = template.Library()
register.simple_tag(address_in)


@dataclass(frozen=True)
class LanguageLink:
    code: str
    name: str
    url: str
    is_current: bool


@register.simple_tag(takes_context=True)
def language_links(context: dict[str, Any]) -> list[LanguageLink]:
    """This page in each language of the site; an empty list where there is no such page.

    The query string stays: search words, filters, the place in a list.
    """
    request = context.get("request")
    if request is None or request.resolver_match is None or "status_without_page" in context:
        return []
    if request.path_info.startswith(UNTRANSLATED):
        return []
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return [
        LanguageLink(
            code,
            get_language_info(code)["name_local"],
            address_in(code, request.path) + query,
            code == request.LANGUAGE_CODE,
        )
        for code, _ in settings.LANGUAGES
    ]
