"""Words that only some may read stand in no answer to anybody else."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from conditions.desk.error_reports import report_error
from conditions.models import Topic
from conditions.summaries import workflow
from diseasemaps.accounts import roles
from experiences import moderation
from experiences.models import Case
from tests import factories
from tests.conftest import beside_one
from tests.site.canaries import make_author, make_erased, make_reporter, refusal, text, word
from tests.site.test_access import sign_in
from tests.site.walk import addresses, walk, words_of

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
STATES = ["draft", "pending", "changes_requested", "rejected", "hidden", "withdrawn"]


# Whom and what there is


@pytest.fixture
def author(db):
    return make_author()


@pytest.fixture
def reporter(db):
    return make_reporter()


@pytest.fixture
def senior_moderator(db):
    return factories.make_with_role(roles.SENIOR_MODERATOR)


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


# What they are told


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
