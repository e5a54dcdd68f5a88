"""Data for the pages of a draft: what it begins with, its preview, its differences."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, override

from common.diffs import word_diff
from conditions.asked import topic_title, wordings
from conditions.display_names import condition_names
from conditions.markdown import fill_tokens, render
from conditions.models import Condition, Question, Revision, Source
from conditions.models.revisions import BODY_MAX
from conditions.summaries.writing.advice import Advice, Problem, advice, findings
from conditions.summaries.writing.forms import DraftForms, Typed

SHOWN = 20  # drafts of one topic, newest first
YEAR = re.compile(r"\d{1,4}")


@dataclass(frozen=True)
class Beginning:
    condition: Condition
    question: Question
    language: str
    title: str
    label: str
    texts: Sequence[Revision]

    @property
    def language_name(self) -> str:
        name: str = get_language_info(self.language)["name_local"]
        return name

    @property
    def live(self) -> Revision | None:
        return next((text for text in self.ours if text.is_live), None)

    @property
    def in_review(self) -> Revision | None:
        waiting = Revision.State.IN_REVIEW
        return next((text for text in self.ours if text.state == waiting), None)

    @property
    def drafts(self) -> list[Revision]:
        """Of editors here, to go on with instead of beginning another."""
        return [text for text in self.ours if text.is_open and not text.import_key]

    @property
    def imported(self) -> list[Revision]:
        """From elsewhere. They stay as they came: a draft is made from a copy."""
        return [text for text in self.ours if text.is_open and text.import_key]

    @property
    def to_translate(self) -> list[Revision]:
        return [text for text in self.texts if text.is_live and text not in self.ours]

    @property
    def ours(self) -> list[Revision]:
        """Texts in the language of the new draft."""
        return [text for text in self.texts if text.summary.language == self.language]

    def find(self, pk: int | None) -> Revision | None:
        """The chosen one; none for an empty draft."""
        if pk is None:
            return None
        for text in self.texts:
            if text.pk == pk:
                return text
        raise Http404


def asked_of(condition: Condition, question: Question, language: str) -> Beginning:
    """The question as it is put of the condition, without any texts."""
    wording = wordings(language)[question.pk]
    name = condition_names(condition, language).preferred
    return Beginning(condition, question, language, wording.about(name), wording.label, ())


def beginning_of(condition: Condition, question: Question, language: str) -> Beginning:
    texts = Revision.objects.to_begin_with(condition, question).with_topic()
    return replace(asked_of(condition, question, language), texts=list(texts[:SHOWN]))


@dataclass(frozen=True)
class Preview:
    """A text as its page will show it, and what an editor should know of it."""

    revision: Revision
    sources: Sequence[Source]

    @cached_property
    def html(self) -> SafeString:
        totals = self.revision.summary.topic.totals
        # The headings of blocks in the language of the text.
        with override(self.revision.summary.language):
            return SafeString(fill_tokens(render(self.revision.body), totals))

    @cached_property
    def findings(self) -> list[Problem]:
        return findings(self.revision, self.sources)

    @cached_property
    def advice(self) -> Advice:
        summary = self.revision.summary
        return advice(self.revision.short_answer, self.revision.body, summary.language)

    @property
    def can_be_handed_in(self) -> bool:
        return not any(finding.must_be_mended for finding in self.findings)


def preview_of(revision: Revision, typed: Typed) -> Preview:
    """A preview of the form as it is, valid or not, without storing it. A text that is too long is
    cut where it could be saved: the rest would take the server's time."""
    fields = typed.fields
    shown = Revision(
        summary=revision.summary,
        short_answer=fields["short_answer"][:BODY_MAX],
        body=fields["body"].replace("\r\n", "\n")[:BODY_MAX],
        attribution=fields["attribution"][:BODY_MAX],
    )
    kinds = set(Source.Kind.values)
    sources = [
        Source(
            number=number,
            title=row["title"],
            publisher=row["publisher"],
            year=int(row["year"]) if YEAR.fullmatch(row["year"]) else None,
            url=row["url"] if row["url"].startswith(("http://", "https://")) else "",
            kind=row["kind"] if row["kind"] in kinds else Source.Kind.WEBSITE,
        )
        for number, row in enumerate(typed.rows, start=1)
    ]
    return Preview(shown, sources)


def draft_page(revision: Revision, forms: DraftForms | None = None) -> dict[str, Any]:
    """The context that every page about a draft shares, in two queries."""
    summary = revision.summary
    context: dict[str, Any] = {
        "revision": revision,
        "topic": summary.topic,
        "title": topic_title(summary.topic, summary.language),
        "language": get_language_info(summary.language),
    }
    if forms is not None:
        context.update(form=forms.form, sources=forms.sources)
    return context


def comparison(stored: Revision, words: dict[str, Any]) -> dict[str, Any]:
    """What is stored beside what somebody typed, and what differs, by words."""
    sources = list(stored.sources.all())
    before = {name: getattr(stored, name) for name in ("short_answer", "body", "change_note")}
    return {
        "stored": stored,
        "stored_sources": sources,
        "changes": {
            **{name: word_diff(text, words[name]) for name, text in before.items()},
            "sources": word_diff(listed(sources), listed(words["sources"])),
        },
    }


def listed(sources: Sequence[Source]) -> str:
    """One a line, for comparing."""
    return "\n".join(
        " ".join(
            str(part)
            for part in (
                f"{source.number}.",
                f"{source.title}.",
                source.publisher,
                source.year or "",
                source.link,
                source.pmid,
                f"({source.kind_label})",
            )
            if part
        )
        for source in sources
    )
