import json
import re
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conditions.models import Review, Revision, Source, Topic
from conditions.summaries import workflow
from experiences import counts, moderation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return factories.make_topic(
        factories.make_condition("carcinoid syndrome"),
        factories.make_question("causes", title="What causes {condition}?"),
    )


def read(client, topic, query="", status=200):
    response = client.get(topic.get_absolute_url() + query)
    assert response.status_code == status
    return response.content.decode()


def words(html):
    """What a person reads: without tags, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def structured_data(html):
    return json.loads(re.search(r'ld\+json">(.*?)</script>', html, re.DOTALL).group(1))


def test_names_and_notices_say_which_language_they_are_in(client, topic):
    factories.make_name(topic.condition, "síndrome de prueba", language="es")
    factories.make_notice(topic.condition, text="Do not take it.", language="en")
    page = client.get("/es" + topic.get_absolute_url()).content.decode()
    assert '<span lang="es">síndrome de prueba</span>' in page
    assert '<span lang="en">Do not take it.</span>' in page


def test_question_is_the_heading(client, topic):
    assert "<h1>What causes carcinoid syndrome?</h1>" in read(client, topic)


def test_reviewed_summary_stands_with_reviewer_dates_and_sources(client, topic):
    review = Review.objects.get(revision=factories.make_published(topic, short_answer="A tumour."))
    page = words(read(client, topic))
    assert "Short answer&nbsp;· Medically reviewed summary&nbsp;· Last reviewed" in page
    assert "A tumour." in page
    assert review.reviewer_name in page
    assert "Next review due" in page
    assert "A page on the disease" in page


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        (0, "No one has shared yet: be the first."),
        (1, "1 person with carcinoid syndrome has shared their first-person experience"),
        (2, "2 people with carcinoid syndrome have shared their first-person experience"),
    ],
)
def test_count_sentence_is_right_in_every_number(client, topic, people, sentence):
    for _ in range(people):
        factories.make_public(topic)
    assert sentence in words(read(client, topic))


def test_relatives_are_counted_apart(client, topic):
    factories.make_public(topic)
    factories.make_public(topic, relation="relative")
    page = words(read(client, topic))
    assert "1 person with carcinoid syndrome has shared" in page
    assert "1 relative, carer or clinician has written beside them." in page


def test_experience_shows_pen_name_relation_years_and_text(client, topic):
    author = factories.make_person(pen_name="Tin Whistle")
    factories.make_public(topic, author=author, years_since_diagnosis=3, text="It began with tea.")
    page = words(read(client, topic))
    assert "Tin Whistle, has it&nbsp;· 3 years after the diagnosis" in page
    assert "It began with tea." in page


def test_member_who_wants_no_name_is_a_member(client, topic):
    author = factories.make_person(pen_name="Tin Whistle")
    factories.make_public(topic, author=author, signed_with_pen_name=False)
    page = read(client, topic)
    assert "Tin Whistle" not in page
    assert "A member" in page


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    "state", ["draft", "pending", "changes_requested", "rejected", "hidden", "withdrawn"]
)
def test_text_that_is_not_public_is_not_on_the_page(client, topic, state):
    factories.make_in_state(state, topic, text="canary-in-the-mine")
    page = read(client, topic)
    assert "canary-in-the-mine" not in page
    assert "No one has shared yet" in page


def test_unsigned_revision_is_not_on_the_page(client, topic):
    factories.make_published(topic, short_answer="Signed.")
    factories.make_in_review(topic, short_answer="canary", body="## canary\n\ntext")
    page = read(client, topic)
    assert "Signed." in page
    assert "canary" not in page


def test_text_written_before_the_summary_says_so(client, topic):
    factories.make_public(topic, days_ago=3)
    factories.make_published(topic)
    assert "Written before the summary’s update of" in read(client, topic)


@pytest.mark.sample(1)
@pytest.mark.parametrize("field", ["short_answer", "body", "attribution"])
def test_badge_goes_when_one_character_of_the_live_text_changes(client, topic, field):
    revision = factories.make_published(topic)
    changed = getattr(revision, field) + "x"
    Revision.objects.filter(pk=revision.pk).update(**{field: changed})
    page = read(client, topic)
    assert "Medically reviewed summary" not in page
    assert "No medical review covers this text at present" in page


def test_badge_goes_when_a_source_changes(client, topic):
    factories.make_published(topic)
    Source.objects.update(title="Another page")
    assert "Medically reviewed summary" not in read(client, topic)


def published_due_on(topic, due_on):
    """A text whose two years of review end on a day."""
    signed = workflow.add_months(due_on, -24)
    at = timezone.make_aware(datetime.combine(signed, time(12)))
    return factories.make_published(topic, at=at)


def test_overdue_review_says_so_instead_of_the_badge(client, topic):
    published_due_on(topic, timezone.localdate() - timedelta(days=40))
    page = words(read(client, topic))
    assert "Review overdue since" in page
    assert "Medically reviewed summary" not in page


def test_review_due_later_still_stands(client, topic):
    published_due_on(topic, timezone.localdate() + timedelta(days=2))
    assert "Medically reviewed summary" in read(client, topic)


SIGNED = {
    "reviewer_name": "Dr Else",
    "credentials": "Professor",
    "interests": "Shares.",
    "due_on": "2099-01-01",
    "reviewed_at": timezone.now(),
    "statement_hash": "0" * 64,
    "statement": "{}",
    "assertion": {},
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("field", SIGNED)
def test_badge_goes_when_anything_of_the_review_changes(client, topic, field):
    factories.make_published(topic)
    Review.objects.update(**{field: SIGNED[field]})
    assert "Medically reviewed summary" not in read(client, topic)


def test_badge_goes_when_the_text_is_moved_to_another_question(client, topic):
    factories.make_published(topic)
    Topic.objects.update(question=factories.make_question("cure"))
    topic.refresh_from_db()
    assert "Medically reviewed summary" not in read(client, topic)


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_text_that_was_not_approved_is_not_shown_though_the_pointer_says_so(client, topic, state):
    draft = factories.make_draft(topic, short_answer="canary")
    Revision.objects.update(state=state)
    draft.summary.live_revision = draft
    draft.summary.save()
    assert "canary" not in read(client, topic)


def test_text_of_another_summary_is_not_shown_though_the_pointer_says_so(client, topic):
    other = factories.make_published(short_answer="canary")
    summary = factories.make_draft(topic).summary
    type(summary).objects.filter(live_revision=other).update(live_revision=None)
    summary.live_revision = other
    summary.save()
    assert "canary" not in read(client, topic)


def test_invented_reviewer_gives_no_badge_outside_of_a_demo(client, topic, settings):
    factories.make_published(topic, reviewer=factories.make_reviewer(is_fictional=True))
    assert "Medically reviewed summary" not in read(client, topic)
    settings.DEMO = True
    assert "Medically reviewed summary" in read(client, topic)


def test_seal_made_with_an_earlier_key_still_stands(client, topic, settings):
    factories.make_published(topic)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough to be one"
    assert "Medically reviewed summary" in read(client, topic)


def test_machines_are_told_of_the_review_only_with_the_badge(client, topic):
    factories.make_published(topic)
    data = structured_data(read(client, topic))
    assert data["@type"] == "MedicalWebPage"
    assert "lastReviewed" in data and "reviewedBy" in data
    Review.objects.update(due_on="2020-01-01")
    data = structured_data(read(client, topic))
    assert "lastReviewed" not in data and "reviewedBy" not in data


def test_structured_data_cannot_be_broken_out_of(client, topic):
    factories.make_public(topic, text="</script><script>alert(1)</script> <!-- & more")
    topic.experiences.update(may_be_indexed=True)
    page = read(client, topic)
    assert "<script>alert" not in page
    assert structured_data(page)["comment"][0]["text"].startswith("</script>")


def test_safety_notice_in_force_stands_above_and_an_old_one_does_not(client, topic):
    today = timezone.localdate()
    for text, ends in [("Recall.", today), ("Old recall.", today - timedelta(days=1))]:
        factories.make_notice(
            topic.condition, text=text, starts_on=today - timedelta(days=9), ends_on=ends
        )
    page = read(client, topic)
    assert "Recall." in page
    assert "Old recall." not in page


def test_tokens_are_filled_with_the_live_figures(client, topic):
    factories.make_published(topic, body="We are [[member_count]], [[person_count]] wrote [1].")
    factories.make_member(topic.condition, relation="relative")
    factories.make_public(topic)
    page = words(read(client, topic))
    assert "We are 1, 1 wrote" in page
    assert "Medically reviewed summary" in page


def test_pair_without_a_topic_row_answers_honestly(client):
    condition, question = factories.make_condition("rare thing"), factories.make_question()
    response = client.get(reverse("topic-detail", args=[condition.slug, question.key]))
    page = response.content.decode()
    assert response.status_code == 200
    assert "No reviewed summary yet" in page
    assert '<meta name="robots" content="noindex">' in page


def test_topic_with_something_on_it_is_indexed(client, topic):
    factories.make_public(topic)
    assert "noindex" not in read(client, topic)


@pytest.mark.parametrize(
    "path", ["/conditions/none/causes/", "/conditions/carcinoid-syndrome/none/", "/conditions/é/x/"]
)
def test_unknown_address_is_404(client, topic, path):
    assert client.get(path).status_code == 404


def test_question_that_does_not_apply_is_404(client, topic):
    type(topic).objects.update(is_asked=False)
    read(client, topic, status=404)


def test_question_off_by_default_is_asked_where_an_editor_switched_it_on(client):
    question = factories.make_question("public-figures", off_by_default=True)
    condition = factories.make_condition()
    address = reverse("topic-detail", args=[condition.slug, question.key])
    assert client.get(address).status_code == 404
    Topic.objects.create(condition=condition, question=question, is_asked=True)
    assert client.get(address).status_code == 200


def test_hard_question_opens_at_the_readers_choice(client):
    question = factories.make_question("life-expectancy", behind_choice=True)
    topic = factories.make_topic(question=question)
    factories.make_published(topic, short_answer="Many live long.")
    page = read(client, topic)
    assert page.index("<details") < page.index("Many live long.") < page.index("</details>")


def test_help_stands_above_a_question_that_asks_for_it(client):
    topic = factories.make_topic(question=factories.make_question("depression", help_links=True))
    assert "call the emergency number of your country" in read(client, topic)


def test_summary_in_another_language_is_named_not_shown(client, topic):
    factories.make_published(topic, "es", short_answer="Un tumor.")
    page = read(client, topic)
    assert "Un tumor." not in page
    assert f'href="/es{topic.get_absolute_url()}"' in page


def test_summary_is_shown_under_its_languages_prefix(client, topic):
    factories.make_published(topic, "es", short_answer="Un tumor.")
    response = client.get(f"/es{topic.get_absolute_url()}")
    assert "Un tumor." in response.content.decode()
    assert response.headers["Content-Language"] == "es"


def test_twenty_a_page_and_the_rest_behind_a_key(client, topic):
    texts = [f"text-{number:02}-end" for number in range(45)]
    rows = factories.make_many_public(topic, len(texts))
    for row, text in zip(rows, texts, strict=True):
        row.live_revision.text = text + factories.MORE
        row.live_revision.save()
    seen, query = [], ""
    for _ in range(3):
        page = read(client, topic, query)
        seen += re.findall(r"<p>(text-\d\d-end)</p>", page)
        following = re.search(r'href="[^"]*(\?after=[^"#]+)#experiences" rel="next"', page)
        query = following.group(1) if following else ""
    assert seen == texts
    assert not query


def test_texts_of_the_same_moment_are_each_shown_once(client, topic):
    factories.make_many_public(topic, 25)
    topic.experiences.update(published_at=timezone.now())
    first = read(client, topic)
    query = re.search(r"\?after=[^\"#]+", first).group()
    ids = re.findall(r'id="experience-(\d+)"', first + read(client, topic, query))
    assert len(ids) == len(set(ids)) == 25


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "key", ["x", "1", "-", "1-", "-1", "1-2-3", "９-1", "9" * 39 + "-1", f"1-{2**63}", "1-1%00"]
)
def test_bad_page_key_is_404(client, topic, key):
    factories.make_public(topic)
    read(client, topic, f"?after={key}", status=404)


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "query", ["?relation=king", "?years=99", "?country=NL", "?country=%00", "?foo=bar&relation="]
)
def test_filter_that_is_not_offered_is_ignored(client, topic, query):
    factories.make_public(topic, text="Still here.", country="NL")
    assert "Still here." in read(client, topic, query)


def test_filters_narrow_the_list(client, topic):
    factories.make_public(topic, text="Mine.", years_since_diagnosis=1)
    factories.make_public(topic, text="Hers.", relation="relative", years_since_diagnosis=12)
    assert "Hers." not in read(client, topic, "?relation=patient")
    assert "Mine." not in read(client, topic, "?years=10-")
    assert "No experience fits this choice." in read(client, topic, "?relation=patient&years=10-")


def shown_for(client, topic, query):
    return len(re.findall(r'<article class="experience"', read(client, topic, query)))


def test_language_is_offered_only_where_there_are_several(client, topic):
    factories.make_public(topic, text="Fue duro.", language="es")
    assert 'name="language"' not in read(client, topic)
    factories.make_public(topic, text="It was hard.", country="NL")
    page = read(client, topic)
    assert 'name="language"' in page and "Español" in page
    assert 'lang="es" dir="auto"' in page
    chosen = read(client, topic, "?language=es&order=range")
    assert "Fue duro." in chosen and "It was hard." not in chosen
    # What cannot be put in a range is not offered as one.
    assert "Show the whole range first" not in chosen and "noindex" in chosen
    assert shown_for(client, topic, "?language=fr") == 2


def test_language_is_left_out_beside_a_country(client, topic, settings):
    settings.SMALL_NUMBER = 3
    for language in ["en", "es", "es"]:
        factories.make_public(topic, country="NL", language=language)
    assert shown_for(client, topic, "?language=es") == 2
    assert shown_for(client, topic, "?language=es&country=NL") == 3


def test_country_is_offered_only_where_enough_people_share_it(client, topic, settings):
    settings.SMALL_NUMBER = 3
    for country in ["NL", "NL", "NL", "BE", "BE", ""]:
        factories.make_public(topic, country=country)
    page = read(client, topic)
    assert '<option value="NL"' in page
    assert "BE" not in re.findall(r'<option value="(\w\w)"', page)
    assert shown_for(client, topic, "?country=NL") == 3
    assert shown_for(client, topic, "?country=BE") == 6


def test_country_is_not_offered_where_few_are_left_beside_it(client, topic, settings):
    settings.SMALL_NUMBER = 3
    for country in ["NL", "NL", "NL", "BE"]:
        factories.make_public(topic, country=country)
    assert '<option value="NL"' not in read(client, topic)


def test_country_is_not_narrowed_further(client, topic, settings):
    settings.SMALL_NUMBER = 3
    for relation in ["patient", "patient", "relative"]:
        factories.make_public(topic, country="NL", relation=relation)
    assert shown_for(client, topic, "?country=NL&relation=relative") == 3


def test_same_queries_at_one_and_at_many_experiences(client, topic, django_assert_num_queries):
    factories.make_published(topic)
    for _ in range(2):
        factories.make_question()
    factories.make_public(topic)
    with django_assert_num_queries(7):
        read(client, topic)
    factories.make_many_public(topic, 24)
    for _ in range(5):
        factories.make_topic(topic.condition)
    with django_assert_num_queries(7):
        read(client, topic)


def test_reader_with_this_version_gets_304_after_one_query(
    client, topic, django_assert_num_queries
):
    factories.make_public(topic)
    etag = client.get(topic.get_absolute_url()).headers["ETag"]
    with django_assert_num_queries(1):
        response = client.get(topic.get_absolute_url(), headers={"if-none-match": etag})
    assert response.status_code == 304
    assert response.content == b""


CHANGES = {
    "experience": factories.make_public,
    "summary": factories.make_published,
    "member": lambda topic: factories.make_member(topic.condition),
    "sibling": lambda topic: factories.make_public(factories.make_topic(topic.condition)),
    "sibling summary": lambda topic: factories.make_published(
        factories.make_topic(topic.condition)
    ),
}


@pytest.mark.sample(2)
@pytest.mark.parametrize("change", CHANGES)
def test_changed_page_is_sent_again(client, topic, change):
    etag = client.get(topic.get_absolute_url()).headers["ETag"]
    CHANGES[change](topic)
    response = client.get(topic.get_absolute_url(), headers={"if-none-match": etag})
    assert response.status_code == 200


def test_withdrawn_text_is_gone_for_a_reader_who_had_it(client, topic):

    experience = factories.make_public(topic, text="canary")
    etag = client.get(topic.get_absolute_url()).headers["ETag"]
    moderation.withdraw(experience, by=experience.author, version=experience.version)
    response = client.get(topic.get_absolute_url(), headers={"if-none-match": etag})
    assert "canary" not in response.content.decode()
    assert response.status_code == 200


def test_page_of_a_signed_in_member_is_kept_by_nobody(client, topic, member):
    client.force_login(member)
    response = client.get(topic.get_absolute_url())
    assert "ETag" not in response.headers
    assert "no-store" in response.headers["Cache-Control"]


def test_anonymous_reader_gets_no_cookie(client, topic):
    assert not client.get(topic.get_absolute_url()).cookies


def test_recount_repairs_and_tells_how_many_were_wrong(topic):
    factories.make_public(topic)
    type(topic).objects.update(person_count=0, experience_count=7)
    assert counts.recount() == {"topics": 1, "conditions": 0}
    assert counts.recount() == {"topics": 0, "conditions": 0}
    topic.refresh_from_db()
    assert (topic.person_count, topic.experience_count) == (1, 1)
