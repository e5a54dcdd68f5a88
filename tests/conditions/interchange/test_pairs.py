import gzip
import json
import re
from io import StringIO
from itertools import islice

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from conditions import sort_keys, standard_questions
from conditions.models import Code, Condition, Name, Revision, Summary
from tests import factories

pytestmark = pytest.mark.django_db
PAIR = {
    "source": "GARD",
    "url": "https://rarediseases.info.nih.gov/gard/1/x",
    "focus": "Wilson's disease",
    "cuis": ["C0019202"],
    "synonyms": [],
    "qid": "0000001-1",
    "qtype": "symptoms",
    "question": "What are the symptoms of Wilson's disease ?",
    "answer": "They are:    - One.    - Two.",
}


@pytest.fixture(scope="module")
def questions(module_db):
    standard_questions.load()


@pytest.fixture
def condition(questions, db):
    condition = factories.make_condition("Wilson disease")
    Code.objects.create(condition=condition, system="umls", value="C0019202", relation="exact")
    return condition


@pytest.fixture
def bring(tmp_path):
    def run(*rows, **options):
        path = tmp_path / "pairs.jsonl"
        path.write_text("".join(json.dumps({**PAIR, **row}) + "\n" for row in rows), "utf-8")
        return bring_file(path, **options)

    return run


def bring_file(path, **options):
    out = StringIO()
    call_command("import_summaries", str(path), stdout=out, no_progress=True, **options)
    return out.getvalue()


def total(out):
    """All that the tally accounts for."""
    drafts = re.findall(r"([\d,]+) (?:created|changed|unchanged)", out)
    skipped = re.findall(r"^skipped ([\d,]+):", out, re.MULTILINE)
    return sum(int(number.replace(",", "")) for number in drafts + skipped)


def test_a_pair_becomes_a_draft_with_its_source_and_licence(condition, bring):
    bring({})
    draft = Revision.objects.get()
    assert draft.summary.topic.condition == condition
    assert (draft.state, draft.short_answer) == ("draft", "")
    assert draft.body == "They are:\n\n- One.\n- Two."
    assert draft.sources.get().publisher == "Genetic and Rare Diseases Information Center"
    assert "CC BY 4.0" in draft.attribution
    assert not draft.contributors.exists()


def test_several_pairs_on_one_topic_are_several_drafts(condition, bring):
    out = bring({}, {"source": "GHR"}, {"qid": "0000001-2", "qtype": "complications"})
    assert "3 created" in out
    assert set(Revision.objects.values_list("number", flat=True)) == {1, 2, 3}


def test_long_foci_that_begin_alike_share_an_id_but_no_draft(condition, bring):
    focus = "Myelodysplastic/ Myeloproliferative Neoplasm"
    assert "2 created" in bring({"focus": f"{focus}s"}, {"focus": f"{focus}, Unclassifiable"})


def test_pairs_come_behind_the_revisions_that_are_there(condition, bring):
    bring({})
    topic = Revision.objects.get().summary.topic
    public = factories.make_published(topic)
    bring({}, {"qid": "0000001-2"})
    assert set(topic.summaries.get().revisions.values_list("number", flat=True)) == {1, 2, 3}
    assert Summary.objects.get().live_revision == public


def test_the_same_pairs_again_change_nothing(condition, bring):
    bring({}, {"source": "GHR"})
    assert "0 created, 0 changed, 2 unchanged" in bring({}, {"source": "GHR"})


def test_a_changed_answer_renews_a_draft_that_nobody_touched(condition, bring):
    bring({})
    assert "1 changed" in bring({"answer": "Newer."})
    assert "1 changed" in bring({"answer": "Newest.", "url": "https://example.org/"})
    draft = Revision.objects.get()
    assert draft.body == "Newest."
    assert draft.sources.get().url == "https://example.org/"


@pytest.mark.parametrize("work", ["saved", "taken over", "in review"])
def test_a_draft_that_somebody_worked_on_is_left_alone(condition, bring, editor, work):
    bring({})
    draft = Revision.objects.get()
    if work == "saved":
        Revision.objects.update(version=2, body="Mine.")
    elif work == "taken over":
        draft.contributions.create(person=editor)
    else:
        Revision.objects.update(short_answer="Yes.", state="in_review")
    before = Revision.objects.values().get()
    assert "skipped 1: edited here since" in bring({"answer": "Newer."})
    assert Revision.objects.values().get() == before


def test_a_focus_is_found_by_name_where_no_code_tells(condition, bring):
    Name.objects.create(condition=condition, text="Wilson's disease")
    assert "1 created" in bring({"cuis": ["C9999999"]})


