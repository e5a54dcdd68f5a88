"""Structured data of pages, in the schema.org vocabulary: never more than they show to people."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from common.languages import site_address
from conditions.codes import SYSTEMS
from conditions.display_names import ConditionNames
from conditions.models import Code, Condition, ReviewerProfile

# Inside a script element only these can end it or begin a comment.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
Thing = dict[str, Any]


def as_script(*things: Thing) -> SafeString:
    """The content of a script element of the type ``application/ld+json``."""
    graph: Any = things[0] if len(things) == 1 else {"@graph": list(things)}
    graph = {"@context": "https://schema.org", **graph}
    return SafeString(json.dumps(graph, ensure_ascii=False).translate(ESCAPES))


def breadcrumb(*steps: tuple[str, str]) -> Thing:
    """The breadcrumb of a page: name and path of each step."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": site_address(path)}
            for place, (name, path) in enumerate(steps, start=1)
        ],
    }


def catalogue_step() -> tuple[str, str]:
    return gettext("Conditions"), reverse("conditions:condition-list")


def condition_data(
    condition: Condition, names: ConditionNames, codes: Sequence[Code], path: str
) -> SafeString:
    """A ``MedicalCondition`` with all names and codes of its page. No page is about people who
    have it, so nothing here says how many there are."""
    data: Thing = {
        "@type": "MedicalCondition",
        "@id": f"{site_address(path)}#condition",
        "name": names.preferred,
        "url": site_address(path),
        "alternateName": [name.text for name in names.others],
        "code": [medical_code(code) for code in codes],
    }
    if condition.definition:
        data["description"] = condition.definition
    return as_script(data, breadcrumb(catalogue_step(), (names.preferred, path)))


def medical_code(code: Code) -> Thing:
    data = {
        "@type": "MedicalCode",
        "codeValue": code.value,
        "codingSystem": SYSTEMS[code.system].label,
    }
    return {**data, "url": code.url} if code.url else data


def reviewer_data(reviewer: ReviewerProfile, path: str) -> SafeString:
    """A ``Person``; an invented reviewer has a page and no identity."""
    return as_script(
        {
            "@type": "ProfilePage",
            "url": site_address(path),
            "mainEntity": {
                "@type": "Person",
                "name": reviewer.name,
                "jobTitle": reviewer.credentials,
                "url": site_address(path),
                **({"description": reviewer.about} if reviewer.about else {}),
            },
        }
    )


def site_data(language: str) -> SafeString:
    return as_script(
        {
            "@type": "WebSite",
            "name": settings.SITE_NAME,
            "url": site_address(reverse("home")),
            "inLanguage": language,
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": site_address(reverse("conditions:search")) + "?q={words}",
                },
                "query-input": "required name=words",
            },
        }
    )


def exact(codes: Iterable[Code]) -> list[Code]:
    """The codes that name the very same condition."""
    return [code for code in codes if code.relation == Code.Relation.EXACT]
