"""Words that only some may read stand in no answer to anybody else; once erased, nowhere at all.

Every address of the site is asked for, so a new one is looked at without a change here, unless it
has a parameter that PARAMETERS does not know.
"""

import base64
import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import product

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.mail import EmailMessage
from django.db import connection
from django.http import HttpResponse
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

from common import limits
from conditions.desk import lists
from conditions.desk.error_reports import report_error
from conditions.models import (
    Condition,
    ErrorReport,
    Notice,
    Question,
    Review,
    ReviewerProfile,
    ReviewNote,
    Revision,
    Topic,
)
from conditions.summaries import workflow
from diseasemaps import crawlers
from diseasemaps.accounts import roles
from diseasemaps.accounts.models import User
from diseasemaps.accounts.privacy.erasing import erase_account
from diseasemaps.outbox.models import MailKind
from diseasemaps.outbox.unsubscribe import make_token
from experiences import moderation
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
from tests import factories
from tests.accounts import pages
from tests.conftest import beside_one
from tests.site.test_access import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

MODERATORS = {"moderator", "senior_moderator"}
SUMMARIES = {"editor", "medical_reviewer"}
# Each secret is a word of its own; who may read it. Administrators may look at all that is there.
ENTITLED = {
    "draft": {"author"},
    "pending": {"author", *MODERATORS},
    "held": {"author", "senior_moderator"},
    "changes_requested": {"author", *MODERATORS},
    "rejected": {"author", *MODERATORS},
    "hidden": {"author", *MODERATORS},
    "withdrawn": {"author"},
    "message": {"author", *MODERATORS},
    "appeal": {"author", *MODERATORS},
    "report": {"reporter", *MODERATORS},
    "reporter": {"reporter", *MODERATORS},
    "note": MODERATORS,
    "email": {"author"},
    "summary": SUMMARIES,
    "error": SUMMARIES,
    "review_note": SUMMARIES,
    "refusal": SUMMARIES,
    "notice": {"editor"},
    "erased": set(),
}
NOT_FOR_ADMINISTRATORS = {"erased"}
VISITORS = [
    "anonymous",
    "member",
    "author",
    "reporter",
    "moderator",
    "senior_moderator",
    "editor",
    "medical_reviewer",
    "administrator",
]
# A whole walk takes half a minute; those of the others are taken beside SQLite alone.
ON_EVERY_DATABASE = {"anonymous", "author", "senior_moderator"}
# It takes apart the security key of whoever asks, and the factories' is invented.
NOT_ASKED = {"mfa_reauthenticate_webauthn"}
STATES = ["draft", "pending", "changes_requested", "rejected", "hidden", "withdrawn"]


def word(secret: str) -> str:
    """In letters alone, so that no rule, slug or marking in a page takes it apart."""
    return f"canary{secret}".replace("_", "")


def text(secret: str) -> str:
    return f"It was {word(secret)} for me, then and for a long time after, and it still is."


# Whom and what there is


@pytest.fixture
def author(db):
    person = pages.make_confirmed(email=f"{word('email')}@example.org", pen_name="The Author")
    return person


@pytest.fixture
def reporter(db):
    return factories.make_person(pen_name=word("reporter").capitalize())


@pytest.fixture
def senior_moderator(db):
    return factories.make_with_role(roles.SENIOR_MODERATOR)


def refusal(experience: Experience, message: str) -> dict:
    return {
        "by": factories.make_person(),
        "version": experience.version,
        "reason": factories.make_reason(),
        "message": message,
    }


@pytest.fixture
def secrets(author, reporter):
    """Every secret, each on a topic of its own of one condition."""
    condition = factories.make_condition("made-up canary disease", slug="made-up")
    for state in STATES:
        factories.make_in_state(
            state, factories.make_topic(condition), author=author, text=text(state)
        )
    held = factories.make_pending(factories.make_topic(condition), author=author, text=text("held"))
    Case.objects.filter(experience=held.experience).update(is_held=True)
    public = factories.make_public(
        factories.make_topic(condition), author=author, text=text("public")
    )
    moderation.set_reuse(public, by=author, version=public.version, yes=True)
    moderation.report(public, by=reporter, why="other", text=word("report"))
    moderation.write_note(public, by=factories.make_person(), text=word("note"))
    refused = factories.make_pending(factories.make_topic(condition), author=author)
    decision = moderation.reject(refused, **refusal(refused.experience, word("message")))
    moderation.appeal(decision, by=author, text=word("appeal"))
    make_erased(factories.make_topic(condition), author, reporter)
    topic = public.topic
    factories.make_published(topic, short_answer="Signed.", reviewer=None)
    live = factories.make_published(factories.make_topic(condition))
    report_error(live, text=word("error"), contact=word("error"))
    for language in ("en", "es"):
        factories.make_draft(topic, language, short_answer=word("summary"), body=word("summary"))
    make_disputed(factories.make_topic(condition))
    factories.make_notice(condition, text=word("notice"), confirmed=False)