def test_the_name_of_a_condition_goes_before_the_id_of_another(condition, bring):
    named = factories.make_condition("Wilson's disease")
    bring({})
    assert Revision.objects.get().summary.topic.condition == named


@pytest.mark.parametrize("focus", ["Wilson disease, childhood type", "Childhood Wilson Disease"])
def test_the_id_of_a_broader_condition_does_not_count(condition, bring, focus):
    assert "skipped 1: only a broader condition" in bring({"focus": focus})


def test_an_abbreviation_in_brackets_makes_no_narrower_condition(condition, bring):
    assert "1 created" in bring({"focus": "Wilson Disease (WD)"})


def test_a_synonym_of_the_focus_is_tried_last(condition, bring):
    assert "1 created" in bring({"cuis": [], "focus": "Copper", "synonyms": ["wilson  Disease"]})


@pytest.mark.parametrize("state", ["retired", "live"])
def test_an_unknown_focus_is_skipped_with_the_reason(condition, bring, state):
    Condition.objects.update(state=state)
    row = {} if state == "retired" else {"cuis": [], "focus": "Copper"}
    assert "skipped 1: no condition here has this name or UMLS id" in bring(row)


def test_a_focus_that_fits_several_conditions_is_skipped(condition, bring):
    for name in ("copper storage, early", "copper storage, late"):
        Name.objects.create(condition=factories.make_condition(name), text="Copper storage")
    assert "skipped 1: name fits several conditions" in bring(
        {"cuis": [], "focus": "Copper storage"}
    )


def test_a_type_without_a_standard_question_is_skipped(condition, bring):
    assert "skipped 1: no standard question for prevention" in bring({"qtype": "prevention"})


def test_a_pair_that_stands_twice_is_skipped_once(condition, bring):
    out = bring({}, {})
    assert "1 created" in out
    assert "skipped 1: the same pair" in out


def test_a_dry_run_writes_nothing(condition, bring):
    assert "1 created" in bring({}, dry_run=True)
    assert not Revision.objects.exists()


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON"),
        ("[]", "an object is expected"),
        ("", "not JSON"),
        (json.dumps({**PAIR, "qid": 7}), "qid: a text is expected"),
        (json.dumps({**PAIR, "cuis": "C1"}), "cuis: a list of texts"),
        (json.dumps({**PAIR, "answer": " "}), "answer: empty"),
        (json.dumps({**PAIR, "answer": "a\x00"}), "answer: a null byte"),
        (json.dumps({**PAIR, "url": "ftp://x"}), "url: an address"),
        (json.dumps({key: PAIR[key] for key in PAIR if key != "focus"}), "focus: missing"),
        ("\udce9", "not valid UTF-8"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(condition, tmp_path, line, problem):
    path = tmp_path / "pairs.jsonl"
    text = f"{json.dumps(PAIR)}\n{line}\n{json.dumps(PAIR)}\n"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(CommandError, match=r"pairs\.jsonl:2: ") as refusal:
        bring_file(path)
    assert problem in str(refusal.value)
    assert not Revision.objects.exists()


def test_a_gzip_file_that_was_cut_off_is_refused(condition, tmp_path):
    path = tmp_path / "pairs.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(PAIR).encode() * 100)[:-20])
    with pytest.raises(CommandError, match="not a whole gzip file"):
        bring_file(path)


@pytest.fixture
def catalogue_of_foci(public_data, questions, db):
    """One condition for each name in MedQuAD."""
    path = public_data / "medquad" / "medquad-train.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        names = sorted({sort_keys.plain(json.loads(line)["focus"]) for line in file})
    Condition.objects.bulk_create(
        [
            Condition(slug=f"focus-{number}", name=name, sort_name=name, initial="#")
            for number, name in enumerate(names)
        ],
        batch_size=500,
    )
    return path


@pytest.mark.thorough
def test_all_of_medquad_is_accounted_for_and_found_again(catalogue_of_foci, tmp_path):
    out = bring_file(catalogue_of_foci)
    assert total(out) == 8128
    assert "drafts: 8,028 created" in out
    assert "skipped 100: no standard question for prevention" in out
    assert Revision.objects.count() == 8028
    some = tmp_path / "some.jsonl"
    with gzip.open(catalogue_of_foci, "rt", encoding="utf-8") as file:
        some.write_text("".join(islice(file, 500)))
    again = bring_file(some)
    assert total(again) == 500
    assert "drafts: 0 created, 0 changed" in again
