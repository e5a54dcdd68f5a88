"""The pages on which editors and administrators keep the catalogue."""

from html import unescape

import pytest
from django.conf import settings

from conditions.catalogue.splitting import digest
from conditions.models import CatalogueFlag, Condition, Topic
from tests import factories

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


@pytest.fixture
def condition():
    return factories.make_condition("a disease")


@pytest.fixture
def edits(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def runs(client, administrator):
    client.force_login(administrator)
    return client


def test_page_of_a_condition_leads_those_who_may_to_what_they_may(
    client, condition, member, editor, administrator
):
    said = {}
    for person in (None, member, editor, administrator):
        if person:
            client.force_login(person)
        page = client.get(condition.get_absolute_url()).content.decode()
        said[person] = ("/catalogue/conditions/a-disease/" in page, "Rename, merge, split" in page)
    assert said == {
        None: (False, False),
        member: (False, False),
        editor: (True, False),
        administrator: (True, True),
    }


RENAME = "/catalogue/conditions/a-disease/rename/"
SPLIT = "/catalogue/conditions/a-disease/split/"
QUESTIONS = "/catalogue/conditions/a-disease/questions/"
SEEN = {"seen_name": "a disease", "seen_slug": "a-disease"}


def test_editor_sees_what_is_theirs_and_administrator_all(client, condition, editor, administrator):
    address = "/catalogue/conditions/a-disease/"
    client.force_login(editor)
    page = body(client.get(address))
    assert "rename/" in page and "merge/" not in page and "retire/" not in page
    client.force_login(administrator)
    page = body(client.get(address))
    assert all(f"{verb}/" in page for verb in ("rename", "questions", "split", "merge", "retire"))


def test_renaming(edits, condition):
    data = {"name": "A better name", "slug": "", "keep_as": "former", **SEEN}
    assert edits.post(RENAME, data)["Location"] == "/catalogue/conditions/a-better-name/"


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "", "This field is required."),
        ("name", "x" * 501, "at most 500 characters"),
        ("slug", "Not a slug!", "valid “slug”"),
        ("slug", "x" * 101, "at most 100 characters"),
        ("slug", "taken", "An address never passes on."),
        ("slug", "a-z", "A page of the site has this address."),
        ("keep_as", "abbreviation", "Select a valid choice."),
    ],
)
def test_bad_name_or_address_is_said_beside_the_field(edits, condition, field, value, error):
    factories.make_condition("taken")
    data = {"name": "B", "slug": "b", "keep_as": "former", **SEEN, field: value}
    response = edits.post(RENAME, data)
    assert response.status_code == 200 and error in body(response)
    assert value in body(response) or field == "keep_as"
    condition.refresh_from_db()
    assert condition.name == "a disease"


def test_renaming_what_was_renamed_meanwhile_is_409_and_can_be_sent_again(edits, condition):
    data = {"name": "mine", "slug": "a-disease", "keep_as": "former", **SEEN}
    Condition.objects.filter(pk=condition.pk).update(name="theirs")
    response = edits.post(RENAME, data)
    page = body(response)
    assert response.status_code == 409 and 'value="mine"' in page and "“theirs”" in page
    assert 'name="seen_name" value="theirs"' in page
    assert edits.post(RENAME, {**data, "seen_name": "theirs"}).status_code == 302


def test_words_typed_in_an_ended_session_come_back(edits, condition, editor):
    page = body(edits.get(RENAME))
    whose = page.split('name="whose" value="')[1].split('"')[0]
    del edits.cookies[settings.SESSION_COOKIE_NAME]
    data = {"name": "typed before", "slug": "a-disease", "keep_as": "former", "whose": whose}
    assert edits.post(RENAME, {**data, **SEEN}).status_code == 302
    session = edits.session
    edits.force_login(editor)
    kept = edits.session
    kept.update(session)
    kept.save()
    assert 'value="typed before"' in body(edits.get(RENAME))


