"""What counts as the same name: case, accents, white space, hyphens and apostrophes do not."""

import pytest

from conditions.models import QuestionText
from conditions.summaries.signing.shown import Shown, folded, names_hash, shown_of
from tests import factories

SAME = [
    ("Crohn's disease", "Crohn’s disease"),
    ("Crohn's disease", "crohns Disease"),
    ("non-Hodgkin lymphoma", "Non‑Hodgkin  lymphoma"),
    ("lympho\u00adma", "lymphoma"),
    ("Sjögren syndrome", "Sjogren syndrome"),
    ("Ménière", "Me\u0301nie\u0300re"),
    ("STRASSE", "straße"),
    ("¿Qué es?", "¿que es?"),
    ("Ένας", "ενασ"),
    ("type 1 - 2", "type 1–2"),
]
OTHER = [
    ("H²", "H2"),
    ("1-2", "12"),
    ("type IIa", "type 2a"),
    ("syndrome 1", "syndrome 2"),
    ("carcinoid?", "carcinoid"),
    ("What causes it?", "Which foods cure it?"),
    ("กา", "กี"),  # vowel signs are no accents
    ("किन", "कन"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_name(one, other):
    assert folded(one) == folded(other)
    assert names_hash(Shown(one, one)) == names_hash(Shown(other, other))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_name(one, other):
    assert folded(one) != folded(other)
    assert names_hash(Shown(one, "x")) != names_hash(Shown(other, "x"))
    assert names_hash(Shown("x", one)) != names_hash(Shown("x", other))


def test_name_and_question_are_not_one_text():
    assert names_hash(Shown("a", "bc")) != names_hash(Shown("ab", "c"))


@pytest.mark.django_db
def test_names_are_those_of_the_page_in_its_language(client, django_assert_num_queries):
    topic = factories.make_topic(factories.make_condition("made-up disease"))
    factories.make_name(topic.condition, "mal inventado", kind="preferred", language="es")
    QuestionText.objects.create(
        question=topic.question, language="es", title="¿y {condition}?", label="y"
    )
    factories.make_published(topic)
    factories.make_published(topic, "es")
    with django_assert_num_queries(4):
        found = shown_of([(topic, "en"), (topic, "es")])
    assert found[topic.pk, "es"] == Shown("mal inventado", "¿y mal inventado?")
    for language, prefix in [("en", ""), ("es", "/es")]:
        page = client.get(f"{prefix}/conditions/{topic.condition.slug}/{topic.question.key}/")
        assert f">{found[topic.pk, language].title}</h1>" in page.content.decode()


@pytest.mark.django_db
def test_question_without_a_wording_in_a_language_is_put_in_the_sites_own():
    topic = factories.make_topic(factories.make_condition("made-up disease"))
    assert shown_of([(topic, "es")])[topic.pk, "es"].title.endswith("of made-up disease?")
