"""The site's languages, and absolute addresses of a page in each of them."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language_info


def language_choices() -> list[tuple[str, str]]:
    return [
        (code, get_language_info(code)["name_local"].capitalize())
        for code, _name in settings.LANGUAGES
    ]


def language_for(person: object) -> str:
    """The language of mails to a person: their own, where the site has it, else the default."""
    theirs = getattr(person, "language_of_mails", "")
    return theirs if theirs in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def site_address(path: str) -> str:
    """The absolute address of a path, under SITE_URL."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def address_in(language: str, path: str) -> str:
    """The path of the same page in another language; only the prefix differs."""
    head, _slash, rest = path.removeprefix("/").partition("/")
    if head in dict(settings.LANGUAGES) and head != settings.LANGUAGE_CODE:
        path = f"/{rest}"
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def addresses_in(languages: Iterable[str], path: str) -> dict[str, str]:
    """Absolute addresses of a page by language, for those of ``languages`` that the site has."""
    wanted = set(languages)
    return {
        code: site_address(address_in(code, path))
        for code, _name in settings.LANGUAGES
        if code in wanted
    }
