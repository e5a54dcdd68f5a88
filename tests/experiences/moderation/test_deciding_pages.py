import pytest

from experiences import moderation
from experiences.models import Case, Decision, Note, Reason, Signal
from tests import factories
from tests.experiences.moderation.deciding_pages import (
    DECISIONS,
    INSULT,
    MESSAGE,
    address,
    body,
    client_of,
    make_appeal,
    make_case,
    make_edit,
    make_report,
    post,
    version_of,
    words,
)

pytestmark = pytest.mark.django_db
TEXT = "First I was tired. Then I could not walk, and nobody knew what it was for years."


@pytest.fixture
def desk(moderator):
    """A moderator's browser."""
    return client_of(moderator)


def page_of(desk, case: Case) -> str:
    post(desk, "case-take", case)
    return body(desk.get(address("case-detail", case.pk)))


# --- The page of a case ----------------------------------------------------------------------


def test_looking_at_a_case_does_not_take_it(desk):
    case = make_case(text=TEXT)
    page = body(desk.get(address("case-detail", case.pk)))
    assert TEXT in page and "Take it" in page
    assert "Approve" not in page
    case.refresh_from_db()
    assert case.claimed_by is None


def test_case_that_somebody_has_is_shown_without_buttons(desk):
    case, other = make_case(), factories.make_moderator()
    moderation.claim(case, by=other)
    page = body(desk.get(address("case-detail", case.pk)))
    assert f"{other.pen_name} has this case until" in page
    assert "Approve" not in page and "Take it" not in page


def test_case_of_mine_has_its_buttons_and_what_helps_to_decide(desk):
    topic = factories.make_topic()
    factories.make_published(topic, short_answer="What medicine says.")
    page = page_of(desk, make_case(topic=topic, text=TEXT))
    for words_of_page in (TEXT, "Approve", "Reject…", "What medicine says.", "Nothing was decided"):
        assert words_of_page in page


def test_signals_stand_in_the_text_and_in_a_list_with_their_reasons(desk):
    case = make_case(text=TEXT)
    Signal.objects.create(revision=case.revision, rule="date-exact", version=1, start=6, end=17)
    Signal.objects.create(revision=case.revision, rule="gone", version=1, start=0, end=5)
    page = page_of(desk, case)
    assert "gone" in page and "Useful" in page


def test_severe_text_stays_shut_until_it_is_opened(desk):
    page = page_of(desk, make_case(text=INSULT))
    assert '<details class="severe">' in page
    assert "<mark" in page
    assert "<details" not in page.split('id="text-heading"')[0]


def test_edit_is_shown_with_what_it_changes(desk):
    page = page_of(desk, make_edit("How it was for me. And then some words more than before."))
    assert "<ins>" in page and "What it changes of the public text" in page


def test_reports_are_shown_without_who_reported(desk):
    case = make_report(text="It sells pills.")
    page = page_of(desk, case)
    reporter = case.experience.reports.get().reporter
    assert "It sells pills." in page and "It advertises or sells" in page
    assert reporter.pen_name not in page and reporter.email not in page


def test_appeal_is_shown_with_the_decision_against_which_it_goes(desk):
    page = page_of(desk, make_appeal(text="I was there myself."))
    assert "I was there myself." in page and "Please read why." in page


def test_author_is_counted_by_outcomes_and_named_by_nothing(desk):
    author = factories.make_person(pen_name="Hidden Person", email="secret@example.org")
    elsewhere = factories.make_topic(factories.make_condition("another disease altogether"))
    factories.make_public(elsewhere, author=author)
    page = page_of(desk, make_case(author=author))
    assert "approved: 1" in page
    for secret in ("secret@example.org", "Hidden Person", "another disease altogether"):
        assert secret not in page


def test_closed_case_shows_nothing_of_what_its_author_took_back(desk):
    case = make_case(text=TEXT)
    moderation.recall(case.revision, by=case.experience.author, version=version_of(case))
    page = body(desk.get(address("case-detail", case.pk)))
    assert "This case is closed." in page
    assert TEXT not in page


