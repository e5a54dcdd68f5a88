"""Sample rows for the components that readers and members see."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace as Row
from typing import Any, cast
from uuid import UUID

from django.utils.formats import date_format
from django.utils.safestring import SafeString

from common.charts import bar_chart, grid
from conditions.markdown import fill_tokens, render
from conditions.models import Review
from conditions.summaries.signing.badge import Badge, Standing
from conditions.summaries.signing.shown import Shown
from conditions.summaries.signing.statement import Statement
from experiences.reading.world_picture import picture

WHEN = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
SOME_ID = UUID(int=1)
WORDS = "I was told in a corridor. Everything else I found out from a nurse who drew it for me."
ANSWER = (
    "It is caused by hormones that a tumour releases into the blood. Why the tumour starts is "
    "mostly not known."
)
BODY = "\n".join(
    f"::: {kind}\nWords of this block.\n:::\n"
    for kind in ("emergency", "soon", "next-appointment", "not-known")
)
Samples = dict[str, list[dict[str, Any]]]


def one(
    template: str,
    state: str = "as it is",
    /,
    *,
    around: str = "",
    tag: str = "div",
    **context: Any,
) -> dict[str, Any]:
    return {
        "name": state,
        "template": template,
        "context": context,
        "around": around,
        "tag": tag,
    }


def samples() -> Samples:
    return {**answers(), **voices(), **finding(), **pictures(), **writing()}


def review() -> Row:
    return Row(
        reviewed_at=WHEN,
        due_on=date(2028, 3, 4),
        reviewer=Row(get_absolute_url="/reviewers/"),
        reviewer_name="Dr Wren Example",
        credentials="invented consultant",
        get_absolute_url="/reviews/",
    )


def claim(standing: Standing, **fields: Any) -> Badge:
    """What a text says of its review, with the names that the statement has."""
    said = {"name": "Dr Wren Example", "credentials": "invented consultant"}
    data = {"reviewer": {**said, "standing": "invented"}, "taken_over": None}
    signed_as = Shown("an older name", "What causes an older name?")
    covered = {
        "review": cast(Review, review()),
        "statement": Statement("", b"", data),
        "signed_as": signed_as,
    }
    return Badge(standing, **(fields if standing is Standing.NONE else covered | fields))


def answer(standing: Standing, source_changed_at: datetime | None = None, **fields: Any) -> Row:
    return Row(
        revision=Row(short_answer=ANSWER),
        summary=Row(source_changed_at=source_changed_at),
        badge=claim(standing, **fields),
    )


def answers() -> Samples:
    short = "conditions/reading/_short_answer.html"
    taken_back: dict[str, Any] = {"withdrawn_at": WHEN, "taken_back": review()}
    source = Row(
        number=1,
        link="https://example.org/",
        title="An invented source",
        publisher="Example Journal",
        year=2024,
        kind_label="review article",
    )
    return {
        "short-answer": [
            one(short, "reviewed", answer=answer(Standing.STANDS)),
            one(short, "overdue", answer=answer(Standing.OVERDUE)),
            one(short, "signature taken back", answer=answer(Standing.NONE, **taken_back)),
            one(short, "reviewed under another name", answer=answer(Standing.RENAMED)),
            one(short, "suspended", answer=answer(Standing.SUSPENDED)),
            one(short, "source changed", answer=answer(Standing.NONE, source_changed_at=WHEN)),
        ],
        "sources": [one("conditions/reading/_sources.html", sources=[source], attribution="")],
        "blocks": [
            {
                "name": "each kind",
                "markup": SafeString(
                    fill_tokens(render(BODY), {"member_count": 0, "person_count": 0})
                ),
                "around": "prose",
            },
        ],
        "notices": [
            one(
                "conditions/reading/_notices.html",
                notices=[Row(starts_on=date(2026, 3, 4), text="A sample notice.", link="")],
            )
        ],
        "check": [
            one("conditions/reading/_check.html", review=Row(public_id=""), proof={"entries": []})
        ],
        "withdrawn": [
            one(
                "conditions/reading/_withdrawn.html",
                withdrawal=Row(withdrawn_at=WHEN, reason="A sample."),
                is_live=True,
            )
        ],
        "choice": [
            one(
                "experiences/writing/_choice.html",
                "open, without what it hides",
                around="choice",
                tag="details",
                words="This can be hard to read. Show the answer",
            )
        ],
    }


def experience(**fields: Any) -> Row:
    given: dict[str, Any] = {
        "pk": 1,
        "public_id": SOME_ID,
        "version": 1,
        "may_be_indexed": True,
        "signature": "Pocket Atlas",
        "relation_label": "has it",
        "since_diagnosis": "1 year after the diagnosis",
        "address": "/experiences/",
        "get_absolute_url": "/experiences/",
        "published_at": WHEN,
        "shared_on": date_format(WHEN, "DATE_FORMAT"),
        "language": "en",
        "live_revision": Row(text=WORDS),
        "amended_at": None,
        "topic": Row(get_absolute_url="/conditions/"),
        "state": "public",
    }
    return Row(**{**given, **fields})


def voices() -> Samples:
    count = "experiences/reading/_count.html"
    listed = "experiences/reading/_experience_list.html"
    later = WHEN + timedelta(days=90)
    mine = {"title": "What causes it?", "readers_see": "Public.", "wording_stands": ""}
    refused = decision("Rejected", Row(label_here="Gives medical advice"))
    return {
        "count": [
            one(count, "nobody", person_count=0, relative_count=0, name="it"),
            one(count, "one", person_count=1, relative_count=0, name="it"),
            one(count, "many", person_count=22, relative_count=3, name="it"),
        ],
        "experience-list": [
            one(listed, experiences=[experience()], updated_at=None),
            one(
                listed,
                "amended, and older than the summary",
                experiences=[experience(pk=2, amended_at=WHEN)],
                updated_at=later,
            ),
        ],
        "newly-shared": [
            one("site/_newly_shared.html", shared=[(experience(pk=3), "What causes it?")])
        ],
        "like-me": [
            one(
                "experiences/reading/_like_me.html",
                like_me=Row(preset=True, years_label="", relation_label="has it", country=""),
                path="/conditions/",
            )
        ],
        "own-text": [
            one(
                "experiences/writing/_own_text.html",
                "public",
                text=Row(experience=experience(), can_withdraw=True, **mine),
            ),
        ],
        "decision": [
            one(
                "experiences/writing/_decision.html",
                "in favour",
                decision=decision("Approved", None),
            ),
            one("experiences/writing/_decision.html", "against", decision=refused),
        ],
    }


def decision(verb: str, reason: Row | None) -> Row:
    return Row(
        get_verb_display=verb,
        decided_at=WHEN,
        reason=reason,
        message="A sample message." if reason else "",
        passage="take two a day" if reason else "",
        appeal=None,
    )


def finding() -> Samples:
    condition = Row(
        name="carcinoid syndrome",
        local_name="carcinoid syndrome",
        get_absolute_url="/conditions/",
        member_count=49,
    )
    asked = Row(url="/conditions/", title="What causes it?", totals="Reviewed summary")
    card = Row(
        title="What causes it?",
        review=Row(
            revision=Row(summary=Row(topic=Row(get_absolute_url="/conditions/"))),
            reviewed_at=WHEN,
            reviewer_name="Dr Wren Example",
        ),
    )
    return {
        "browse": [one("conditions/reading/_browse.html", current="a-z")],
        "letters": [
            one("conditions/reading/_letters.html", letters=["a", "b", "other"], letter="b")
        ],
        "condition-rows": [one("conditions/reading/_condition_rows.html", conditions=[condition])],
        "communities": [one("site/_communities.html", conditions=[condition])],
        "questions": [
            one(
                "conditions/reading/_questions.html",
                around="question-groups plain-list",
                tag="ul",
                questions=[asked],
            )
        ],
        "newly-reviewed": [one("site/_newly_reviewed.html", cards=[card])],
        "welcome": [
            one(
                "site/_welcome.html",
                "without its heading",
                around="welcome",
                condition_count=11_234,
                shared_count=1,
            )
        ],
        "search-form": [
            one(
                "conditions/search/_search_form.html",
                "first on a page",
                id="sample-search",
                is_first=True,
            )
        ],
        "found-text": [
            one(
                "experiences/reading/_found_text.html",
                asked=asked,
                experience=experience(pk=4),
                pieces=[Row(text="A ", is_found=False), Row(text="nurse", is_found=True)],
            )
        ],
        "jump-bar": [one("experiences/reading/_jump_bar.html", count=23)],
    }


def pictures() -> Samples:
    counted = {"PT": 9, "US": 200, "FR": 40, "DE": 70, "IN": 18}
    bars = bar_chart(
        [
            ("in the first two years", None, ""),
            ("2 to 4 years", 8, "at least 8"),
            ("later", 16, "at least 16"),
        ]
    )
    cells = grid(
        [
            ("Causes", "done", "reviewed"),
            ("Diet", "due", "review due"),
            ("Work", "none", "none yet"),
        ]
    )
    key = [("done", "reviewed"), ("due", "review due"), ("none", "none yet")]
    words = {"title": "A sample", "first": "What", "second": "How many"}
    return {
        "world": [
            one(
                "experiences/reading/_world.html",
                picture=picture(None, counted, chosen="FR"),
                link_to="#country-",
                link_end="",
                label="World map of a sample",
            )
        ],
        "charts": [
            one("charts/_bars.html", "bars, one hidden", chart=bars, hidden="not shown", **words),
            one("charts/_grid.html", "grid", chart=cells, key=key, **words),
        ],
        "figure": [
            one("experiences/moderation/_figure.html", "shown", figure=Row(value=12)),
            one("experiences/moderation/_figure.html", "hidden", figure=Row(value=None)),
            one(
                "experiences/moderation/_figures_table.html",
                "in its table",
                caption="A sample",
                first="Reason",
                cells={"Contact details": Row(value=12), "Claims a cure": Row(value=None)},
            ),
        ],
    }


def writing() -> Samples:
    rule = Row(label="A telephone number", why="It lets strangers call.", must_go=True)
    piece = Row(text="555 0100", rule=rule, suggestion="", start=0, end=8)
    marked = Row(number=1, piece=piece)
    plain = Row(number=0, piece=Row(text="Call me at "))
    return {
        "prompts": [one("experiences/writing/_prompts.html", prompts=["What happened first?"])],
        "marked-text": [
            one("experiences/writing/_marked_text.html", passages=[plain, marked], language="en")
        ],
        "passages": [
            one("experiences/writing/_passages.html", marked=[marked], experience=experience())
        ],
        "crisis-help": [one("experiences/writing/_crisis_help.html", crisis_line=None)],
        "stored-words": [one("experiences/writing/_stored_words.html", text=WORDS, language="en")],
        "writing-status": [
            one(
                "experiences/writing/_writing_status.html",
                "saved",
                counted="86 of 6,000 characters",
                said="Saved at 9:30",
            )
        ],
    }
