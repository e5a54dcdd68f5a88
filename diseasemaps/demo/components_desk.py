"""Sample rows for the components that moderators, editors, reviewers and administrators see."""

from types import SimpleNamespace as Row

from django import forms
from django.utils.safestring import SafeString

from common.diffs import side_by_side, word_diff
from diseasemaps.demo.components_reading import ANSWER, WHEN, WORDS, Samples, one

BEFORE, AFTER = "It is caused by hormones.", "It is caused by hormones from a tumour."


class SampleForm(forms.Form):
    """Stands in for the forms of which the partials show some fields."""

    about_other = forms.BooleanField(label="It is about somebody else", required=False)
    subject_age = forms.ChoiceField(label="How old", choices=[("adult", "an adult")])
    subject_agreed = forms.ChoiceField(label="Agreed", choices=[("yes", "yes")])
    reason = forms.ChoiceField(label="Reason", choices=[("spam", "Advertises something")])
    message = forms.CharField(label="Message", widget=forms.Textarea(attrs={"rows": 3}))
    passage = forms.CharField(label="Passage", required=False)
    quote = forms.CharField(label="Quote", required=False)
    note = forms.CharField(label="Note", required=False)
    country = forms.ChoiceField(label="Country", choices=[("FR", "France")], required=False)
    title = forms.CharField(label="Title")
    publisher = forms.CharField(label="Publisher or journal")
    year = forms.IntegerField(label="Year")
    url = forms.CharField(label="Link")
    doi = forms.CharField(label="DOI")
    pmid = forms.CharField(label="PMID")
    kind = forms.ChoiceField(label="Type", choices=[("study", "study")])
    stays = forms.ChoiceField(
        label="Which of the two stays",
        choices=[("going", "the one that comes"), ("staying", "the one that is there")],
        widget=forms.RadioSelect,
    )


def form(prefix: str) -> SampleForm:
    return SampleForm(prefix=prefix)


def samples() -> Samples:
    return {**moderating(), **editing(), **merging()}


def work() -> Row:
    verbs = [
        Row(key="a", url_name="experiences:case-approve", label="Approve", needs_preview=False),
        Row(key="r", slug="reject", label="Reject", needs_preview=True, is_grave=True),
    ]
    return Row(
        case=Row(pk=1, is_open=True, is_held=False),
        verbs=verbs,
        reports=[Row(get_why_display="Names somebody", reported_at=WHEN, text="The second line.")],
        appeal=None,
        changes=list(word_diff(BEFORE, AFTER)),
        is_severe=False,
        answer=Row(revision=Row(short_answer=ANSWER)),
        outcomes=[("approved", 3)],
        notes=[Row(author=Row(pen_name="Sharp Pencil"), written_at=WHEN, text="Please look.")],
        noticed=[
            Row(
                label="A telephone number",
                passage="555 0100",
                is_of_whole=False,
                signal=Row(pk=1, verdict="useful", get_verdict_display="useful"),
                rule=Row(why="It lets strangers call."),
            )
        ],
    )


def case(risk: int, words: str, *, is_held: bool = False) -> Row:
    return Row(
        case=Row(
            pk=risk, risk=risk, is_held=is_held, condition=Row(name="sarcoidosis"), language="en"
        ),
        url="/moderation/",
        kind="new text",
        risk=words,
        waiting="2 hours",
        question="What causes it?",
        who="has it",
        can_be_refused=True,
        seen=f"{risk}:1",
    )


def moderating() -> Samples:
    folder = "experiences/moderation"
    rule = Row(family="contact", label="A telephone number")
    rows = [case(0, "none seen"), case(2, "look closely", is_held=True), case(3, "at once")]
    return {
        "case-rows": [one(f"{folder}/_case_rows.html", page=Row(rows=rows), form=Row(checked=[]))],
        "bulk": [one(f"{folder}/_bulk.html", form=form("bulk"))],
        "case-text": [
            one(
                f"{folder}/_case_text.html",
                pieces=[Row(text="Call me at ", rule=None), Row(text="555 0100", rule=rule)],
                language="en",
            )
        ],
        "beside": [one(f"{folder}/_beside.html", work=work())],
        "context": [one(f"{folder}/_context.html", work=work())],
        "signals": [one(f"{folder}/_signals.html", work=work(), can_judge=True)],
        "decide": [one(f"{folder}/_decide.html", work=work(), form=form("decide"))],
        "menu": [one(f"{folder}/_menu.html", here="log")],
        "keys": [
            one(f"{folder}/_key_list.html"),
            one(f"{folder}/_keys.html", "the bar, once a script shows it", rows=True),
        ],
        "filter": [
            one(
                "experiences/reading/_filter.html",
                around="filters",
                field=form("filter")["country"],
                label="Country",
            )
        ],
        "about-other": [one("experiences/writing/_about_other.html", form=form("other"))],
    }


def editing() -> Samples:
    finding = Row(text="Source 2 is cited nowhere.", must_be_mended=False)
    must = Row(text="The short answer is empty.", must_be_mended=True)
    note = Row(
        is_open=True, section="Causes", written_by="Dr Wren Example", written_at=WHEN, text=WORDS
    )
    preview = Row(
        findings=[must, finding],
        advice=Row(short_answer_words=24),
        revision=Row(summary=Row(language="en"), short_answer=ANSWER, attribution=""),
        html=SafeString("<h3>Causes</h3><p>Words of the long answer.</p>"),
        sources=[],
    )
    row = Row(url="/desk/", title="What causes it?", language="en", facts=["in review"], page="/")
    return {
        "desk": [
            one(
                "conditions/desk/_list.html",
                around="desk-lists",
                list=Row(listing=Row(slug="mine", label="Mine", empty=""), count=3, rows=[row]),
            )
        ],
        "rows": [one("conditions/desk/_rows.html", rows=[row])],
        "findings": [
            one("conditions/summaries/_findings.html", "some", preview=preview),
            one("conditions/summaries/_findings.html", "none", preview=Row(findings=[])),
        ],
        "preview": [one("conditions/summaries/_preview.html", around="preview", preview=preview)],
        "source-row": [
            one(
                "conditions/summaries/_source_row.html",
                row=form("source"),
                place=1,
                revision=Row(pk=1),
            )
        ],
        "syntax": [one("conditions/summaries/_syntax.html")],
        "compared": [
            one(
                "conditions/summaries/_compared.html",
                rows=list(side_by_side(BEFORE, AFTER)),
                language="en",
                has_base=True,
            )
        ],
        "diff": [one("site/_diff.html", pieces=list(word_diff(BEFORE, AFTER)))],
        "review-notes": [
            one(
                "conditions/summaries/_review_notes.html",
                desk=Row(may_settle=False, may_note=False),
                form=Row(answers=[(note, None)]),
                revision=Row(pk=1),
            )
        ],
    }


def merging() -> Samples:
    answer = Row(
        summary=Row(language="en"),
        live=Row(short_answer=BEFORE),
        there=Row(live_revision=Row(short_answer=AFTER)),
        clashes=True,
        open=[],
    )
    moving = Row(experiences=["one"], public=1, seconds=[])
    topic = Row(label="Causes", move=moving, asked=None, answers=[(answer, form("merge")["stays"])])
    return {
        "merging": [
            one(
                "experiences/merging/_topic.html",
                "a question of two conditions that become one",
                around="plain-list",
                tag="ul",
                row=topic,
            )
        ]
    }
