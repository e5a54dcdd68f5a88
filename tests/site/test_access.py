"""Every address of the site and what each kind of visitor gets there.

An address without a row fails: whoever adds one decides who may open it.
"""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from conditions.desk.error_reports import report_error
from conditions.models import CatalogueFlag
from conditions.summaries.signing.security_mails import not_me_token
from diseasemaps.accounts.models import PeopleRequest
from diseasemaps.outbox.models import MailKind
from diseasemaps.outbox.unsubscribe import make_token
from tests import factories
from tests.conditions.signing.logs import append
from tests.conftest import quick
from tests.passkeys import Passkey

pytestmark = pytest.mark.django_db

VISITORS = ("anonymous", "member", "moderator", "editor", "medical_reviewer", "administrator")
OK, MOVED, FORBIDDEN, NOT_FOUND, NOT_ALLOWED = 200, 302, 403, 404, 405
EVERYONE = dict.fromkeys(VISITORS, OK)
SIGNED_IN = {**EVERYONE, "anonymous": MOVED}
NOBODY = dict.fromkeys(VISITORS, NOT_FOUND)
AUTHOR_ONLY = {**NOBODY, "anonymous": MOVED}
POST_ONLY = dict.fromkeys(VISITORS, NOT_ALLOWED)
MODERATORS = {**dict.fromkeys(VISITORS, FORBIDDEN), "anonymous": MOVED, "moderator": OK}
# Decides nothing, but answers for what is decided.
AND_ADMINISTRATOR = {**MODERATORS, "administrator": OK}
ONLY_ADMINISTRATOR = {**dict.fromkeys(VISITORS, MOVED), "administrator": OK}

CURATORS = {
    **dict.fromkeys(VISITORS, FORBIDDEN),
    "anonymous": MOVED,
    "editor": OK,
    "administrator": OK,
}
CATALOGUE = {**CURATORS, "editor": FORBIDDEN}
POSTED_BY_ADMINISTRATOR = {**CATALOGUE, "administrator": NOT_ALLOWED}
REQUEST_VERBS = ["approve", "refuse", "take-back"]
# A GET leads back to the question.
ANSWER = {**CATALOGUE, "administrator": MOVED}

# What a moderator does with a case.
CASE_VERBS = [
    "take",
    "release",
    "skip",
    "typed",
    "words",
    "note",
    "hand-over",
    "approve",
    "request-changes",
    "reject",
    "hide",
    "restore",
    "dismiss-reports",
    "uphold-appeal",
    "dismiss-appeal",
]

# What an editor does with a draft.
DRAFT_VERBS = ["fork", "preview", "autosave", "rows", "submit", "take-back", "hand-over"]

# Who comes to the editorial desk to read, and who writes there.
DESK = {
    **dict.fromkeys(VISITORS, FORBIDDEN),
    "anonymous": MOVED,
    **dict.fromkeys(("editor", "medical_reviewer", "administrator"), OK),
}
# Who has a profile to sign under.
REVIEWERS = {
    **dict.fromkeys(VISITORS, FORBIDDEN),
    "anonymous": MOVED,
    "medical_reviewer": OK,
}
DESK_EDITORS = {**DESK, "medical_reviewer": FORBIDDEN}

