"""Tags in the head of a public page: canonical address, other languages, Open Graph."""

from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from common.languages import addresses_in, site_address

CARD_SIZE: Final = (1200, 630)  # pixels, as the services that show cards ask for


def head_tags(
    request: HttpRequest,
    *,
    title: str,
    languages: Iterable[str] = (),
    description: str = "",
    card: str = "",
) -> SafeString:
    """The tags as HTML.

    ``languages`` are those in which the page has content; others are not named, since a reader
    sent there would find nothing. A template would cost the topic page time.
    """
    alternates = addresses_in(languages, request.path)
    home = conditional_escape(site_address(request.path))
    tags = [f'<link rel="canonical" href="{home}">']
    if len(alternates) > 1:
        tags += [alternate(code, address) for code, address in alternates.items()]
        if settings.LANGUAGE_CODE in alternates:
            tags.append(alternate("x-default", alternates[settings.LANGUAGE_CODE]))
    shown = {
        "og:type": "website",
        "og:site_name": settings.SITE_NAME,
        "og:title": title,
        "og:url": site_address(request.path),
        "og:locale": request.LANGUAGE_CODE,
        "og:description": description,
    }
    if card:
        shown |= {
            "og:image": site_address(card),
            "og:image:type": "image/png",
            "og:image:width": str(CARD_SIZE[0]),
            "og:image:height": str(CARD_SIZE[1]),
            "og:image:alt": title,
            "twitter:card": "summary_large_image",
        }
    tags += [
        f'<meta property="{name}" content="{conditional_escape(value)}">'
        for name, value in shown.items()
        if value
    ]
    return SafeString("\n  ".join(tags))


def alternate(language: str, address: str) -> str:
    return f'<link rel="alternate" hreflang="{language}" href="{conditional_escape(address)}">'