def test_text_that_its_author_took_down_is_not_compared_with_an_edit(desk):
    case = make_edit()
    moderation.withdraw(case.experience, by=case.experience.author, version=version_of(case))
    page = body(desk.get(address("case-detail", case.pk)))
    assert "Other words" in page
    assert "How it was for me." not in page and "What it changes" not in page


def test_page_of_a_case_costs_the_same_with_much_on_it(desk, django_assert_num_queries):
    case = make_report()
    page_of(desk, case)
    desk.get(address("case-detail", case.pk))
    with django_assert_num_queries(16) as captured:
        desk.get(address("case-detail", case.pk))
    for number in range(5):
        person = factories.make_moderator()
        moderation.report(case.experience, by=person, why="other", text="And more.")
        moderation.write_note(case.experience, by=person, text="A note.")
        Signal.objects.create(
            revision=case.revision, rule="minor", version=1, start=number, end=number + 3
        )
    with django_assert_num_queries(len(captured)):
        desk.get(address("case-detail", case.pk))


# --- Working on the words --------------------------------------------------------------------


def test_reason_fills_an_empty_message_and_follows_one_that_was_typed(desk):
    case = make_case()
    reason = factories.make_reason()
    empty = post(desk, "case-words", case, words(case, message=""))
    assert reason.message in body(empty)
    typed = body(post(desk, "case-words", case, words(case, message="My own words.")))
    assert f"My own words.\n\n{reason.message}" in typed
    both = post(desk, "case-words", case, words(case, message=f"Mine. {reason.message}"))
    assert body(both).count(reason.message) == 2  # the option's and the message's


def test_note_is_added_and_the_message_stays(desk):
    case = make_case()
    answer = post(desk, "case-note", case, words(case, note="Looks copied."))
    assert MESSAGE in body(answer)
    assert Note.objects.get().text == "Looks copied."
    post(desk, "case-note", case, words(case, note="Looks copied."))
    assert Note.objects.count() == 1


def test_signal_is_judged_and_the_message_stays(desk, moderator):
    case = make_case(text=INSULT)
    signal = case.revision.signals.first()
    url = address("signal-judge", case.pk, signal.pk, "false-alarm")
    answer = desk.post(url, words(case))
    signal.refresh_from_db()
    assert (signal.verdict, signal.judged_by) == ("false", moderator)
    assert MESSAGE in body(answer) and "false alarm" in body(answer)


def test_signal_of_another_case_is_not_judged_here(desk):
    case, other = make_case(), make_case(text=INSULT)
    signal = other.revision.signals.first()
    assert desk.post(address("signal-judge", case.pk, signal.pk, "useful")).status_code == 404
    signal.refresh_from_db()
    assert signal.verdict == ""


def test_preview_shows_what_the_author_will_read_and_decides_nothing(desk):
    case = make_case(text=TEXT)
    url = address("case-preview", case.pk, "reject")
    answer = desk.post(url, words(case, quote="Then I could not walk", note="Between us."))
    page = body(answer).split('<form method="post"')[0]
    for shown in ("rejected", "off-topic", MESSAGE, "Then I could not walk"):
        assert shown in page
    assert "Between us." not in page
    assert not Decision.objects.exists()


def test_preview_of_an_upheld_appeal_against_hiding_says_restored(desk):
    case = make_appeal("hidden")
    url = address("case-preview", case.pk, "uphold-appeal")
    page = body(desk.post(url, words(case))).split('<form method="post"')[0]
    assert "restored" in page and "off-topic" in page


def test_words_survive_the_way_back_from_the_preview(desk):
    case = make_case(text=TEXT)
    answer = post(desk, "case-typed", case, words(case, quote="I was tired", note="Hm."))
    for typed in (MESSAGE, "I was tired", "Hm."):
        assert typed in body(answer)