# What programs read of the signing log.
LOG = [
    "checkpoint",
    "keys",
    "entries",
    "verifier",
    "proof",
    "consistency",
    "tile-part",
    "entry-tile-part",
]
# Name of the address: what each visitor gets for a GET, with the arguments that ``things`` makes.
ACCESS = {
    "home": EVERYONE,
    "health": EVERYONE,
    "robots": EVERYONE,
    "llms": EVERYONE,
    "sitemap-index": EVERYONE,
    "sitemap-file": EVERYONE,
    **{f"signing-log:{name}": EVERYONE for name in LOG},
    # Full once there are 256 entries.
    "signing-log:tile": NOBODY,
    "signing-log:entry-tile": NOBODY,
    "conditions:signing-log": EVERYONE,
    # To the address of what is true now.
    "topic-card": dict.fromkeys(VISITORS, MOVED),
    "manifest": EVERYONE,
    "credits": EVERYONE,
    "privacy": EVERYONE,
    # The interface for programs is for everybody and the same for all.
    "api:api-root": NOBODY,
    "api:openapi-json": EVERYONE,
    "api:openapi-view": EVERYONE,
    "api:condition-list": EVERYONE,
    "api:condition-detail": EVERYONE,
    "api:question-list": EVERYONE,
    "api:count-list": EVERYONE,
    "api:topic-list": EVERYONE,
    "api:topic-detail": EVERYONE,
    "api:summary-list": EVERYONE,
    "api:summary-detail": EVERYONE,
    "api:experience-list": EVERYONE,
    # The author of the one there has not agreed to reuse.
    "api:experience-detail": NOBODY,
    "api:export-catalogue-csv": EVERYONE,
    "api:export-catalogue-jsonl": EVERYONE,
    "api:export-summaries-csv": EVERYONE,
    "api:export-summaries-jsonl": EVERYONE,
    "topic-detail": EVERYONE,
    "conditions:search": EVERYONE,
    "conditions:search-suggest": EVERYONE,
    "conditions:condition-wanted": EVERYONE,
    "conditions:condition-list": EVERYONE,
    "conditions:condition-list-letter": EVERYONE,
    "conditions:condition-detail": EVERYONE,
    "conditions:group-list": EVERYONE,
    "conditions:group-detail": EVERYONE,
    "experiences:latest": EVERYONE,
    "conditions:summary-history": EVERYONE,
    "conditions:reviewer-detail": EVERYONE,
    "conditions:review-detail": EVERYONE,
    # To the statement.
    "conditions:review-text": dict.fromkeys(VISITORS, 301),
    "conditions:review-statement": EVERYONE,
    "conditions:review-proof": EVERYONE,
    "conditions:editorial-policy": EVERYONE,
    "conditions:key-list": REVIEWERS,
    "conditions:key-add": POST_ONLY,
    # The key of another reviewer.
    "conditions:key-revoke": {**REVIEWERS, "medical_reviewer": FORBIDDEN, "administrator": OK},
    "conditions:renamed-list": DESK,
    "conditions:renamed-confirm": POST_ONLY,
    # For whoever signed it.
    "conditions:review-withdraw": {
        **dict.fromkeys(VISITORS, NOT_FOUND),
        "anonymous": MOVED,
        "member": FORBIDDEN,
        "moderator": FORBIDDEN,
    },
    "conditions:revision-review": DESK,
    "conditions:revision-sign": POST_ONLY,
    "conditions:revision-request-changes": POST_ONLY,
    "conditions:revision-approve-wording": POST_ONLY,
    "conditions:review-note-write": POST_ONLY,
    "conditions:review-note-settle": POST_ONLY,
    "conditions:upkeep": DESK,
    "conditions:summary-keepers": CURATORS,
    "conditions:notice-list": CURATORS,
    "conditions:notice-propose": CURATORS,
    "conditions:notice-confirm": POST_ONLY,
    "conditions:notice-end": POST_ONLY,
    "experiences:experience-detail": EVERYONE,
    "experiences:world-map": EVERYONE,
    "experiences:community-map": EVERYONE,
    "experiences:experience-search": EVERYONE,
    # The token in the address is what allows it, and its POST as well.
    "outbox:unsubscribe": EVERYONE,
    "account-detail": SIGNED_IN,
    "account-privacy": SIGNED_IN,
    # Asks for the password first.
    "account-erase": dict.fromkeys(VISITORS, MOVED),
    # Whoever comes here has no account any more.
    "account-erased": EVERYONE,
    "account-export": dict.fromkeys(VISITORS, NOT_ALLOWED),
    "account-consent-switch": dict.fromkeys(VISITORS, NOT_ALLOWED),
    "account-map-switch": dict.fromkeys(VISITORS, NOT_ALLOWED),
    "account-mail-switch": dict.fromkeys(VISITORS, NOT_ALLOWED),
    "experiences:mine": SIGNED_IN,
    # Without an account one reads there how to share, and signs in.
    "experiences:experience-write": EVERYONE,
    "experiences:experience-keep": POST_ONLY,
    "experiences:community-join": SIGNED_IN,
    "experiences:community-leave": POST_ONLY,
    "experiences:experience-report": SIGNED_IN,
    # Only the author: for everybody else it is not there.
    "experiences:experience-edit": AUTHOR_ONLY,
    "experiences:experience-check": AUTHOR_ONLY,
    "experiences:experience-erase": AUTHOR_ONLY,
    "experiences:decision-appeal": AUTHOR_ONLY,
    "experiences:experience-autosave": POST_ONLY,
    "experiences:experience-coarsen": POST_ONLY,
    "experiences:experience-submit": POST_ONLY,
    "experiences:experience-recall": POST_ONLY,
    "experiences:experience-discard": POST_ONLY,
    "experiences:experience-withdraw": POST_ONLY,
    "experiences:experience-put-back": POST_ONLY,
    "experiences:experience-index": POST_ONLY,
    "experiences:moderation-figures": EVERYONE,
    "experiences:case-list": MODERATORS,
    "experiences:case-detail": MODERATORS,
    "experiences:decision-list": AND_ADMINISTRATOR,
    "experiences:decision-export": AND_ADMINISTRATOR,
    "experiences:signal-precision": AND_ADMINISTRATOR,
    "experiences:case-bulk": POST_ONLY,
    "experiences:case-bulk-preview": POST_ONLY,
    "experiences:case-bulk-typed": POST_ONLY,
    "experiences:case-next": POST_ONLY,
    "experiences:case-preview": POST_ONLY,
    "experiences:signal-judge": POST_ONLY,
    **{f"experiences:case-{verb}": POST_ONLY for verb in CASE_VERBS},
    "experiences:site-feed": EVERYONE,
    "experiences:condition-feed": EVERYONE,
    "experiences:topic-feed": EVERYONE,
    "condition-follow": EVERYONE,
    "topic-follow": EVERYONE,
    "condition-unfollow": POST_ONLY,
    "topic-unfollow": POST_ONLY,
    "follow-list": SIGNED_IN,
    "digest-set": POST_ONLY,
    "mail-language-set": POST_ONLY,
    "person-roles": CATALOGUE,
    "person-block": ANSWER,
    "person-unblock": ANSWER,
    "person-address": CATALOGUE,
    # A GET leads back to the roles.
    "person-factor": ANSWER,
    "people-requests": CATALOGUE,
    "people-request": CATALOGUE,
    **{f"people-request-{verb}": POSTED_BY_ADMINISTRATOR for verb in REQUEST_VERBS},
    "reviewers": CATALOGUE,
    "reviewer-new": CATALOGUE,
    "reviewer-confirm": CATALOGUE,
    "reviewer-change": CATALOGUE,
    # Of the reviewer themselves, who is none of these.
    "reviewer-words": CATALOGUE,
    "reviewer-part": POSTED_BY_ADMINISTRATOR,
    # The token in the address is what allows it.
    "conditions:not-me": EVERYONE,
    "conditions:condition-curate": CURATORS,
    "conditions:condition-rename": CURATORS,
    "conditions:condition-questions": CURATORS,
    "conditions:condition-split": CATALOGUE,
    "conditions:condition-retire": CATALOGUE,
    "conditions:condition-revive": CATALOGUE,
    "experiences:condition-merge": CATALOGUE,
    "conditions:flag-list": CATALOGUE,
    "conditions:flag-detail": CATALOGUE,
    "conditions:flag-keep": ANSWER,
    "conditions:flag-retire": ANSWER,
    "conditions:flag-take": ANSWER,
    "conditions:wording-list": CATALOGUE,
    "conditions:wording-take": POSTED_BY_ADMINISTRATOR,
    "conditions:wording-leave": POSTED_BY_ADMINISTRATOR,
    "conditions:desk-overview": DESK,
    "conditions:desk-list": DESK,
    "conditions:draft-detail": DESK,
    "conditions:error-detail": DESK,
    "conditions:error-close": POST_ONLY,
    "conditions:error-report": EVERYONE,
    "conditions:topic-request": EVERYONE,
    "conditions:draft-edit": DESK_EDITORS,
    "conditions:draft-begin": DESK_EDITORS,
    # The one at hand is in nobody's hands.
    "conditions:draft-discard": {**DESK_EDITORS, "editor": FORBIDDEN, "administrator": FORBIDDEN},
    **{f"conditions:draft-{verb}": POST_ONLY for verb in DRAFT_VERBS},
    # Only in demo mode; tests/demo opens it.
    "demo:mail-list": NOBODY,
    "styleguide": NOBODY,
    "account-rename": dict.fromkeys(VISITORS, NOT_ALLOWED),
    "admin:index": ONLY_ADMINISTRATOR,
}
WRITES = {
    "account-consent-switch",
    "account-erase",
    "account-export",
    "account-mail-switch",
    "account-map-switch",
    "account-rename",
    "admin:index",
    "conditions:draft-autosave",
    # Of readers without an account.
    "conditions:error-report",
    "conditions:topic-request",
    "conditions:condition-wanted",
    # A form of its own, or one that is shown again.
    "conditions:revision-review",
    "conditions:summary-keepers",
    "conditions:notice-propose",
    # A script's, which is told 403 where it is not signed in.
    "experiences:experience-autosave",
    "experiences:experience-keep",
    "outbox:unsubscribe",
    "conditions:not-me",
}
CURATING = ("curate", "rename", "questions", "split", "retire", "revive")
# What its author, or a reader, does with a text.
TEXT_VERBS = [
    "edit",
    "check",
    "erase",
    "autosave",
    "coarsen",
    "submit",
    "recall",
    "discard",
    "withdraw",
    "put-back",
    "index",
    "report",
]
PERSON_VERBS = ("roles", "block", "unblock", "address", "factor")
REVIEWER_VERBS = ("confirm", "change", "words", "part")
API_OF_TOPICS = ["topic-detail", "summary-detail", "experience-list"]
# Kept by their own libraries' tests; that they stand in our layout is in tests/accounts.
LIBRARIES = ("account_", "mfa_", "usersessions_", "admin:")


