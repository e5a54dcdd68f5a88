import html
import re
from http import HTTPStatus
from urllib.parse import urljoin

import polib
import pytest
from django.conf import settings

from common import yaml_files
from conditions import standard_questions
from conditions.summaries.signing import checklist
from diseasemaps.release import languages_in
from experiences import standard_reasons
from experiences.models import Reason
from tests import factories

PO_FILES = [po for path in settings.LOCALE_PATHS for po in path.glob("*/LC_MESSAGES/django.po")]
OTHER_LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
FILLED_IN = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?\w+>")


@pytest.fixture
def locale(tmp_path):
    def add(*codes):
        for code in codes:
            folder = tmp_path / code / "LC_MESSAGES"
            folder.mkdir(parents=True)
            (folder / "django.mo").touch()
        return tmp_path

    return add


def test_site_speaks_english_and_spanish():
    assert settings.LANGUAGES == [("en", "English"), ("es", "español")]


def test_a_language_is_added_by_adding_its_folder(locale):
    assert languages_in(locale("fr", "pt_BR"), "en") == [
        ("en", "English"),
        ("fr", "français"),
        ("pt-br", "Português Brasileiro"),
    ]


def test_a_folder_without_compiled_messages_is_no_language(tmp_path):
    (tmp_path / "fr" / "LC_MESSAGES").mkdir(parents=True)
    assert languages_in(tmp_path, "en") == [("en", "English")]


@pytest.mark.django_db
def test_author_of_a_spanish_text_is_told_why_in_spanish(client, moderator):
    standard_reasons.load()
    spanish = Reason.objects.get(key="off-topic").wordings["es"]["message"]
    revision = factories.make_pending(language="es")
    client.force_login(moderator)
    case = revision.experience.cases.get()
    client.post(f"/moderation/cases/{case.pk}/take/")
    page = client.get(f"/moderation/cases/{case.pk}/").content.decode()
    assert spanish[:60] in page
    assert "About something else" in page


@pytest.mark.django_db
def test_wordings_of_a_reason_are_loaded_once_and_an_administrators_stay():
    standard_reasons.load()
    Reason.objects.filter(key="abuse").update(wordings={"es": {"label": "Mío", "message": "Mío."}})
    assert standard_reasons.load().writes == 0
    assert Reason.objects.get(key="abuse").label_in("es") == "Mío"
    assert Reason.objects.get(key="abuse").label_in("fr") == "Attacks somebody"


@pytest.mark.parametrize(
    "wordings",
    [[], {"es": "Mío"}, {"es": {"label": "Mío"}}, {"es": {"label": "", "message": "Mío."}}],
)
def test_wordings_that_are_not_whole_are_refused(wordings):
    reason = Reason(key="own", label="Own", message="Own.", wordings=wordings)
    with pytest.raises(standard_reasons.BadReasons, match=r"^own"):
        standard_reasons.check(reason, "own.yaml")


@pytest.mark.parametrize("path", PO_FILES, ids=lambda path: "-".join(path.parts[-4:-2]))
def test_translation_is_whole_and_compiled(path):
    source = polib.pofile(str(path))
    unfinished = [entry.msgid for entry in source if not entry.translated() or entry.fuzzy]
    assert unfinished == []
    compiled = {entry.msgid_with_context: entry for entry in polib.mofile(path.with_suffix(".mo"))}
    assert len(compiled) == len(source)
    for entry in source:
        twin = compiled[entry.msgid_with_context]
        assert (entry.msgstr, entry.msgstr_plural) == (twin.msgstr, twin.msgstr_plural)


@pytest.mark.parametrize("path", PO_FILES, ids=lambda path: "-".join(path.parts[-4:-2]))
def test_translation_keeps_what_the_program_fills_in(path):
    for entry in polib.pofile(str(path)):
        originals = {"": entry.msgid} if not entry.msgid_plural else {}
        texts = entry.msgstr_plural or {"": entry.msgstr}
        for number, text in texts.items():
            allowed = [originals.get(number, entry.msgid_plural)]
            if number == 0:
                # The first form is that of one, which may say so in words.
                allowed.append(entry.msgid)
            filled = sorted(FILLED_IN.findall(text))
            assert filled in [sorted(FILLED_IN.findall(each)) for each in allowed], text


