"""Changes of a reviewer's profile: entered, confirmed by a second person, changed, disputed.

Each is an entry of the signing log and a mail to the reviewer. Who may is asked by
``diseasemaps.accounts.requests``, which makes two administrators out of one request; the database
refuses "confirmed" without two different people.
"""

import secrets
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from conditions.freshness import touch_all
from conditions.models import ProfileEvidence, Review, ReviewerProfile, SigningEntry
from conditions.summaries.signing import log, site_keys
from conditions.summaries.signing.canonical import canonical
from conditions.summaries.signing.log import Event
from conditions.summaries.signing.security_mails import tell_of
from conditions.summaries.workflow.suspending import NOT_ME, suspend

Kind = SigningEntry.Kind
State = ReviewerProfile.State
# What a second administrator has to agree to. The account is none of them: it never changes once
# the profile has signed.
GUARDED = ("name", "credentials", "slug", "verified_how", "verified_on", "valid_until")
OPEN = ("about", "interests")
FIELDS = (*GUARDED, *OPEN)
SALT = 16  # bytes


class NotTwo(Exception):
    """The same person asked and confirmed."""


class AccountFixed(Exception):
    """The profile has signed, or the account has a profile: it stays with its account."""


class Invented(Exception):
    """Invented reviewers belong to the demo, and are confirmed by nobody."""


def create_unconfirmed(
    *,
    by: AbstractBaseUser,
    fields: Mapping[str, Any],
    user: AbstractBaseUser | None,
    evidence: Mapping[str, Any],
) -> ReviewerProfile:
    """A profile that one person entered; its reviews say so."""
    profile = ReviewerProfile(
        **only(fields, FIELDS), user_id=user.pk if user else None, asked_by_id=by.pk
    )
    with transaction.atomic():
        log.lock()
        save_new(profile)
        write(Kind.PROFILE_VERIFIED, profile, people=1, evidence=keep(profile, evidence))
    return profile


def create_invented(*, fields: Mapping[str, Any], user: AbstractBaseUser | None) -> ReviewerProfile:
    """A reviewer of the demo, said to be invented wherever the name stands."""
    if not settings.DEMO:
        raise Invented
    profile = ReviewerProfile(
        **only(fields, FIELDS), user_id=user.pk if user else None, is_fictional=True
    )
    with transaction.atomic():
        log.lock()
        save_new(profile)
        write(Kind.PROFILE_VERIFIED, profile, people=0)
    return profile


def confirm(
    profile: ReviewerProfile | None,
    *,
    asked_by: AbstractBaseUser,
    confirmed_by: AbstractBaseUser,
    fields: Mapping[str, Any],
    user: AbstractBaseUser | None,
    evidence: Mapping[str, Any],
) -> ReviewerProfile:
    """Two people stand behind a profile: one has seen the evidence, the other agreed.

    Without ``profile`` a new one is made. Older signatures keep the standing that they were given
    with.
    """
    if asked_by.pk == confirmed_by.pk or (
        user is not None and user.pk in {asked_by.pk, confirmed_by.pk}
    ):
        raise NotTwo
    with transaction.atomic():
        log.lock()
        profile = locked(profile) if profile is not None else ReviewerProfile()
        if profile.is_fictional:
            raise Invented
        if profile.pk and profile.user_id != (user.pk if user else None) and has_signed(profile):
            raise AccountFixed(profile)
        for name, value in only(fields, FIELDS).items():
            setattr(profile, name, value)
        profile.user_id = user.pk if user else None
        profile.state = State.CONFIRMED
        profile.asked_by_id, profile.confirmed_by_id = asked_by.pk, confirmed_by.pk
        profile.confirmed_at = timezone.now()
        save_new(profile)
        write(Kind.PROFILE_VERIFIED, profile, people=2, evidence=keep(profile, evidence))
    return profile


def change(
    profile: ReviewerProfile,
    *,
    asked_by: AbstractBaseUser,
    confirmed_by: AbstractBaseUser | None = None,
    fields: Mapping[str, Any],
) -> None:
    """What a confirmed profile says of a person changes by two; what the reviewer says of
    themselves (``OPEN``), and all of a profile that nobody confirmed, by one. Nothing that was
    signed before changes with it."""
    with transaction.atomic():
        log.lock()
        fresh = locked(profile)
        new = {
            name: value
            for name, value in only(fields, FIELDS).items()
            if getattr(fresh, name) != value
        }
        if set(new) & set(GUARDED) and fresh.state != State.UNCONFIRMED:
            check_two(fresh, asked_by, confirmed_by)
        if not new:
            return
        ReviewerProfile.objects.filter(pk=profile.pk).update(**new)
        profile.refresh_from_db()
        write(Kind.PROFILE_CHANGED, profile, people=people_behind(profile))
        touch_pages(profile)


