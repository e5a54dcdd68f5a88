from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language_info

from common.languages import address_in

# Stand outside of the languages' prefixes.
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
    """This page in each language of the site, by its own name; none where there is no such page.

    What was asked of the page stays: the words of a search, filters, the place in a list.
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