def test_words_come_back_after_the_session_ended(desk, moderator):
    case = make_case(text=TEXT)
    page_of(desk, case)
    whose = desk.get(address("case-detail", case.pk)).context["whose"]
    desk.logout()
    data = words(case, message="Long typed.", seen=TEXT, whose=whose)
    answer = post(desk, "case-reject", case, data)
    assert answer.url.endswith(f"?next={address('case-detail', case.pk)}")
    assert TEXT not in str(dict(desk.session))
    desk.force_login(moderator)
    assert "Long typed." in body(desk.get(address("case-detail", case.pk)))
    assert not Decision.objects.exists()


# --- Deciding --------------------------------------------------------------------------------


def test_approving_publishes_and_goes_on_to_the_next(desk):
    case, following = make_case(), make_case()
    answer = post(desk, "case-approve", case)
    assert answer.url == address("case-detail", following.pk)
    case.experience.refresh_from_db()
    assert case.experience.is_public
    assert "Approved." in body(desk.get(answer.url))


@pytest.mark.parametrize("verb", DECISIONS)
def test_verb_does_what_it_says_with_the_words(desk, moderator, verb):
    make, recorded, state = DECISIONS[verb]
    case = make()
    assert post(desk, f"case-{verb}", case, words(case)).status_code == 302
    decision = case.experience.decisions.first()
    assert (decision.verb, decision.message, decision.moderator) == (recorded, MESSAGE, moderator)
    assert decision.reason == (None if verb == "uphold-appeal" else Reason.objects.get())
    case.experience.refresh_from_db()
    assert case.experience.state == state
    assert not Case.objects.open().exists()


def test_hidden_text_is_shown_again_from_its_closed_case(desk):
    case = make_report()
    post(desk, "case-hide", case, words(case))
    assert "Show it again" in body(desk.get(address("case-detail", case.pk)))
    post(desk, "case-restore", case, words(case))
    case.experience.refresh_from_db()
    assert case.experience.is_public
    assert "Take it down" in body(desk.get(address("case-detail", case.pk)))


# An appeal against a rejection is upheld without a reason of its own.
NEEDED = [
    (verb, missing)
    for verb in DECISIONS
    for missing in ("reason", "message")
    if (verb, missing) != ("uphold-appeal", "reason")
]


@pytest.mark.sample(2)
@pytest.mark.parametrize(("verb", "missing"), NEEDED)
def test_nothing_is_refused_without_reason_and_message(desk, verb, missing):
    case = DECISIONS[verb][0]()
    before = Decision.objects.count()
    for name in (f"case-{verb}", "case-preview"):
        args = [case.pk, verb] if name == "case-preview" else [case.pk]
        answer = desk.post(address(name, *args), words(case, **{missing: ""}))
        assert answer.status_code == 400
        assert 'role="alert"' in body(answer)
    assert Decision.objects.count() == before


def test_passage_is_kept_as_its_place_in_the_text(desk):
    case = make_case(text=TEXT)
    post(desk, "case-reject", case, words(case, quote="Then I could not walk"))
    decision = Decision.objects.get()
    assert decision.passage == "Then I could not walk"
    assert decision.passage_start == TEXT.index("Then")


def test_passage_can_be_chosen_from_the_signals(desk):
    case = make_case(text=INSULT)
    signal = case.revision.signals.first()
    passage = f"{signal.start}-{signal.end}"
    post(desk, "case-reject", case, words(case, passage=passage))
    assert Decision.objects.get().passage == INSULT[signal.start : signal.end]


@pytest.mark.parametrize(
    ("quote", "error"),
    [("walked", "are not in the text"), ("I", "more than once")],
)
def test_quote_must_be_in_the_text_exactly_once(desk, quote, error):
    case = make_case(text=TEXT)
    answer = post(desk, "case-reject", case, words(case, quote=quote))
    assert answer.status_code == 400
    assert error in body(answer) and MESSAGE in body(answer)


def test_note_that_was_not_added_yet_goes_with_the_decision(desk):
    case = make_case()
    post(desk, "case-reject", case, words(case, note="For the next one."))
    assert Note.objects.get().text == "For the next one."
