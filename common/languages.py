"""The site's addresses: whole ones, and those of the same page in each language."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language_info


def language_choices() -> list[tuple[str, str]]:
    return [
        (code, get_language_info(code)["name_local"].capitalize())
        for code, _name in settings.LANGUAGES
    ]


def language_for(person: object) -> str:
    """In which a mail to somebody is written: theirs, where the site speaks it."""
    theirs = getattr(person, "language_of_mails", "")
    return theirs if theirs in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def site_address(path: str) -> str:
    """The whole address of a path, under the one name that the site has for everybody."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def address_in(language: str, path: str) -> str:
    """The address of the same page in another language: only the prefix differs."""
    head, _slash, rest = path.removeprefix("/").partition("/")
    if head in dict(settings.LANGUAGES) and head != settings.LANGUAGE_CODE:
        path = f"/{rest}"
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def addresses_in(languages: Iterable[str], path: str) -> dict[str, str]:
    """Whole addresses of a page by language, for those in which the site has pages at all."""
    wanted = set(languages)
    return {
        code: site_address(address_in(code, path))
        for code, _name in settings.LANGUAGES
        if code in wanted
    }
