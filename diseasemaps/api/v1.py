"""The public API: read-only, without keys, the same for everybody."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from common.languages import site_address
from diseasemaps.api import catalogue, exports, protocol, texts
from diseasemaps.api.protocol import Limit

DESCRIPTION = """
Reading only, without keys, from any site. Addresses and shapes stay as they are under `/api/v1/`;
fields may be added.

**Ask again before you show.** Every answer has an `ETag`; send it as `If-None-Match` and you get
304 while nothing has changed. A review becomes overdue by a date, and authors take texts down: do
not show what you have not asked for within a day.

**What may be done with it.** The catalogue: as its `licence` says (CC0 1.0, or CC BY 4.0 where
Mondo is in it), with the `attribution`. Summaries: as their `licence` and `attribution` say; where
both are empty, quote shortly with name, address and date of the review, and ask for more. Say
"reviewed" only of the very text that was signed, and only while `standing` is `stands`.
Experiences belong to the members who wrote them, who agreed that others may take them over
unchanged, with the signature and the address, not for training models, and not beside advertising.
They are not openly licensed. When an address answers 404, delete your copy.

**Numbers** are totals of what people did here. They do not say how common anything is. There are no
breakdowns, since small numbers tell of people.

**Limits**: a number of requests a minute from one network address, a file of everything counting
for twenty; 429 says in `Retry-After` how long to wait. Errors are problem details (RFC 9457).
"""
ERRORS = {
    304: "Unchanged since the ETag that was sent",
    301: "The condition has another address by now",
    404: "Nothing is there, or no longer",
    410: "The condition was retired from the catalogue",
    422: "A parameter is not as described",
    429: "Too many requests",
}
ALWAYS = (304, 422, 429)
OF_ONE_THING = (301, 404, 410)


class Interface(NinjaAPI):
    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Adds the errors that every address can answer, which its functions do not repeat."""
        schema = super().get_openapi_schema(**kwargs)
        schema["components"]["schemas"]["Problem"] = protocol.Problem.model_json_schema()
        for path, methods in schema["paths"].items():
            for operation in methods.values():
                possible = ALWAYS + (OF_ONE_THING if "{" in path else ())
                operation["responses"] |= {status: described(status) for status in possible}
        return schema

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        response = super().create_temporal_response(request)
        response.headers["Cache-Control"] = protocol.KEEP
        return response


def described(status: int) -> dict[str, Any]:
    said: dict[str, Any] = {"description": ERRORS[status]}
    if status not in (304,):
        schema = {"$ref": "#/components/schemas/Problem"}
        said["content"] = {protocol.CONTENT_TYPE: {"schema": schema}}
    return said


api = Interface(
    title=f"{settings.SITE_NAME}: public interface",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_decorator=require_safe,
    throttle=[Limit()],
    servers=[{"url": settings.SITE_URL.rstrip("/")}],
    openapi_extra={
        "info": {
            "termsOfService": site_address("/credits/"),
            "contact": {"email": settings.CONTACT_EMAIL},
        }
    },
)
protocol.add_handlers(api)
for router in (catalogue.router, texts.router, exports.router):
    api.add_router("", router)