def make_disputed(topic: Topic) -> None:
    """A text in review with a note on a section, and one that was sent back."""
    reviewer = factories.make_reviewer()
    revision = factories.make_in_review(topic, short_answer=word("summary"))
    workflow.request_changes(revision, by=reviewer, version=revision.version, note=word("refusal"))
    again = factories.make_in_review(topic, short_answer=word("summary"))
    workflow.write_note(
        again,
        by=factories.make_person(),
        version=again.version,
        section="Short answer",
        text=word("review_note"),
    )


def make_erased(topic: Topic, author: User, reporter: User) -> Experience:
    """A text that had its word in every place that holds words, until it was erased."""
    experience = make_full(topic, author, reporter)
    moderation.erase(experience, by=author, version=experience.version)
    return experience


def make_full(topic: Topic, author: User, reporter: User) -> Experience:
    """A public text with its word in two more wordings and all that is said about it."""
    revision = factories.make_pending(topic, author=author, text=text("erased"))
    experience = revision.experience
    decision = moderation.reject(revision, **refusal(experience, word("erased")))
    appeal = moderation.appeal(decision, by=author, text=word("erased"))
    experience.refresh_from_db()
    moderation.uphold_appeal(
        appeal, by=factories.make_person(), version=experience.version, message=word("erased")
    )
    experience.refresh_from_db()
    moderation.report(experience, by=reporter, why="abuse", text=word("erased"))
    moderation.write_note(experience, by=factories.make_person(), text=word("erased"))
    edit = moderation.write(experience, text("erased") + " More.")
    moderation.submit(edit, by=author, version=experience.version)
    experience.refresh_from_db()
    edit.refresh_from_db()
    edit.experience = experience
    moderation.request_changes(edit, **refusal(experience, word("erased")), passage=(0, 6))
    experience.refresh_from_db()
    return experience


# Every address of the site


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
        assert not missing, f"{name}: say in PARAMETERS what {missing} may be"
        fitting = found.setdefault(name, [])
        # With a question a slug is a condition's.
        may_be = {**known, "slug": known["condition"]} if "key" in wanted else known
        for values in product(*(may_be[parameter] for parameter in wanted)):
            with suppress(NoReverseMatch):
                fitting.append(reverse(name, kwargs=dict(zip(wanted, values, strict=True))))
        assert fitting, f"{name}: nothing in PARAMETERS fits"
    return {name: fitting for name, fitting in found.items() if name not in NOT_ASKED}


def walk(client, among: str = "/") -> Iterator[tuple[str, HttpResponse]]:
    """Every answer to a GET; an error of the server is one of the test, and so is an answer that
    is none because too much was asked."""
    for fitting in addresses().values():
        for address in filter(lambda address: address.startswith(among), fitting):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(limits.COUNTER, "add", lambda *_: 0)
                response = client.get(address)
            assert response.status_code < 500 and response.status_code != 429, address
            yield address, response
            if response.status_code == 405:
                # Only for POST, whatever it names.
                break


