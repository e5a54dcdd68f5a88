"""Signals over a text's rounds, copies of other texts, and passages after a change."""

import pytest

from experiences import moderation
from experiences.models import Case, Decision, Report, Signal
from experiences.moderation.leases import judge_signal
from tests import factories
from tests.experiences.moderation.deciding_pages import address, body, client_of

pytestmark = pytest.mark.django_db

TEXT = (
    "It began with flushing after every meal, and nobody could tell me why. Dr Adelheid Brandt "
    "found it at last, and since then I have taken what she gave me each morning."
)
OTHER = "I was never ill before, and it took my husband to notice how pale I had become."


def rules(revision):
    return set(revision.signals.current().values_list("rule", flat=True))


def send_again(revision, text):
    experience = revision.experience
    experience.refresh_from_db()
    moderation.recall(revision, by=experience.author, version=experience.version)
    moderation.save_draft(revision, by=experience.author, version=revision.version, text=text)
    moderation.submit(revision, by=experience.author, version=experience.version)
    return revision


# Copies


def test_copy_of_anothers_text_on_the_topic_is_noticed():
    first = factories.make_public(text=TEXT)
    copied = TEXT.replace("every meal", "each meal")
    assert "near-duplicate" in rules(factories.make_pending(first.topic, text=copied))


def test_own_text_of_another_topic_is_noticed_and_others_are_not():
    first = factories.make_public(text=TEXT)
    assert "near-duplicate" in rules(factories.make_pending(text=TEXT, author=first.author))
    assert "near-duplicate" not in rules(factories.make_pending(text=TEXT))


def test_other_words_on_the_topic_and_drafts_are_no_copies():
    topic = factories.make_public(text=OTHER).topic
    factories.make_written(topic, text=TEXT)
    assert "near-duplicate" not in rules(factories.make_pending(topic, text=TEXT))


def test_moderator_is_led_to_the_text_that_was_copied(moderator):
    first = factories.make_public(text=TEXT)
    case = factories.make_pending(first.topic, text=TEXT).experience.cases.get()
    page = body(client_of(moderator).get(address("case-detail", case.pk)))
    assert first.get_absolute_url() in page
    # The other signals still have their marks in the text.
    assert "<mark" in page and f"<mark>{TEXT}" not in page


def test_moderator_does_not_learn_where_else_the_author_wrote(moderator):
    first = factories.make_public(text=TEXT)
    case = factories.make_pending(text=TEXT, author=first.author).experience.cases.get()
    page = body(client_of(moderator).get(address("case-detail", case.pk)))
    assert "on another page" in page
    assert str(first.public_id) not in page and first.topic.condition.name not in page


# What moderators said of a signal


def test_verdict_stands_when_the_same_words_are_sent_in_again(moderator):
    revision = factories.make_pending(text=TEXT)
    signal = revision.signals.first()
    judge_signal(signal, by=moderator, verdict="useful")
    experience = revision.experience
    moderation.recall(revision, by=experience.author, version=experience.version)
    moderation.submit(revision, by=experience.author, version=experience.version)
    assert revision.signals.get(pk=signal.pk).verdict == "useful"
    assert revision.signals.current().filter(rule=signal.rule).count() == 1


def test_verdict_on_words_that_were_changed_counts_and_is_shown_no_more(moderator):
    revision = factories.make_pending(text=TEXT)
    signal = revision.signals.first()
    judge_signal(signal, by=moderator, verdict="false")
    send_again(revision, OTHER)
    assert not revision.signals.current().filter(pk=signal.pk).exists()
    assert Signal.objects.filter(verdict="false", is_gone=True).count() == 1


def test_same_place_in_changed_words_is_judged_anew(moderator):
    revision = factories.make_pending(text=TEXT)
    signal = revision.signals.first()
    judge_signal(signal, by=moderator, verdict="false")
    send_again(revision, TEXT.replace("Adelheid Brandt", "Berthold Albert"))
    again = revision.signals.current().filter(start=signal.start, rule=signal.rule)
    assert [each.verdict for each in again] == [""]


# A child


def about(experience, **fields):
    details = {"about_other": True, "subject_age": "0-15", "subject_agreed": "guardian", **fields}
    moderation.set_details(experience, by=experience.author, **details)


def test_public_text_that_turns_out_to_be_about_a_child_is_held(moderator):
    experience = factories.make_public()
    about(experience)
    case = Case.objects.open().get()
    assert (case.kind, case.is_held, case.risk) == ("report", True, Case.Risk.HIGH)
    assert not Case.objects.visible_to(moderator).exists()
    about(experience, subject_agreed="yes")
    assert Report.objects.count() == 1


def test_text_of_a_grown_up_is_not_held():
    about(factories.make_public(), subject_age="18-39")
    assert not Case.objects.open().exists()


def test_taking_it_down_and_putting_it_back_is_no_way_around():
    experience = factories.make_public()
    moderation.withdraw(experience, by=experience.author, version=experience.version)
    about(experience)
    assert not Case.objects.open().exists()
    moderation.put_back(experience, by=experience.author, version=experience.version)
    assert Case.objects.open().get().is_held
    moderation.withdraw(experience, by=experience.author, version=experience.version)
    moderation.put_back(experience, by=experience.author, version=experience.version)
    assert Case.objects.open().get().is_held


def test_child_that_a_senior_moderator_knows_of_is_not_reported_again():
    experience = factories.make_public()
    about(experience)
    moderation.dismiss_reports(
        experience,
        by=factories.make_person(),
        version=experience.version,
        reason=factories.make_reason(),
        message="Nobody can tell who it is.",
    )
    moderation.withdraw(experience, by=experience.author, version=experience.version)
    moderation.put_back(experience, by=experience.author, version=experience.version)
    assert not Case.objects.open().exists()


# Passages


@pytest.fixture
def sent_back():
    revision = factories.make_pending(text=TEXT)
    start = TEXT.index("Dr Adelheid Brandt")
    moderation.request_changes(
        revision,
        by=factories.make_person(),
        version=revision.experience.version,
        reason=factories.make_reason(),
        message="Please leave the name out.",
        passage=(start, start + len("Dr Adelheid Brandt")),
    )
    return revision


def rewrite(revision, text):
    author = revision.experience.author
    moderation.save_draft(revision, by=author, version=revision.version, text=text)
    return Decision.objects.get()


def test_passage_is_found_where_it_is_after_a_change_before_it(sent_back):
    decision = rewrite(sent_back, f"First of all: thank you. {TEXT}")
    assert decision.passage == "Dr Adelheid Brandt"


def test_passage_that_was_changed_is_not_shown_as_other_words(client, sent_back):
    decision = rewrite(sent_back, TEXT.replace("Dr Adelheid Brandt", "my doctor at the time"))
    assert decision.passage == ""
    client.force_login(sent_back.experience.author)
    assert "a passage that you have changed since" in body(client.get(address("mine")))


def test_passage_outlives_a_new_secret(sent_back, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret of at least 32 characters"
    assert Decision.objects.get().passage == "Dr Adelheid Brandt"


def test_seal_goes_with_the_text(sent_back):
    experience = sent_back.experience
    moderation.erase(experience, by=experience.author, version=experience.version)
    decision = Decision.objects.get()
    assert (decision.passage_seal, decision.passage_end) == ("", None)