def test_splitting(runs, condition):
    name = factories.make_name(condition, "the part")
    data = {"name": "the part", "slug": "", "names": [name.pk], "seen": digest(condition)}
    assert runs.post(SPLIT, data)["Location"] == "/catalogue/conditions/the-part/"
    assert not condition.names.exists()


def test_stale_split_is_409_and_keeps_what_was_typed(runs, condition):
    data = {"name": "the part", "slug": "", "seen": "x"}
    response = runs.post(SPLIT, data)
    assert response.status_code == 409 and 'value="the part"' in body(response)
    assert f'value="{digest(condition)}"' in body(response)
    assert Condition.objects.count() == 1


def test_foreign_row_in_a_split_is_an_error(runs, condition):
    other = factories.make_name(factories.make_condition(), "theirs")
    factories.make_name(condition, "ours")
    data = {"name": "the part", "names": [other.pk], "seen": digest(condition)}
    assert "Select a valid choice" in body(runs.post(SPLIT, data))


def test_retiring_and_taking_back(runs, condition):
    factories.make_member(condition)
    address = "/catalogue/conditions/a-disease/"
    assert "1 member is in its community." in body(runs.get(f"{address}retire/"))
    assert runs.post(f"{address}retire/", {"members": "0"}).status_code == 409
    assert runs.post(f"{address}retire/", {"members": "x"}).status_code == 409
    assert runs.post(f"{address}retire/", {"members": "1"}).status_code == 302
    assert runs.get("/conditions/a-disease/").status_code == 410
    assert runs.post(f"{address}revive/").status_code == 302
    assert runs.post(f"{address}revive/").status_code == 409
    assert runs.get("/conditions/a-disease/").status_code == 200


def test_questions_of_one_condition(edits, condition):
    usual = factories.make_question("usual")
    shown = body(edits.get(QUESTIONS))
    assert f'name="asked-{usual.pk}"' in shown and "as on every page: yes" in shown
    data = {f"asked-{usual.pk}": "no", f"seen-{usual.pk}": ""}
    assert edits.post(QUESTIONS, data).status_code == 302
    assert Topic.objects.get().is_asked is False
    late = edits.post(QUESTIONS, {**data, f"asked-{usual.pk}": "yes"})
    assert late.status_code == 409 and Topic.objects.get().is_asked is False


def test_question_with_a_public_text_is_an_error_beside_it(edits, condition):
    topic = factories.make_topic(condition)
    factories.make_public(topic)
    data = {f"asked-{topic.question_id}": "no", f"seen-{topic.question_id}": ""}
    response = edits.post(QUESTIONS, data)
    assert response.status_code == 200 and "There is a public text on it" in body(response)


def test_flag_is_answered_from_its_page(runs, condition):
    other = factories.make_condition("other disease")
    flag = CatalogueFlag.objects.create(
        condition=condition, kind="merged", source="doid", detail="It was merged.", proposed=other
    )
    assert "It was merged." in body(runs.get(f"/catalogue/questions/{flag.pk}/"))
    page = body(runs.get(f"/catalogue/questions/{flag.pk}/"))
    assert "/catalogue/conditions/a-disease/merge/?into=other-disease" in page
    assert "other disease" in body(runs.get("/catalogue/questions/"))
    assert runs.post(f"/catalogue/questions/{flag.pk}/keep/").status_code == 302
    late = runs.post(f"/catalogue/questions/{flag.pk}/retire/", {"members": "0"})
    assert late.status_code == 409 and "Kept as it is" in body(late)
    condition.refresh_from_db()
    assert condition.is_live


def test_retiring_from_a_flag(runs, condition):
    flag = CatalogueFlag.objects.create(condition=condition, kind="gone", source="doid")
    address = f"/catalogue/questions/{flag.pk}/retire/"
    assert runs.post(address, {"members": "5"}).status_code == 409
    assert runs.post(address, {"members": "0"}).status_code == 302
    condition.refresh_from_db()
    assert condition.state == "retired"
