"""Mails to a reviewer about everything that is signed, added or changed in their name, and to the
administrators when it was reported as not genuine.

They cannot be switched off, go to the addresses that the reviewer had until lately as well, and
name no condition. Each has a link to say "this was not me".
"""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from common.languages import language_for, site_address
from conditions.models import ReviewerFormerAddress, ReviewerProfile, SigningEntry
from conditions.permissions import administrators
from conditions.summaries.signing import site_keys

Kind = SigningEntry.Kind
TOKEN_LENGTH = 32  # hexadecimal digits
FORMER_DAYS = 30  # how long mails go to the address from before, too
# What a person can say "this was not me" of.
REPORTABLE = {
    Kind.SIGNED,
    Kind.CONFIRMED,
    Kind.KEY_ADDED,
    Kind.PROFILE_VERIFIED,
    Kind.PROFILE_CHANGED,
}
TO_REVIEWER = REPORTABLE | {Kind.KEY_REVOKED, Kind.PROFILE_DISPUTED}


def tell_of(entry: SigningEntry) -> None:
    """Sends what an entry of the log calls for, inside the transaction that appended it. Entries
    of other kinds send nothing, and neither does an invented reviewer get a mail."""
    said: dict[str, Any] = json.loads(entry.line)
    reviewer = entry.reviewer
    if entry.kind in TO_REVIEWER and reviewer is not None and not reviewer.is_fictional:
        tell_reviewer(reviewer, entry, said)
    if is_report(entry, said):
        tell_administrators(entry)


def is_report(entry: SigningEntry, said: dict[str, Any]) -> bool:
    """Reviews that are suspended since a key was stolen, or a profile disputed, are part of that
    report."""
    if entry.kind == Kind.SUSPENDED:
        signatures = [Kind.SIGNED, Kind.CONFIRMED]
        return SigningEntry.objects.filter(number=said["entry"], kind__in=signatures).exists()
    return entry.kind == Kind.PROFILE_DISPUTED or said.get("why") == "stolen"


def tell_reviewer(reviewer: ReviewerProfile, entry: SigningEntry, said: dict[str, Any]) -> None:
    with override(language_for(reviewer.user)):
        subject, first = words(entry, said)
        parts = [first, when(entry), *facts(entry, said)]
        if entry.kind in REPORTABLE:
            parts.append(
                gettext("If this was not you, open this page and press the button: %(address)s")
                % {"address": not_me_address(entry)}
            )
        send(subject, parts, addresses_of(reviewer))


def words(entry: SigningEntry, said: dict[str, Any]) -> tuple[str, str]:
    """Subject and first sentence."""
    changed = gettext("Your reviewer’s profile was changed")
    everything: dict[str, tuple[str, str]] = {
        Kind.SIGNED: (
            gettext("A signature in your name"),
            gettext("A review was signed in your name."),
        ),
        Kind.CONFIRMED: (
            gettext("A confirmation in your name"),
            ngettext(
                "The new name of %(count)d reviewed text was confirmed in your name.",
                "The new names of %(count)d reviewed texts were confirmed in your name.",
                len(said.get("items", [])),
            )
            % {"count": len(said.get("items", []))},
        ),
        Kind.KEY_ADDED: (
            gettext("A new signing key"),
            gettext("A key was added that signs in your name."),
        ),
        Kind.KEY_REVOKED: (
            gettext("A signing key was revoked"),
            gettext("A key that signed in your name signs no more."),
        ),
        Kind.PROFILE_VERIFIED: (changed, gettext("Your profile as a reviewer was entered here.")),
        Kind.PROFILE_CHANGED: (changed, gettext("Your profile as a reviewer was changed.")),
        Kind.PROFILE_DISPUTED: (
            changed,
            gettext("Your profile was reported as not yours. No review under it has a badge."),
        ),
    }
    return everything[entry.kind]


def facts(entry: SigningEntry, said: dict[str, Any]) -> list[str]:
    if entry.kind == Kind.SIGNED:
        address = site_address(reverse("conditions:review-detail", args=[said["review"]]))
        return [gettext("Receipt: %(address)s") % {"address": address}]
    if entry.kind in {Kind.KEY_ADDED, Kind.KEY_REVOKED}:
        return [gettext("Fingerprint: %(fingerprint)s") % {"fingerprint": said["key"]}]
    if entry.kind in {Kind.PROFILE_VERIFIED, Kind.PROFILE_CHANGED} and entry.reviewer:
        address = site_address(entry.reviewer.get_absolute_url())
        return [gettext("Profile: %(address)s") % {"address": address}]
    return []


def when(entry: SigningEntry) -> str:
    """In UTC, as the log has it."""
    return gettext("When: %(time)s UTC") % {"time": f"{entry.at:%Y-%m-%d %H:%M}"}


def tell_administrators(entry: SigningEntry) -> None:
    """One mail each, to whoever can look into it and appoint people."""
    for person in administrators():
        with override(language_for(person)):
            first = gettext(
                "A signature, a key or a profile was reported as not genuine. The badges that rest "
                "on it are off at once, and only a new signature brings one back. Please ask the "
                "reviewer by another way than mail."
            )
            log = gettext("Number in the signing log: %(number)d") % {"number": entry.number}
            parts = [first, when(entry), log]
            if entry.reviewer is not None:
                address = site_address(entry.reviewer.get_absolute_url())
                parts.append(gettext("Reviewer: %(address)s") % {"address": address})
            send(gettext("A signature was reported as not genuine"), parts, [address_of(person)])


def not_me_token(entry: SigningEntry) -> str:
    return site_keys.current().seal(*token_parts(entry))[:TOKEN_LENGTH]


def is_token_of(token: str, entry: SigningEntry) -> bool:
    """Whether one of the site's keys made the token, so that a link outlives a change of key."""
    made = [key.seal(*token_parts(entry))[:TOKEN_LENGTH] for key in site_keys.all_keys()]
    return site_keys.is_one_of(token, made)


def token_parts(entry: SigningEntry) -> tuple[str, str, str]:
    return "not-me", str(entry.number), entry.hash


def not_me_address(entry: SigningEntry) -> str:
    return site_address(reverse("conditions:not-me", args=[entry.number, not_me_token(entry)]))


def addresses_of(reviewer: ReviewerProfile) -> list[str]:
    """The account's address, and those from before that are still told."""
    former = reviewer.former_addresses.filter(until__gt=timezone.now())
    own = [address_of(reviewer.user)] if reviewer.user else []
    return list(dict.fromkeys([*own, *former.values_list("address", flat=True)]))


def address_of(person: AbstractBaseUser) -> str:
    return str(getattr(person, person.get_email_field_name()))


def keep_former_address(reviewer: ReviewerProfile, address: str) -> None:
    """Mails about signatures go there, too, for a while: whoever took over an account cannot
    silence them by changing its address."""
    until = timezone.now() + timedelta(days=FORMER_DAYS)
    ReviewerFormerAddress.objects.update_or_create(
        reviewer=reviewer, address=address, defaults={"until": until}
    )


def drop_former_addresses() -> int:
    """Deletes those that are told no more; returns their number."""
    deleted, _by_model = ReviewerFormerAddress.objects.filter(until__lte=timezone.now()).delete()
    return deleted


def send(subject: str, parts: Sequence[str], addresses: Iterable[str]) -> None:
    """In the active language, at once, and without a kind that people could switch off."""
    body = "\n\n".join([gettext("Hello,"), *parts, settings.SITE_NAME])
    for address in addresses:
        EmailMessage(
            subject=subject, body=body, to=[address], headers={"X-Outbox": "urgent"}
        ).send()
