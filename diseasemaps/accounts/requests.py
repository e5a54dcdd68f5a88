"""Requests for a second administrator: what one person alone must not do to the people of the site.

One asks, another approves, and the deed is done in the transaction of the approval. Nobody decides
on their own request, or on one about themselves. The database refuses it, too.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.admin_log import record
from conditions.models import ReviewerProfile
from conditions.summaries import reviewers
from conditions.summaries.signing import log, security_mails
from diseasemaps.accounts import appointing, roles
from diseasemaps.accounts.appointing import NoSecond
from diseasemaps.accounts.demo_accounts import is_shared
from diseasemaps.accounts.models import PeopleRequest, User
from diseasemaps.accounts.request_mails import tell_of_address, tell_of_factor, tell_of_request

Kind, Outcome = PeopleRequest.Kind, PeopleRequest.Outcome
ROLES = {
    Kind.REVIEWER_ROLE: roles.MEDICAL_REVIEWER,
    Kind.ADMINISTRATOR_ROLE: roles.ADMINISTRATOR,
}
KIND_OF_ROLE = {role: kind for kind, role in ROLES.items()}
PROFILE_KINDS = {Kind.REVIEWER, Kind.CHANGE_REVIEWER}


class NotTheirs(Exception):
    """The person may not ask or decide: no administrator, or it is about themselves."""


class AlreadyAsked(Exception):
    """The same is waiting already."""


class AlreadyDecided(Exception):
    """Somebody else was faster."""


class RequestStale(Exception):
    """The account or the profile has changed since it was asked for."""


def ask(
    kind: str,
    *,
    by: User,
    person: User | None = None,
    profile: ReviewerProfile | None = None,
    proposed: Mapping[str, Any],
    evidence: Mapping[str, Any] | None = None,
) -> PeopleRequest:
    """Tells the other administrators. ``proposed`` is plain JSON, days as in ISO 8601."""
    with transaction.atomic():
        appointing.lock()
        if not appointing.is_able(by) or (person is not None and person.pk == by.pk):
            raise NotTheirs(by.pk)
        if person is not None and not may_be_asked(kind, by, person):
            raise NotTheirs(by.pk)
        if appointing.is_sole():
            raise NoSecond
        request = PeopleRequest(
            kind=kind,
            person=person,
            profile=profile,
            proposed={"new": dict(proposed), "seen": seen(kind, person, profile)},
            evidence=dict(evidence or {}),
            asked_by=by,
        )
        try:
            with transaction.atomic():
                request.save(force_insert=True)
        except IntegrityError:
            raise AlreadyAsked(kind) from None
        tell_of_request(request)
    return request


def may_be_asked(kind: str, by: User, person: User) -> bool:
    """What a superuser has, only a superuser changes; and the demo's accounts are everybody's."""
    if is_shared(person) and kind in {Kind.ADDRESS, Kind.SECOND_FACTOR}:
        return False
    return appointing.can_change_roles(by, person)


def approve(request: PeopleRequest, *, by: User) -> None:
    """Does what was asked for. Raises RequestStale where it was asked about something else."""
    with transaction.atomic():
        log.lock()
        appointing.lock()
        if by.pk in {request.asked_by_id, request.person_id} or not appointing.is_able(by):
            raise NotTheirs(by.pk)
        asker = User.objects.get(pk=request.asked_by_id)
        # Kept here: deciding empties what nobody needs afterwards.
        proposed, evidence = request.proposed, request.evidence
        decide(request, Outcome.APPROVED, by)
        request.proposed = proposed
        person = User.objects.filter(pk=request.person_id or 0).first()
        profile = ReviewerProfile.objects.filter(pk=request.profile_id or 0).first()
        is_same = request.proposed["seen"] == seen(request.kind, person, profile)
        if not is_same or not appointing.is_able(asker):
            raise RequestStale(request.pk)
        DEEDS[request.kind](request, person, profile, evidence, asker, by)


def refuse(request: PeopleRequest, *, by: User) -> None:
    with transaction.atomic():
        appointing.lock()
        if by.pk in {request.asked_by_id, request.person_id} or not appointing.is_able(by):
            raise NotTheirs(by.pk)
        decide(request, Outcome.REFUSED, by)


def take_back(request: PeopleRequest, *, by: User) -> None:
    if by.pk != request.asked_by_id:
        raise NotTheirs(by.pk)
    with transaction.atomic():
        decide(request, Outcome.TAKEN_BACK, by)


def decide(request: PeopleRequest, outcome: PeopleRequest.Outcome, by: User) -> None:
    fields: dict[str, Any] = {"outcome": outcome, "decided_by": by, "evidence": {}}
    if request.kind == Kind.ADDRESS:
        fields["proposed"] = {}
    waiting = PeopleRequest.objects.open().filter(pk=request.pk)
    changed = waiting.update(decided_at=timezone.now(), **fields)
    request.refresh_from_db()
    if not changed:
        raise AlreadyDecided(request.pk)


def seen(kind: str, person: User | None, profile: ReviewerProfile | None) -> dict[str, Any]:
    """What the request is about, as it is now."""
    said: dict[str, Any] = {}
    if profile is not None:
        said |= {name: plain(getattr(profile, name)) for name in reviewers.FIELDS}
        said |= {"account": profile.user_id, "state": profile.state}
    if person is not None:
        said["is_active"] = person.is_active
    if person is not None and kind in ROLES:
        said["roles"] = sorted(appointing.roles_of(person))
    if person is not None and kind == Kind.ADDRESS:
        said["address"] = person.email
    if person is not None and kind == Kind.SECOND_FACTOR:
        factors = Authenticator.objects.filter(user=person).order_by("pk")
        said["factors"] = list(factors.values_list("pk", flat=True))
    return said


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def profile_fields(new: Mapping[str, Any]) -> dict[str, Any]:
    """With the days as days again."""
    return {
        name: date.fromisoformat(value) if name.endswith(("_on", "_until")) and value else value
        for name, value in new.items()
    }


def confirm_reviewer(
    request: PeopleRequest,
    person: User | None,
    profile: ReviewerProfile | None,
    evidence: Mapping[str, Any],
    asker: User,
    by: User,
) -> None:
    """With an account, its role comes along: a profile that cannot sign is of no use."""
    try:
        confirmed = reviewers.confirm(
            profile,
            asked_by=asker,
            confirmed_by=by,
            fields=profile_fields(request.proposed["new"]),
            user=person,
            evidence=evidence,
        )
    except (reviewers.AccountFixed, IntegrityError):
        raise RequestStale(request.pk) from None
    PeopleRequest.objects.filter(pk=request.pk).update(profile=confirmed)
    if person is not None and roles.MEDICAL_REVIEWER not in appointing.roles_of(person):
        give(person, roles.MEDICAL_REVIEWER, asker, by)


def change_reviewer(
    request: PeopleRequest,
    person: User | None,
    profile: ReviewerProfile | None,
    evidence: Mapping[str, Any],
    asker: User,
    by: User,
) -> None:
    assert profile is not None
    fields = profile_fields(request.proposed["new"])
    reviewers.change(profile, asked_by=asker, confirmed_by=by, fields=fields)


def give_role(
    request: PeopleRequest,
    person: User | None,
    profile: ReviewerProfile | None,
    evidence: Mapping[str, Any],
    asker: User,
    by: User,
) -> None:
    assert person is not None
    opens = bool(request.proposed["new"].get("open"))
    if not person.is_active and not opens:
        raise RequestStale(request.pk)
    if opens:
        User.objects.filter(pk=person.pk).update(is_active=True)
        person.refresh_from_db()
    give(person, ROLES[Kind(request.kind)], asker, by)


def give(person: User, role: str, asker: User, by: User) -> None:
    appointing.set_roles(person, [role], [], by=by, said=f"Asked for by {asker.pk}.")


def change_address(
    request: PeopleRequest,
    person: User | None,
    profile: ReviewerProfile | None,
    evidence: Mapping[str, Any],
    asker: User,
    by: User,
) -> None:
    """Both addresses are told, and those of a reviewer go on being told of signatures."""
    assert person is not None
    old, new = person.email, str(request.proposed["new"]["address"])
    if User.objects.filter(email=new).exclude(pk=person.pk).exists():
        raise RequestStale(request.pk)
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.filter(email=new, verified=False).delete()
    User.objects.filter(pk=person.pk).update(email=new)
    EmailAddress.objects.create(user=person, email=new, verified=True, primary=True)
    person.refresh_from_db()
    own = ReviewerProfile.objects.filter(user=person).first()
    if own is not None:
        security_mails.keep_former_address(own, old)
    record(person, by, f"Address changed. Asked for by {asker.pk}.")
    tell_of_address(person, old)


def take_factor(
    request: PeopleRequest,
    person: User | None,
    profile: ReviewerProfile | None,
    evidence: Mapping[str, Any],
    asker: User,
    by: User,
) -> None:
    """They set up another one when they sign in next."""
    assert person is not None
    Authenticator.objects.filter(user=person).delete()
    record(person, by, f"Second factor taken away. Asked for by {asker.pk}.")
    tell_of_factor(person)


Deed = Callable[
    [PeopleRequest, User | None, ReviewerProfile | None, Mapping[str, Any], User, User], None
]
DEEDS: dict[str, Deed] = {
    Kind.REVIEWER: confirm_reviewer,
    Kind.CHANGE_REVIEWER: change_reviewer,
    Kind.REVIEWER_ROLE: give_role,
    Kind.ADMINISTRATOR_ROLE: give_role,
    Kind.ADDRESS: change_address,
    Kind.SECOND_FACTOR: take_factor,
}
