"""Whole questions, as people put them, lead to the topic: the standard questions, two languages.

"What is …" leads to the condition: its page begins with that answer.
"""

import pytest

from conditions import standard_questions
from conditions.models import Condition, Topic
from conditions.search.answer import search
from conditions.search.index import reindex
from tests import factories

pytestmark = pytest.mark.django_db

CONDITIONS = {
    "carcinoid syndrome": "síndrome carcinoide",
    "Marfan syndrome": "síndrome de Marfan",
    "cystic fibrosis": "fibrosis quística",
    "Huntington's disease": "enfermedad de Huntington",
    "multiple sclerosis": "esclerosis múltiple",
    "gout": "gota",
    "systemic lupus erythematosus": "lupus eritematoso sistémico",
}
ENGLISH = {
    "what causes carcinoid sindrome": ("carcinoid-syndrome", "causes"),
    "what is marfan syndrome": ("marfan-syndrome", ""),
    "symptoms of cystic fibrosis": ("cystic-fibrosis", "symptoms"),
    "how do i know if i have lupus erythematosus": ("systemic-lupus-erythematosus", "know-if"),
    "how is multiple sclerosis diagnosed": ("multiple-sclerosis", "diagnosis"),
    "huntingtons disease treatment": ("huntingtons-disease", "treatments"),
    "side effects of gout treatments": ("gout", "side-effects"),
    "is there a cure for cystic fibrosis?": ("cystic-fibrosis", "cure"),
    "can marfan be cured": ("marfan-syndrome", "cure"),
    "is huntington's hereditary": ("huntingtons-disease", "hereditary"),
    "is multiple sclerosis contagious": ("multiple-sclerosis", "contagious"),
    "cystic fibrosis life expectancy": ("cystic-fibrosis", "life-expectancy"),
    "how common is carcinoid syndrome": ("carcinoid-syndrome", "prevalence"),
    "living with gout": ("gout", "living"),
    "gout diet": ("gout", "diet"),
    "can you exercise with multiple sclerosis": ("multiple-sclerosis", "exercise"),
    "working with multiple sclerosis": ("multiple-sclerosis", "work"),
    "marfan syndrome and depresion": ("marfan-syndrome", "depression"),
    "latest advances in cystic fibrosis": ("cystic-fibrosis", "advances"),
    "myths about gout": ("gout", "myths"),
    "what is it like to live with gout": ("gout", "living"),
    "exercising with gout": ("gout", "exercise"),
    "i have gout": ("gout", ""),
    "my son has cystic fibrosis": ("cystic-fibrosis", ""),
    "my mother died of huntingtons disease": ("huntingtons-disease", ""),
}
SPANISH = {
    "que causa el sindrome carcinoide": ("carcinoid-syndrome", "causes"),
    "causas de la gota": ("gout", "causes"),
    "qué es el síndrome de marfan": ("marfan-syndrome", ""),
    "sintomas de fibrosis quistica": ("cystic-fibrosis", "symptoms"),
    "como saber si tengo esclerosis multiple": ("multiple-sclerosis", "know-if"),
    "como se diagnostica la fibrosis quística": ("cystic-fibrosis", "diagnosis"),
    "tratamientos para la gota": ("gout", "treatments"),
    "tratamiento del síndrome carcinoide": ("carcinoid-syndrome", "treatments"),
    "efectos secundarios esclerosis múltiple": ("multiple-sclerosis", "side-effects"),
    "¿tiene cura la fibrosis quística?": ("cystic-fibrosis", "cure"),
    "se hereda la enfermedad de huntington": ("huntingtons-disease", "hereditary"),
    "la esclerosis múltiple se contagia": ("multiple-sclerosis", "contagious"),
    "esperanza de vida fibrosis quistica": ("cystic-fibrosis", "life-expectancy"),
    "alimentación para la gota": ("gout", "diet"),
    "ejercicio con esclerosis multiple": ("multiple-sclerosis", "exercise"),
    "trabajo y lupus eritematoso": ("systemic-lupus-erythematosus", "work"),
    "depresión y síndrome de marfan": ("marfan-syndrome", "depression"),
    "últimos avances en fibrosis quística": ("cystic-fibrosis", "advances"),
    "mitos sobre la gota": ("gout", "myths"),
    "remedios naturales para la gota": ("gout", "natural"),
    "mi hijo tiene fibrosis quistica": ("cystic-fibrosis", ""),
}


@pytest.fixture
def catalogue():
    standard_questions.load()
    for english, spanish in CONDITIONS.items():
        condition = factories.make_condition(english)
        factories.make_name(condition, spanish, language="es", kind="preferred")
    reindex(Condition.objects.values_list("pk", flat=True))


@pytest.mark.thorough
def test_questions_as_people_put_them(catalogue):
    got, wanted = {}, {**ENGLISH, **SPANISH}
    for query in wanted:
        found = search(query, "es" if query in SPANISH else "en")
        key = found.asked[0].question.key if found.asked else ""
        got[query] = found.hits[0].condition.slug if found.hits else "", key
    assert {query: (got[query], to) for query, to in wanted.items() if got[query] != to} == {}
    assert min(len(ENGLISH), len(SPANISH)) >= 20
    assert not Topic.objects.exists()