def words_of(response: HttpResponse) -> str:
    """All of an answer, its headers as well."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers} {content.decode(errors='replace')}".casefold()


def forbidden(visitor: str) -> dict[str, str]:
    """Each word that this visitor must not find, with its secret."""
    if visitor == "administrator":
        return {word(secret): secret for secret in NOT_FOR_ADMINISTRATORS}
    return {word(secret): secret for secret, row in ENTITLED.items() if visitor not in row}


@pytest.mark.parametrize("visitor", beside_one(VISITORS, ON_EVERY_DATABASE))
def test_no_answer_tells_a_visitor_what_is_not_for_them(client, request, secrets, visitor):
    sign_in(client, request, visitor)
    words = forbidden(visitor)
    told, seen = [], set()
    for address, response in walk(client):
        answered = words_of(response)
        told += [f"{secret} at {address}" for each, secret in words.items() if each in answered]
        seen |= {secret for secret in ("public", *ENTITLED) if word(secret) in answered}
    assert told == []
    # The walk does notice: everybody finds the public text.
    assert "public" in seen


@pytest.mark.parametrize("visitor", VISITORS)
def test_search_for_the_very_word_finds_what_is_public_alone(client, request, secrets, visitor):
    """Asked for each secret, by everybody, also by those who may read it elsewhere."""
    sign_in(client, request, visitor)
    condition = reverse("experiences:experience-search", args=["made-up"])
    for address in (condition, reverse("conditions:search"), reverse("conditions:search-suggest")):
        for secret in ("public", *ENTITLED):
            response = client.get(address, {"q": word(secret)})
            assert response.status_code == 200
            answered = words_of(response)
            # What was asked for is written in the field again, and in the links to other pages.
            is_told = f"<mark>{word(secret)}" in answered or text(secret).casefold() in answered
            is_told |= 'class="text ' in answered
            assert is_told == (secret == "public" and address == condition), (secret, address)


def test_walk_finds_the_text_that_others_may_reuse_in_the_interface_for_programs(client, secrets):
    found = [
        name
        for name, fitting in addresses().items()
        for address in fitting
        if name.startswith("api:") and word("public") in words_of(client.get(address))
    ]
    assert set(found) == {"api:experience-list", "api:experience-detail"}


def test_no_answer_in_another_language_tells_either(client, secrets):
    words = forbidden("anonymous")
    with override("es"):
        answers = list(walk(client, among="/es/"))
    assert answers
    for address, response in answers:
        answered = words_of(response)
        assert [secret for each, secret in words.items() if each in answered] == [], address


def test_author_is_shown_their_own_address(client, secrets, author):
    client.force_login(author)
    assert word("email") in words_of(client.get(reverse("account-privacy")))


# Once erased


def places(secret: str) -> list[str]:
    """Every column of every table in which a word stands."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if word(secret) in readable(table, column, value):
                        found.add(f"{table}.{column}")
    return sorted(found)


def readable(table: str, column: str, value: object) -> str:
    if (table, column) == ("django_session", "session_data"):
        return json.dumps(SessionStore().decode(value)).casefold()
    if (table, column) == ("site_cache", "value"):
        return base64.b64decode(str(value)).decode(errors="replace").casefold()
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode(errors="replace").casefold()
    return str(value).casefold()


@pytest.fixture
def outbox(settings):
    settings.EMAIL_BACKEND = "diseasemaps.outbox.backend.OutboxBackend"


def test_erased_text_is_in_no_table(outbox, author, reporter):
    experience = make_full(factories.make_topic(), author, reporter)
    assert places("erased") == [
        "experiences_appeal.text",
        "experiences_decision.message",
        "experiences_experiencerevision.text",
        "experiences_note.text",
        "experiences_report.text",
    ]
    moderation.erase(experience, by=author, version=experience.version)
    assert places("erased") == []


@pytest.mark.parametrize("keep", [True, False])
def test_erased_account_is_in_no_table(client, outbox, author, keep):
    User.objects.filter(pk=author.pk).update(pen_name="Canaryemail", pen_name_folded="canaryemail")
    pages.sign_in_and_confirm(client, author)
    factories.make_public(author=author)
    moderation.report(factories.make_public(), by=author, why="other", text=word("email"))
    EmailAddress.objects.create(user=author, email=f"{word('email')}@example.com")
    EmailMessage("A subject", "A body", to=[f"{word('email')}@example.com"]).send()
    LogEntry.objects.create(
        user=factories.make_person(),
        action_flag=CHANGE,
        content_type=ContentType.objects.get_for_model(User),
        object_id=author.pk,
        object_repr="Canaryemail",
    )
    author.refresh_from_db()
    assert len(places("email")) > 5
    erase_account(author, keep_texts=keep)
    assert places("email") == []


def test_no_copy_that_a_browser_kept_is_confirmed(client, author, reporter):
    experience = make_full(factories.make_topic(), author, reporter)
    kept = {
        address: response.headers.get("ETag", "")
        for address, response in walk(client)
        if word("erased") in words_of(response)
    }
    assert len(kept) >= 2
    moderation.erase(experience, by=author, version=experience.version)
    for address, etag in kept.items():
        response = client.get(address, headers={"if-none-match": etag})
        assert response.status_code != 304, address
        assert word("erased") not in words_of(response), address


def test_address_of_an_erased_text_answers_410(client, author, reporter):
    experience = make_erased(factories.make_topic(), author, reporter)
    for visitor in (None, author, reporter):
        if visitor:
            client.force_login(visitor)
        assert client.get(experience.get_absolute_url()).status_code == 410
