"""Whatever one administrator does alone, with as many accounts of their own as they like, nobody
becomes a confirmed reviewer or a second administrator by it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from conditions.models import ReviewerProfile, Revision, SigningEntry, Summary
from conditions.permissions import can_review
from conditions.summaries import workflow
from conditions.summaries.signing.badge import live_badge
from conditions.summaries.signing.security_mails import REPORTABLE, not_me_token
from diseasemaps.accounts import appointing, roles
from diseasemaps.accounts.models import PeopleRequest, User
from tests import factories
from tests.conditions.signing.people import confirmed_reviewer, review_by
from tests.passkeys import Passkey

pytestmark = pytest.mark.django_db
PUPPETS = 3  # accounts that the administrator has under other names
STEPS = 8  # acts in a row
NUMBERS = st.integers(0, 4)
FORM = {
    "name": "Dr Grey",
    "credentials": "MD",
    "kind": "register",
    "register": "A public register",
    "number": "1",
    "seen_on": "2026-11-02",
}


@dataclass
class World:
    """One administrator with puppets, beside people who never act."""

    administrator: User
    puppets: list[User]
    second: User | None
    honest: ReviewerProfile
    honest_review: int
    texts: list[Revision]
    clients: dict[int, Client] = field(default_factory=dict)

    @property
    def own(self) -> list[User]:
        return [self.administrator, *self.puppets]

    @property
    def everybody(self) -> list[User]:
        others = [self.honest.user, self.second]
        return [*self.own, *(person for person in others if person)]

    def pick(self, number: int) -> User:
        return self.everybody[number % len(self.everybody)]

    def post(self, who: int, address: str, data: dict) -> None:
        person = self.own[who % len(self.own)]
        client = self.clients.setdefault(person.pk, Client())
        client.force_login(person)
        client.post(address, data)


Act = Callable[[World, int, int], None]


def profile_of(world: World, number: int) -> ReviewerProfile:
    found = list(ReviewerProfile.objects.order_by("pk"))
    return found[number % len(found)]


def give_roles(*wanted: str) -> Act:
    def act(world: World, who: int, whom: int) -> None:
        person = world.pick(whom)
        seen = sorted(appointing.roles_of(person))
        world.post(who, f"/people/{person.pk}/roles/", {"roles": [*seen, *wanted], "seen": seen})

    return act


def take_roles(world: World, who: int, whom: int) -> None:
    person = world.pick(whom)
    seen = sorted(appointing.roles_of(person))
    world.post(who, f"/people/{person.pk}/roles/", {"seen": seen})


def about_person(verb: str, **data: str) -> Act:
    def act(world: World, who: int, whom: int) -> None:
        world.post(who, f"/people/{world.pick(whom).pk}/{verb}/", data)

    return act


def enter_reviewer(world: World, who: int, whom: int) -> None:
    world.post(who, "/people/reviewers/new/", {**FORM, "account": world.pick(whom).email})


def about_profile(verb: str, **data: str) -> Act:
    def act(world: World, who: int, whom: int) -> None:
        slug = profile_of(world, whom).slug
        account = world.own[who % len(world.own)].email
        world.post(who, f"/people/reviewers/{slug}/{verb}/", {**FORM, "account": account, **data})

    return act


def point_elsewhere(world: World, who: int, whom: int) -> None:
    """As the administration once allowed."""
    profile, puppet = profile_of(world, whom), world.puppets[0]
    data = {"name": "Dr Grey", "slug": profile.slug, "user": puppet.pk, "state": "confirmed"}
    data |= {"credentials": "MD", "confirmed_by": puppet.pk}
    world.post(who, f"/admin/conditions/reviewerprofile/{profile.pk}/change/", data)
    world.post(who, "/admin/conditions/reviewerprofile/add/", data | {"slug": "dr-grey"})


def raise_in_administration(world: World, who: int, whom: int) -> None:
    data = {"is_staff": "on", "is_superuser": "on", "groups": ["1", "2", "3", "4", "5"]}
    world.post(who, f"/admin/accounts/user/{world.pick(whom).pk}/change/", data)


def decide(verb: str) -> Act:
    def act(world: World, who: int, whom: int) -> None:
        waiting = list(PeopleRequest.objects.order_by("pk"))
        if waiting:
            asked = waiting[whom % len(waiting)]
            world.post(who, f"/people/requests/{asked.pk}/{verb}/", {})

    return act


def report(world: World, who: int, whom: int) -> None:
    """Of what they were mailed about."""
    entries = SigningEntry.objects.filter(kind__in=REPORTABLE, reviewer__user__in=world.own)
    found = list(entries)
    if found:
        entry = found[whom % len(found)]
        world.post(who, f"/not-me/{entry.number}/{not_me_token(entry)}/", {})


def sign(with_key: bool) -> Act:
    """Whoever has a profile and the role signs what is there."""

    def act(world: World, who: int, whom: int) -> None:
        person = User.objects.get(pk=world.own[who % len(world.own)].pk)
        if not can_review(person) or not world.texts:
            return
        profile = person.reviewer_profile
        if with_key and not profile.keys.exists():
            Passkey().register_row(profile)
        if profile.keys.exists() or profile.state == "disputed":
            return
        revision = world.texts.pop()
        workflow.approve(revision, by=profile, version=revision.version, interests="None.")

    return act


ACTS: list[Act] = [
    give_roles(roles.ADMINISTRATOR),
    give_roles(roles.MEDICAL_REVIEWER),
    give_roles(roles.EDITOR, roles.MODERATOR),
    take_roles,
    about_person("block"),
    about_person("unblock"),
    about_person("address", address="grey@example.org"),
    about_person("second-factor"),
    enter_reviewer,
    about_profile("confirm"),
    about_profile("change"),
    about_profile("words", about="Somebody else.", interests=""),
    about_profile("part"),
    point_elsewhere,
    raise_in_administration,
    decide("approve"),
    decide("refuse"),
    decide("take-back"),
    report,
    sign(with_key=False),
    sign(with_key=True),
]
WALKS = st.lists(st.tuples(st.sampled_from(ACTS), NUMBERS, NUMBERS), min_size=1, max_size=STEPS)


def make_world(with_second: bool) -> World:
    """The puppets have a second factor each, so that no missing one stops them."""
    administrator = factories.make_with_role(roles.ADMINISTRATOR, is_staff=True)
    second = factories.make_with_role(roles.ADMINISTRATOR) if with_second else None
    puppets = [factories.make_person() for _number in range(PUPPETS)]
    for puppet in puppets:
        Authenticator.objects.create(user=puppet, type="webauthn", data={"credential": {}})
    honest = confirmed_reviewer()
    review = review_by(honest)
    texts = [factories.make_in_review() for _number in range(2)]
    return World(administrator, puppets, second, honest, review.pk, texts)


def check(world: World, able: set[int]) -> None:
    honest = world.honest
    confirmed = ReviewerProfile.objects.filter(state="confirmed")
    assert set(confirmed.values_list("pk", flat=True)) <= {honest.pk}
    assert set(appointing.able().values_list("pk", flat=True)) <= able
    now = ReviewerProfile.objects.select_related("user").get(pk=honest.pk)
    assert (now.name, now.credentials) == (honest.name, honest.credentials)
    assert now.user in (honest.user, None)
    assert User.objects.get(pk=honest.user.pk).email == honest.user.email
    assert Authenticator.objects.filter(user=honest.user).exists()


@pytest.mark.parametrize("with_second", [False, True])
def test_no_acts_of_one_administrator_lead_to_a_confirmed_reviewer(settings, with_second):
    settings.REVIEWS_NEED_KEY = False

    @given(WALKS)
    def walk(acts: list[tuple[Act, int, int]]) -> None:
        with transaction.atomic():
            world = make_world(with_second)
            able = set(appointing.able().values_list("pk", flat=True))
            for act, who, whom in acts:
                act(world, who, whom)
                check(world, able)
            for summary in Summary.objects.exclude(live_review=world.honest_review):
                badge = live_badge(summary)
                assert not badge.is_confirmed, badge
            transaction.set_rollback(True)

    walk()


def test_walk_reaches_a_signature_of_an_unconfirmed_reviewer(settings):
    """The walk is not idle: the same acts, in the right order, do lead somewhere."""
    settings.REVIEWS_NEED_KEY = False
    world = make_world(with_second=False)
    enter_reviewer(world, 0, 1)
    sign(with_key=False)(world, 1, 0)
    badge = live_badge(
        Summary.objects.exclude(live_review=world.honest_review).get(live_review__isnull=False)
    )
    assert badge.stands and not badge.is_confirmed


def test_with_a_second_administrator_who_agrees_the_reviewer_is_confirmed(settings):
    settings.REVIEWS_NEED_KEY = False
    world = make_world(with_second=True)
    enter_reviewer(world, 0, 1)
    client = Client()
    client.force_login(world.second)
    client.post(f"/people/requests/{PeopleRequest.objects.get().pk}/approve/")
    sign(with_key=False)(world, 1, 0)
    badge = live_badge(
        Summary.objects.exclude(live_review=world.honest_review).get(live_review__isnull=False)
    )
    assert badge.is_confirmed