@pytest.fixture(scope="module")
def things(module_db):
    return make_things()


def make_things() -> dict[str, list]:
    """One of each thing that an address may name."""
    topic = factories.make_topic()
    revision = factories.make_published(topic)
    review = revision.reviews.get()
    draft = factories.make_draft(topic)
    append()
    error = report_error(revision, text="The dose is wrong.")
    experience = factories.make_public(topic)
    case = experience.cases.get()
    slug, key = topic.condition.slug, topic.question.key
    flag = CatalogueFlag.objects.create(condition=topic.condition, kind="gone", source="doid")
    asked = PeopleRequest.objects.create(
        kind="second_factor", person=experience.author, asked_by=factories.make_person()
    )
    entry = review.log_entries.get(kind="signed")
    # Whoever has a key signs with it alone from here on.
    signing_key = Passkey().register_row(review.reviewer)
    wording = topic.question.texts.get()
    return {
        **{f"conditions:condition-{verb}": [slug] for verb in CURATING},
        **{f"conditions:flag-{verb}": [flag.pk] for verb in ("detail", "keep", "retire", "take")},
        **{f"conditions:wording-{verb}": [wording.pk] for verb in ("take", "leave")},
        "experiences:condition-merge": [slug],
        **{f"person-{verb}": [experience.author_id] for verb in PERSON_VERBS},
        "people-request": [asked.pk],
        **{f"people-request-{verb}": [asked.pk] for verb in REQUEST_VERBS},
        **{f"reviewer-{verb}": [review.reviewer.slug] for verb in REVIEWER_VERBS},
        "conditions:not-me": [entry.number, not_me_token(entry)],
        "experiences:condition-feed": [slug],
        "experiences:topic-feed": [slug, key],
        "condition-follow": [slug],
        "topic-follow": [slug, key],
        "condition-unfollow": [slug],
        "topic-unfollow": [slug, key],
        "sitemap-file": ["topics", "en", 1],
        "signing-log:proof": [0, 1],
        "signing-log:consistency": [1, 1],
        "signing-log:tile": [0, 0],
        "signing-log:tile-part": [0, 0, 1],
        "signing-log:entry-tile": [0],
        "signing-log:entry-tile-part": [0, 1],
        "topic-card": ["en", slug, key, "old"],
        "api:condition-detail": [slug],
        **{f"api:{name}": [slug, key] for name in API_OF_TOPICS},
        "api:experience-detail": [experience.public_id],
        "topic-detail": [slug, key],
        "conditions:condition-list-letter": ["m"],
        "conditions:condition-detail": [slug],
        "conditions:group-detail": [slug],
        "conditions:summary-history": [slug, key],
        "conditions:reviewer-detail": [review.reviewer.slug],
        "conditions:review-detail": [review.public_id],
        "conditions:desk-list": ["mine"],
        "conditions:error-report": [slug, key],
        "conditions:topic-request": [slug, key],
        **{f"conditions:error-{verb}": [error.pk] for verb in ("detail", "close")},
        "conditions:draft-begin": [slug, key],
        **{
            f"conditions:draft-{verb}": [draft.pk]
            for verb in ("detail", "edit", "discard", *DRAFT_VERBS)
        },
        "conditions:draft-rows": [draft.pk, "up", 1],
        **{
            f"conditions:review-{name}": [review.public_id]
            for name in ("text", "statement", "proof")
        },
        "conditions:key-revoke": [signing_key.fingerprint],
        "conditions:review-withdraw": [review.public_id],
        "conditions:revision-review": [revision.pk],
        "conditions:revision-sign": [revision.pk],
        "conditions:revision-request-changes": [revision.pk],
        "conditions:revision-approve-wording": [revision.pk],
        "conditions:review-note-write": [revision.pk],
        "conditions:review-note-settle": [revision.pk, 1],
        "conditions:summary-keepers": [revision.summary_id],
        "conditions:notice-confirm": [1],
        "conditions:notice-end": [1],
        "experiences:experience-detail": [experience.public_id],
        "experiences:community-map": [slug],
        "experiences:experience-search": [slug],
        "experiences:experience-write": [slug, key],
        "experiences:experience-keep": [slug, key],
        "experiences:community-join": [slug],
        "experiences:community-leave": [slug],
        "experiences:decision-appeal": [experience.decisions.get().pk],
        **{f"experiences:experience-{verb}": [experience.public_id] for verb in TEXT_VERBS},
        "experiences:case-detail": [case.pk],
        "experiences:case-preview": [case.pk, "hide"],
        "experiences:signal-judge": [case.pk, 1, "useful"],
        **{f"experiences:case-{verb}": [case.pk] for verb in CASE_VERBS},
        "account-consent-switch": [experience.public_id, "publish"],
        "account-map-switch": [slug],
        "account-mail-switch": [MailKind.DECISIONS.value],
        "outbox:unsubscribe": [make_token(experience.author_id, MailKind.DECISIONS)],
    }


def sign_in(client, request, visitor: str) -> None:
    """As one of VISITORS."""
    if visitor != "anonymous":
        client.force_login(request.getfixturevalue(visitor))


def names(patterns: list, namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}"


def test_every_address_has_a_row():
    ours = {name for name in names(get_resolver().url_patterns) if not name.startswith(LIBRARIES)}
    assert ours == {name for name in ACCESS if name != "admin:index"}


@pytest.mark.parametrize("visitor", quick(VISITORS, {"anonymous", "moderator"}))
def test_visitor_gets_what_the_table_says(client, things, request, visitor):
    sign_in(client, request, visitor)
    got = {
        name: client.get(reverse(name, args=things.get(name, []))).status_code for name in ACCESS
    }
    assert got == {name: row[visitor] for name, row in ACCESS.items()}


@pytest.mark.sample(12)
@pytest.mark.parametrize("name", [name for name in ACCESS if name not in WRITES])
def test_reading_page_takes_no_post(client, things, name):
    response = client.post(reverse(name, args=things.get(name, [])))
    assert response.status_code in (MOVED, NOT_ALLOWED, NOT_FOUND)
