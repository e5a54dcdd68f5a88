"""Every page of the site, each with somebody who may open it, for whoever walks them all.

The rows are those of ``test_access`` and ``tests.accounts.test_pages``, so that a new page is
walked by itself; states that an address alone does not show are added here.
"""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from conditions.models import Review, Topic
from diseasemaps.accounts import roles
from experiences import counts, moderation
from experiences.models import Experience, ExperienceRevision
from tests import factories
from tests.accounts import pages, test_pages
from tests.site.answers import broken, in_demo_mode, refused
from tests.site.page import Page
from tests.site.test_access import ACCESS, NOT_ALLOWED, OK, VISITORS, make_things

DOCTYPE = b"<!doctype html>"
# Other people's pages, which we serve as they are.
NOT_OURS = {"api:openapi-view"}


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def confirmed(person=None) -> Client:
    """Somebody who has just typed the password once more."""
    client = Client()
    person = person or pages.make_confirmed()
    pages.sign_in_and_confirm(client, person)
    return client


def make_visitors() -> dict[str, Client]:
    """As the fixtures of the same names, with whom one thing or another belongs to as well."""
    reviewer = factories.make_with_role(roles.MEDICAL_REVIEWER)
    factories.make_reviewer(reviewer)
    administrator = factories.make_with_role(roles.ADMINISTRATOR, is_staff=True)
    people = {
        "member": factories.make_person(),
        "moderator": factories.make_moderator(),
        "editor": factories.make_with_role(roles.EDITOR),
        "medical_reviewer": reviewer,
        "administrator": administrator,
    }
    return {"anonymous": Client(), **{name: signed_in(person) for name, person in people.items()}}


def make_owners() -> list[Client]:
    """Whoever wrote the text, has signed the review, or has just confirmed who they are."""
    author = Experience.objects.get().author
    EmailAddress.objects.create(user=author, email=author.email, verified=True, primary=True)
    return [confirmed(author), signed_in(Review.objects.get().reviewer.user)]


def shows_page(client: Client, url: str) -> bool:
    """And no part of one, nor anything for a program."""
    response = client.get(url)
    return response.status_code == OK and response.getvalue().lstrip().lower().startswith(DOCTYPE)


def rows() -> Iterator[Page]:
    """Of each row of the table: the page, with the first visitor who may see it."""
    things = make_things()
    visitors = make_visitors()
    owners = make_owners()
    for name, row in ACCESS.items():
        url = reverse(name, args=things.get(name, []))
        allowed = [visitors[visitor] for visitor in VISITORS if row[visitor] == OK][:1]
        if name in NOT_OURS or NOT_ALLOWED in row.values():
            continue
        for client in allowed or owners:
            if shows_page(client, url):
                yield Page(name, url, client)
                break
    for name in ("home", "topic-detail", "conditions:condition-detail", "conditions:search"):
        yield Page(f"{name} of a member", reverse(name, args=things.get(name, [])), owners[0])
    slug, key = things["topic-detail"]
    yield Page("editor's topic", reverse("topic-detail", args=[slug, key]), visitors["editor"])
    yield from states(visitors)


def maps(anonymous: Client) -> Iterator[Page]:
    """With every level on them, a country that is drawn and one that is a mere point."""
    figures = {"US": 160, "NL": 64, "DE": 32, "BR": 16, "MT": 8}
    condition = factories.make_condition("mapped disease", member_count=2 * sum(figures.values()))
    for of in (condition.pk, None):
        counts.store(of, figures, figures)
    address = reverse("experiences:community-map", args=[condition.slug])
    yield Page("map of a community", address, anonymous)
    yield Page("map with a chosen country", f"{address}?country=MT", anonymous)
    yield Page("map of the site", reverse("experiences:world-map"), anonymous)


def states(visitors: dict[str, Client]) -> Iterator[Page]:
    """What one address shows when there is more to show, or less."""
    anonymous, moderator = visitors["anonymous"], visitors["moderator"]
    condition = factories.make_condition("much-discussed disease")
    topic = factories.make_topic(condition, factories.make_question("daily-life", kind="mixed"))
    factories.make_notice(condition)
    live = factories.make_published(
        topic, body="## One\n\nIt is so [1].\n\n::: emergency\nCall.\n:::"
    )
    for number in range(22):
        relation = "patient" if number % 3 else "relative"
        factories.make_public(topic, text=f"Number {number} of my days.", relation=relation)
    address = topic.get_absolute_url()
    yield Page("full topic", address, anonymous)
    yield Page("second page of texts", f"{address}?page=2", anonymous)
    yield Page("texts of nobody", f"{address}?relation=x&years=x", anonymous)
    yield Page("texts of some", f"{address}?relation=relative", anonymous)
    empty = factories.make_topic(condition)
    yield Page("empty topic", empty.get_absolute_url(), anonymous)
    yield from maps(anonymous)
    yield Page("search that finds", "/search/?q=discussed", anonymous)
    yield Page("search that finds nothing", "/search/?q=zzzzzz", anonymous)
    case = factories.make_pending(
        topic, text="On 3 May 2019 Dr Muster told me: stop 5 mg at once, idiot."
    )
    for address in ("decisions/?verb=x", "?kind=x&age=x"):
        yield Page("filter with unknown values", f"/moderation/{address}", moderator)
    yield Page("open case", case_page(case), moderator)
    yield from cases_of_somebody(topic)
    waiting = factories.make_wording(live)
    review = reverse("conditions:revision-review", args=[waiting.pk])
    yield Page("wording in review", review, visitors["editor"])
    longer = factories.make_in_review(empty)
    review = reverse("conditions:revision-review", args=[longer.pk])
    yield Page("text in review", review, visitors["medical_reviewer"])
    yield Page("desk with drafts", reverse("conditions:desk-overview"), visitors["editor"])
    for state in ("draft", "pending", "changes_requested", "rejected", "hidden", "withdrawn"):
        mine = factories.make_in_state(state, empty)
        yield Page(f"my {state} text", reverse("experiences:mine"), signed_in(mine.author))


