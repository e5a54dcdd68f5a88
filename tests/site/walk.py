"""Every address of the site, asked for one after the other.

A new one is looked at without a change here, unless it has a parameter that ``parameters`` does
not know.
"""

from collections.abc import Iterator
from contextlib import suppress
from itertools import product

import pytest
from django.http import HttpResponse
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from common import limits
from conditions.desk import lists
from conditions.models import (
    Condition,
    ErrorReport,
    Notice,
    Question,
    Review,
    ReviewerProfile,
    ReviewNote,
    Revision,
)
from diseasemaps import crawlers
from diseasemaps.outbox.models import MailKind
from diseasemaps.outbox.unsubscribe import make_token
from experiences.models import (
    Appeal,
    Case,
    Consent,
    Decision,
    Experience,
    ExperienceRevision,
    Report,
    Signal,
)
from experiences.moderation.case.verbs import ALL

# It takes apart the security key of whoever asks, and the factories' is invented.
NOT_ASKED = {"mfa_reauthenticate_webauthn"}


def parameters() -> dict[str, list]:
    """What a parameter of an address may be: all that there is under its name."""
    numbered = (Case, Decision, ExperienceRevision, Report, Appeal)
    numbered += (Revision, ErrorReport, Notice)
    conditions = list(Condition.objects.values_list("slug", flat=True))
    return {
        "condition": conditions,
        "slug": [*conditions, *ReviewerProfile.objects.values_list("slug", flat=True)],
        "key": list(Question.objects.values_list("key", flat=True)),
        "letter": ["m"],
        "public_id": [
            *Experience.objects.values_list("public_id", flat=True),
            *Review.objects.values_list("public_id", flat=True),
        ],
        "pk": sorted({pk for each in numbered for pk in each.objects.values_list("pk", flat=True)}),
        "token": [
            make_token(pk, kind)
            for pk in Experience.objects.exclude(author=None).values_list("author", flat=True)[:1]
            for kind in MailKind
        ],
        "signal": list(Signal.objects.values_list("pk", flat=True)[:1]) or [1],
        "verb": [verb.slug for verb in ALL],
        "verdict": Signal.Verdict.values,
        "purpose": Consent.Purpose.values,
        "kind": [*MailKind.values, *crawlers.KINDS],
        "language": ["en", "es"],
        "number": [1],
        "part": list(lists.BY_SLUG),
        "place": [1],
        "digest": ["old"],
        "note": [*ReviewNote.objects.values_list("pk", flat=True), 1],
        # Of the administration, which opens for administrators alone, and of allauth.
        "app_label": ["experiences"],
        "content_type_id": [1],
        "object_id": [1],
        "url": ["nowhere"],
        "uidb36": ["1"],
    }


def patterns(found: list, namespace: str = "", names: tuple = ()) -> Iterator[tuple[str, tuple]]:
    """The name of each address and of its parameters."""
    for each in found:
        inner = (*names, *each.pattern.converters, *each.pattern.regex.groupindex)
        if isinstance(each, URLResolver):
            below = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from patterns(each.url_patterns, below, inner)
        elif isinstance(each, URLPattern) and each.name:
            yield f"{namespace}{each.name}", tuple(dict.fromkeys(inner))


def addresses() -> dict[str, list[str]]:
    """By name, with everything that its parameters may be."""
    known = parameters()
    found = {}
    for name, wanted in patterns(get_resolver().url_patterns):
        missing = set(wanted) - set(known)
        assert not missing, f"{name}: say in parameters() what {missing} may be"
        fitting = found.setdefault(name, [])
        # With a question a slug is a condition's.
        may_be = {**known, "slug": known["condition"]} if "key" in wanted else known
        for values in product(*(may_be[parameter] for parameter in wanted)):
            with suppress(NoReverseMatch):
                fitting.append(reverse(name, kwargs=dict(zip(wanted, values, strict=True))))
        assert fitting, f"{name}: nothing in parameters() fits"
    return {name: fitting for name, fitting in found.items() if name not in NOT_ASKED}


def walk(client, among: str = "/") -> Iterator[tuple[str, HttpResponse]]:
    """Every answer to a GET; an error of the server is one of the test, and so is an answer that
    is none because too much was asked."""
    for fitting in addresses().values():
        for address in filter(lambda address: address.startswith(among), fitting):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(limits.COUNTER, "add", lambda *_: 0)
                response = client.get(address)
            assert response.status_code < 500 and response.status_code != 429, (
                response.status_code,
                address,
            )
            yield address, response
            if response.status_code == 405:
                # Only for POST, whatever it names.
                break


def words_of(response: HttpResponse) -> str:
    """All of an answer, its headers as well."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers} {content.decode(errors='replace')}".casefold()
