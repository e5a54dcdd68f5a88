from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client


@dataclass(frozen=True)
class Page:
    """An address and who opens it; where a plain GET would not bring it, with what came."""

    name: str
    url: str
    client: Client
    answer: HttpResponse | None = None

    def get(self) -> HttpResponse:
        return self.answer or self.client.get(self.url)