def case_page(waiting: ExperienceRevision) -> str:
    case = waiting.experience.cases.get(closed_at=None)
    return reverse("experiences:case-detail", args=[case.pk])


def cases_of_somebody(topic: Topic) -> Iterator[Page]:
    """Taken to be decided: by whoever looks at it, and by a colleague."""
    factories.make_reason()
    one, other = factories.make_moderator(), factories.make_moderator()
    waiting = factories.make_pending(topic, text="Some words of mine about how my days are now.")
    moderation.claim(waiting.experience.cases.get(), by=one)
    yield Page("my case", case_page(waiting), signed_in(one))
    yield Page("colleague's case", case_page(waiting), signed_in(other))
    reported = factories.make_public(topic, text="Some words of mine about how it all began.")
    moderation.report(reported, by=factories.make_person(), why="abuse", text="I dislike it.")
    case = reported.cases.get(closed_at=None)
    moderation.claim(case, by=other)
    yield Page(
        "reported text", reverse("experiences:case-detail", args=[case.pk]), signed_in(other)
    )
    mine = factories.make_in_state("pending", topic)
    edit = reverse("experiences:experience-edit", args=[mine.public_id])
    yield Page("edit of a waiting text", edit, signed_in(mine.author))


def account_pages() -> Iterator[Page]:
    anonymous = Client()
    for url in test_pages.VISITOR:
        yield Page(url, url, anonymous)
    client = confirmed()
    for url in (*test_pages.MEMBER, *test_pages.CONFIRMED):
        yield Page(url, url, client)
    person = pages.make_confirmed()
    client = confirmed(person)
    pages.add_app(person)
    pages.add_recovery_codes(person)
    key = pages.add_key(person)
    for path in test_pages.WITH_FACTOR:
        url = path.format(key=key.pk)
        yield Page(f"{url} with a factor", url, client)


def steps() -> Iterator[Page]:
    """Pages in the middle of something."""
    person = pages.make_confirmed()
    client = Client()
    client.post("/accounts/login/code/", {"email": person.email})
    yield Page("code of a sign-in", "/accounts/login/code/confirm/", client)
    client = Client()
    client.post("/accounts/password/reset/", {"email": person.email})
    yield Page("code of a reset", "/accounts/password/reset/confirm/", client)
    client = Client()
    client.post("/accounts/signup/", pages.SIGN_UP)
    yield Page("code of a sign-up", "/accounts/confirm-email/", client)
    client = Client()
    pages.add_app(person)
    pages.sign_in(client, person)
    yield Page("second factor", "/accounts/2fa/authenticate/", client)


def errors() -> Iterator[Page]:
    """Pages that answer with another status than 200."""
    yield Page("not found", "/no-such-page/", Client())
    yield Page("forbidden", reverse("experiences:case-list"), signed_in(factories.make_person()))
    erased = factories.make_public()
    url = reverse("experiences:experience-detail", args=[erased.public_id])
    moderation.erase(erased, by=erased.author, version=erased.version)
    yield Page("gone", url, Client())


def administration() -> Iterator[Page]:
    """Django's own pages: of each model its list, with a search where there is one, the form to add
    a row, and the last row with what became of it."""
    root = factories.make_with_role(roles.ADMINISTRATOR, is_staff=True, is_superuser=True)
    client = signed_in(root)
    for url in (reverse("admin:app_list", args=[app]) for app in admin_apps()):
        yield Page(f"administration of {url}", url, client)
    for model in administered():
        for url in admin_addresses(model):
            if shows_page(client, url):
                yield Page(f"administration of {model._meta.label}", url, client)


def administered() -> list[type[Model]]:
    return [model for model in apps.get_models() if admin.site.is_registered(model)]


def admin_apps() -> list[str]:
    return sorted({model._meta.app_label for model in administered()})


def admin_addresses(model: type[Model]) -> Iterator[str]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    listing = reverse(f"{name}_changelist")
    yield listing
    if admin.site.get_model_admin(model).search_fields:
        yield f"{listing}?q=zzzzzz"
    yield reverse(f"{name}_add")
    last = model._default_manager.order_by("pk").last()
    if last is not None:
        for verb in ("change", "history", "delete"):
            yield reverse(f"{name}_{verb}", args=[last.pk])


def every_page() -> list[Page]:
    """Those that end by themselves come first: a code in a mail is good for some minutes."""
    pages = [*steps(), *rows(), *account_pages(), *errors(), *administration()]
    return [*pages, *refused(pages), *in_demo_mode(), *broken()]
