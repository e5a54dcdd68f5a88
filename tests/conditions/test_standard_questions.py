import pytest
import yaml

from conditions import standard_questions
from conditions.models import Question, QuestionText

pytestmark = pytest.mark.django_db
ENTRY = {
    "key": "pain",
    "kind": "mixed",
    "group": "daily-life",
    "review_months": 12,
    "title": "Does {condition} hurt?",
    "label": "Pain",
    "prompts": ["Where?"],
}


@pytest.fixture
def written(tmp_path):
    def write(*entries):
        path = tmp_path / "questions.yaml"
        path.write_text(yaml.safe_dump(list(entries)), "utf-8")
        return path

    return write


def test_the_28_questions_exist_after_loading_in_their_order():
    tally = standard_questions.load()
    assert tally.count("questions", "created") == Question.objects.count() == 28
    assert Question.objects.first().key == "overview"
    assert QuestionText.objects.filter(language="es").count() == 28


@pytest.mark.thorough
def test_loading_twice_changes_nothing():
    standard_questions.load()
    assert standard_questions.load().writes == 0


def test_an_administrators_wording_is_left_alone():
    standard_questions.load()
    QuestionText.objects.filter(question__key="cure", language="en").update(label="Cured?")
    Question.objects.filter(key="cure").update(review_months=3)
    standard_questions.load()
    assert Question.objects.get(key="cure").review_months == 3
    assert QuestionText.objects.get(question__key="cure", language="en").label == "Cured?"


def test_a_missing_language_is_added():
    standard_questions.load()
    QuestionText.objects.filter(question__key="cure", language="es").delete()
    tally = standard_questions.load()
    assert tally.count("question texts", "created") == tally.writes == 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"kind": "rumour"}, "rumour"),
        ({"group": "misc"}, "misc"),
        ({"review_months": 0}, "review_months"),
        ({"key": "Not a key"}, "slug"),
        ({"title": "Does it hurt?"}, "{condition}"),
        ({"label": "x" * 61}, "60"),
        ({"prompts": "Where?"}, "list of sentences"),
        ({"colour": "blue"}, "unknown: colour"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused_whole(written, change, problem):
    with pytest.raises(standard_questions.BadQuestions, match="question 2") as refusal:
        standard_questions.load(written(ENTRY, {**ENTRY, "key": "other", **change}))
    assert problem in str(refusal.value)
    assert not Question.objects.exists()


def test_a_key_that_stands_twice_is_refused(written):
    with pytest.raises(standard_questions.BadQuestions, match="stands twice"):
        standard_questions.load(written(ENTRY, ENTRY))


def test_a_language_is_added_by_adding_a_file(written, tmp_path):
    path = written(ENTRY)
    french = {"pain": {"title": "{condition} fait mal ?", "label": "Douleur"}}
    (tmp_path / "questions.fr.yaml").write_text(yaml.safe_dump(french), "utf-8")
    standard_questions.load(path)
    assert QuestionText.objects.get(language="fr").label == "Douleur"


def test_a_broken_file_of_wordings_is_named_and_nothing_is_written(written, tmp_path):
    path = written(ENTRY)
    (tmp_path / "questions.fr.yaml").write_text("pain: {title: Mal, label: Douleur}", "utf-8")
    with pytest.raises(standard_questions.BadQuestions, match=r"questions\.fr\.yaml: pain"):
        standard_questions.load(path)
    assert not Question.objects.exists()