@pytest.mark.django_db
def test_language_from_right_to_left_turns_the_page(client, settings):
    """Arabic, whose strings Django brings a few of; ours are not translated."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    topic = factories.make_topic()
    factories.make_public(topic, text="Told in English.")
    page = client.get(f"/ar{topic.get_absolute_url()}").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "css/site.rtl" in page and "css/site.css" not in page
    # What is told in another language keeps its own direction.
    assert '<div class="text" lang="en" dir="auto">' in page
    page = client.get(topic.get_absolute_url()).content.decode()
    assert '<html lang="en">' in page and "css/site.rtl" not in page


def switched(client, url, language="es"):
    """The address to which the footer leads for another language."""
    page = client.get(url).content.decode()
    found = re.search(rf'<a\s+href="([^"]*)"\s+lang="{language}"\s+hreflang="{language}"', page)
    return html.unescape(found[1])


@pytest.mark.sample(2)
@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "/search/?q=what+causes+fever%26more",
        "/conditions/?page=1",
        "/map/?country=ES",
        "/accounts/login/?next=%2Flatest%2F",
    ],
)
def test_switch_of_language_keeps_what_was_asked_of_the_page(client, url):
    assert switched(client, url) == f"/es{url}"
    assert switched(client, f"/es{url}", "en") == url
    assert client.get(f"/es{url}").status_code == HTTPStatus.OK


@pytest.mark.django_db
def test_switch_of_language_keeps_filters_and_the_place_among_experiences(client):
    topic = factories.make_topic()
    factories.make_many_public(topic, 21)
    url = f"{topic.get_absolute_url()}?relation=patient&order=range"
    older = re.search(r'href="([^"]*after=[^"]*)"', client.get(url).content.decode())[1]
    older = urljoin(url, html.unescape(older)).partition("#")[0]
    assert "relation=patient" in older and switched(client, older) == f"/es{older}"
    assert client.get(f"/es{older}").status_code == HTTPStatus.OK


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["next=//evil.example", "q=%22%3E%3Cb%3E", "=&&;", "q=%00%ff%E2%80%AE", "q=a&q=b"]
)
def test_switch_of_language_leads_nowhere_else_whatever_was_asked(client, query):
    url = switched(client, f"/search/?{query}")
    assert url.startswith("/es/search/?") and not set('"<>\0 ') & set(url)
    assert client.get(url).status_code == HTTPStatus.OK


@pytest.mark.django_db
def test_place_in_a_list_that_is_shorter_in_another_language_is_its_end(client):
    factories.make_condition("long disease")
    assert client.get("/es/search/?q=long&page=99").status_code == HTTPStatus.OK


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/", "/search/", "/es/conditions/", "/accounts/login/"])
def test_every_reader_finds_the_map(client, url):
    prefix = "/es" if url.startswith("/es/") else ""
    assert f'<a href="{prefix}/map/">' in client.get(url).content.decode()


def in_language(path, language):
    return yaml_files.read(path.with_suffix(f".{language}{path.suffix}"))


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_language_has_each_question_with_as_many_prompts(language):
    questions = {each["key"]: each for each in yaml_files.read(standard_questions.QUESTIONS)}
    wordings = in_language(standard_questions.QUESTIONS, language)
    assert set(wordings) == set(questions)
    for key, wording in wordings.items():
        assert len(wording.get("prompts", [])) == len(questions[key].get("prompts", [])), key


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_language_has_each_reason(language):
    reasons = {each["key"] for each in yaml_files.read(standard_reasons.REASONS)}
    assert set(in_language(standard_reasons.REASONS, language)) == reasons


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_language_has_each_sentence_of_the_checklist_in_use(language):
    assert all(item.language(language) == language for item in checklist.current().items)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        (0, "Nadie ha compartido todavía su experiencia"),
        (1, "1 persona</strong> con ωμέγα ha compartido su experiencia"),
        (2, "2 personas</strong> con ωμέγα han compartido su experiencia"),
    ],
)
def test_count_sentence_in_spanish(client, people, sentence):
    topic = factories.make_topic(factories.make_condition("ωμέγα", slug="omega"))
    for _each in range(people):
        factories.make_public(topic)
    assert sentence in client.get(f"/es{topic.get_absolute_url()}").content.decode()
