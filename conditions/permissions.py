"""Who may: plain predicates on a person and a thing, and the guards of views made of them."""

from collections.abc import Callable
from datetime import date

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db.models import Q, QuerySet

from common import guards
from common.guards import Person
from conditions.authorship import wrote_since_last_signature, wrote_since_public
from conditions.models import ReviewerKey, ReviewerProfile, Revision


def may(person: Person, permission: str) -> bool:
    return isinstance(person, PermissionsMixin) and person.has_perm(permission)


def can_see_desk(person: Person) -> bool:
    """Whoever writes, signs or answers for summaries reads the drafts, too."""
    return may(person, "conditions.view_revision")


def can_edit_summaries(person: Person) -> bool:
    return may(person, "conditions.change_revision")


def can_discard(person: Person, revision: Revision) -> bool:
    """The summary's owner; and the draft's owner, if they wrote in it or nobody did."""
    is_theirs = revision.owner_id == person.pk and (
        revision.saved_at is None or revision.contributions.filter(person=person.pk).exists()
    )
    return can_edit_summaries(person) and (is_theirs or revision.summary.owner_id == person.pk)


def can_curate(person: Person) -> bool:
    """Rename a condition, and say which questions are asked of it."""
    return may(person, "conditions.change_condition")


def can_run_catalogue(person: Person) -> bool:
    """Merge, split and retire conditions, and answer what imports ask."""
    return may(person, "conditions.add_condition")


def can_review(person: Person) -> bool:
    """Whether a person is a medical reviewer with a profile, whatever the text."""
    return reviewer_of(person) is not None


def reviewer_of(person: Person) -> ReviewerProfile | None:
    """The profile of a medical reviewer."""
    if not may(person, "conditions.add_review"):
        return None
    return getattr(person, "reviewer_profile", None)


def may_revoke_keys(person: Person) -> bool:
    """Whether there are keys that a person may revoke: their own, or everybody's."""
    return can_review(person) or can_appoint(person)


def can_revoke_key(person: Person, key: ReviewerKey) -> bool:
    """Its reviewer, and any administrator: revoking only takes something away."""
    profile = reviewer_of(person)
    return can_appoint(person) or (profile is not None and profile.pk == key.reviewer_id)


def can_appoint(person: Person) -> bool:
    return may(person, "accounts.change_user")


def can_change_notices(person: Person) -> bool:
    return may(person, "conditions.change_notice")


def can_approve_wording(person: Person, revision: Revision) -> bool:
    """Editors approve a small change of wording that they had no part in."""
    return (
        person.pk is not None
        and may(person, "conditions.add_wordingstep")
        and not wrote_since_public(person.pk, revision)
    )


def can_sign(person: Person, revision: Revision) -> bool:
    """Medical reviewers sign, with a profile, and never what they helped to write."""
    return (
        person.pk is not None
        and can_review(person)
        and not wrote_since_last_signature(person.pk, revision)
    )


def may_sign_today(profile: ReviewerProfile, today: date) -> bool:
    """Whether the reviewer's credentials were verified and still hold."""
    return profile.verified_on is not None and (
        profile.valid_until is None or today <= profile.valid_until
    )


def editors() -> QuerySet[AbstractBaseUser]:
    """People who may write summaries, by their roles."""
    return holders("change_revision")


def notice_keepers() -> QuerySet[AbstractBaseUser]:
    """People who may propose and confirm safety notices, by their roles."""
    return holders("change_notice")


def administrators() -> QuerySet[AbstractBaseUser]:
    """People who may appoint others, by their roles, and superusers."""
    appointing = holders("change_user", "accounts")
    superusers = get_user_model().objects.filter(is_active=True, is_superuser=True)
    return (appointing | superusers.distinct()).order_by("pk")


def holders(codename: str, app: str = "conditions") -> QuerySet[AbstractBaseUser]:
    wanted = {"content_type__app_label": app, "codename": codename}
    granted = {f"groups__permissions__{name}": value for name, value in wanted.items()}
    given = {f"user_permissions__{name}": value for name, value in wanted.items()}
    people = get_user_model().objects.filter(is_active=True)
    return people.filter(Q(**granted) | Q(**given)).distinct().order_by("pen_name")


def guarded(may: Callable[[Person], bool]) -> Callable[[guards.View], guards.View]:
    """Guards a view of the desk. A draft that a colleague discarded just now is a 404."""
    return guards.guarded(may, missing=(Revision.DoesNotExist,))


for_desk = guarded(can_see_desk)
for_editors = guarded(can_edit_summaries)