def dispute(profile: ReviewerProfile, *, entry: int) -> None:
    """The person named says that it is not them: no review under the profile has a badge. A
    profile that two people confirm anew lifts the dispute, and no signature of before."""
    with transaction.atomic():
        log.lock()
        if locked(profile).state == State.DISPUTED:
            return
        profile.refresh_from_db()
        profile.state = State.DISPUTED
        profile.seal = site_keys.profile_seal(profile)
        profile.save(update_fields=["state", "seal"])
        [written] = log.append(
            Event(Kind.PROFILE_DISPUTED, {"reviewer": profile.pk}, reviewer=profile)
        )
        tell_of(written)
        suspend(signed_by(profile), why=NOT_ME, entry=entry)
        touch_pages(profile)


def release_account(profile: ReviewerProfile) -> None:
    """The account is erased: the name stays under what it signed, the evidence and the addresses
    go."""
    with transaction.atomic():
        log.lock()
        profile.user = None
        profile.seal = site_keys.profile_seal(profile)
        profile.save(update_fields=["user", "seal"])
        ProfileEvidence.objects.filter(profile=profile).delete()
        profile.former_addresses.all().delete()
        write(Kind.PROFILE_CHANGED, profile, people=people_behind(profile))


def check_two(
    profile: ReviewerProfile, asked_by: AbstractBaseUser, confirmed_by: AbstractBaseUser | None
) -> None:
    is_alone = confirmed_by is None or confirmed_by.pk == asked_by.pk
    if is_alone or profile.user_id in {asked_by.pk, confirmed_by and confirmed_by.pk}:
        raise NotTwo


def locked(profile: ReviewerProfile) -> ReviewerProfile:
    return ReviewerProfile.objects.select_for_update(of=["self"]).get(pk=profile.pk)


def save_new(profile: ReviewerProfile) -> None:
    """The seal covers the key of the row, so that the row comes first."""
    profile.save()
    profile.seal = site_keys.profile_seal(profile)
    profile.save(update_fields=["seal"])
    touch_pages(profile)


def keep(profile: ReviewerProfile, evidence: Mapping[str, Any]) -> ProfileEvidence:
    ProfileEvidence.objects.filter(profile=profile).delete()
    salt = secrets.token_hex(SALT)
    return ProfileEvidence.objects.create(profile=profile, salt=salt, **evidence)


def write(
    kind: str, profile: ReviewerProfile, *, people: int, evidence: ProfileEvidence | None = None
) -> None:
    [entry] = log.append(Event(kind, payload(profile, people, evidence), reviewer=profile))
    tell_of(entry)


def payload(
    profile: ReviewerProfile, people: int, evidence: ProfileEvidence | None
) -> dict[str, Any]:
    return {
        "reviewer": profile.pk,
        "name": profile.name,
        "credentials": profile.credentials,
        "standing": standing_of(profile),
        "account": site_keys.current().mark(profile.user) if profile.user else "",
        "evidence": evidence_hash(evidence) if evidence else "",
        "people": people,
    }


def evidence_hash(evidence: ProfileEvidence) -> str:
    """Salted, so that nobody finds the number by trying, and gone with the row."""
    said = {
        "kind": evidence.kind,
        "register": evidence.register,
        "number": evidence.number,
        "seen_on": date_text(evidence.seen_on),
    }
    return sha256(bytes.fromhex(evidence.salt) + canonical(said)).hexdigest()


def date_text(day: date | str) -> str:
    return day if isinstance(day, str) else day.isoformat()


def standing_of(profile: ReviewerProfile) -> str:
    """As a statement says it. A disputed profile signs nothing."""
    if profile.is_fictional:
        return "invented"
    return "confirmed" if profile.state == State.CONFIRMED else "unconfirmed"


def people_behind(profile: ReviewerProfile) -> int:
    if profile.is_fictional:
        return 0
    return 2 if profile.state == State.CONFIRMED else 1


def has_signed(profile: ReviewerProfile) -> bool:
    return signed_by(profile).exists()


def signed_by(profile: ReviewerProfile) -> QuerySet[Review]:
    return Review.objects.filter(reviewer=profile, verdict=Review.Verdict.APPROVED)


def touch_pages(profile: ReviewerProfile) -> None:
    """Of everything that is public under the reviewer's name."""
    public = profile.reviews.public()
    touch_all(public.values_list("revision__summary__topic__condition", flat=True))


def only(fields: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    unknown = set(fields) - set(names)
    if unknown:
        raise ValueError(f"no such fields: {sorted(unknown)}")
    return dict(fields)
