"""Forms of a draft: its words, its sources as rows, and citations that follow when rows move."""

import re
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.form_fields import ROW_LARGEST, TextField, VersionField
from conditions.models import Revision, Source
from conditions.models.revisions import (
    BODY_MAX,
    DOI,
    EARLIEST_YEAR,
    PMID,
    SHORT_ANSWER_MAX,
    SOURCES_MAX,
)

# An escaped bracket opens no citation.
TYPED_CITATION = re.compile(r"(?<!\\)\[(\d{1,3})\]")
# Replaces a citation of a removed source: the editor is asked to mend it.
LOST = "[?]"
ATTRIBUTION_MAX = 2_000  # characters
SOURCE_FIELDS = ("title", "publisher", "year", "url", "doi", "pmid", "kind")
PREFIX = "source"
# What stands before a DOI or a PubMed number where people copy it from.
BEFORE_DOI = ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "doi:", "doi ")
BEFORE_PMID = ("https://pubmed.ncbi.nlm.nih.gov/", "pmid:", "pmid ")


def renumbered(text: str, numbers: Mapping[int, int | None]) -> str:
    """Gives every citation its new number, and one of a source that is gone a mark to be mended."""

    def anew(match: re.Match[str]) -> str:
        old = int(match[1])
        new = numbers.get(old, old)
        return LOST if new is None else f"[{new}]"

    return TYPED_CITATION.sub(anew, text)


class DraftForm(forms.Form):
    """A draft may be unfinished: what has to be there is asked for when it is handed in."""

    short_answer = TextField(
        label=_("Short answer"),
        rows=4,
        required=False,
        max_length=SHORT_ANSWER_MAX,
        help_text=_("At most about 60 words of plain text: what a reader must know first."),
    )
    body = TextField(
        label=_("Long answer"),
        rows=24,
        required=False,
        max_length=BODY_MAX,
        help_text=_("Markdown. ## begins a section, [1] cites the first source."),
    )
    change_note = forms.CharField(
        label=_("What changed"),
        required=False,
        max_length=Revision._meta.get_field("change_note").max_length,
        help_text=_("One line for the public history."),
    )
    # Left out, it is medium: what is not said to be wording alone needs a signature.
    significance = forms.ChoiceField(
        label=_("How much has changed"),
        required=False,
        choices=Revision.Significance.choices,
        initial=Revision.Significance.MEDIUM,
        help_text=Revision._meta.get_field("significance").help_text,
    )
    attribution = TextField(
        label=_("Origin and licence"),
        rows=2,
        required=False,
        max_length=ATTRIBUTION_MAX,
        help_text=_("Only for a text taken from elsewhere; shown under it."),
    )
    version = VersionField()

    @property
    def seen(self) -> int:
        """Nought, which no revision has, where nothing sensible was sent."""
        return self.cleaned_data.get("version") or 0


class SourceForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=400)
    publisher = forms.CharField(label=_("Publisher or journal"), max_length=200, required=False)
    year = forms.IntegerField(label=_("Year"), min_value=EARLIEST_YEAR, required=False)
    url = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")
    doi = forms.CharField(label=_("DOI"), max_length=200, required=False)
    pmid = forms.CharField(label=_("PMID"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Type"), choices=Source.Kind.choices, initial="website")

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        if year is not None and year > timezone.localdate().year + 1:
            raise forms.ValidationError(_("This year lies ahead."), code="ahead")
        return year

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url and not url.startswith(("http://", "https://")):
            raise forms.ValidationError(_("A link begins with https:// or http://."), code="scheme")
        return url

    def clean_doi(self) -> str:
        doi = without(self.cleaned_data["doi"], BEFORE_DOI)
        if doi and not DOI.fullmatch(doi):
            raise forms.ValidationError(_("A DOI looks like 10.1000/182."), code="form")
        return doi

    def clean_pmid(self) -> str:
        pmid = without(self.cleaned_data["pmid"], BEFORE_PMID).rstrip("/")
        if pmid and not PMID.fullmatch(pmid):
            raise forms.ValidationError(
                _("A PubMed number has up to 12 digits and does not begin with 0."), code="form"
            )
        return pmid


def without(text: str, beginnings: tuple[str, ...]) -> str:
    for beginning in beginnings:
        if text.casefold().startswith(beginning):
            return text[len(beginning) :].strip()
    return text


class SourceRows(forms.BaseFormSet[SourceForm]):
    """Rows of sources; an empty one is left out."""

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial, prefix=PREFIX)
        self.extra = len(initial or ()) + 1

    def initial_form_count(self) -> int:
        return 0

    @property
    def filled(self) -> dict[int, dict[str, Any]]:
        """The rows that say something, by their places on the page."""
        return {
            place: form.cleaned_data
            for place, form in enumerate(self.forms, start=1)
            if form.cleaned_data.get("title")
        }


SourceFormSet = cast(
    type[SourceRows],
    forms.formset_factory(
        SourceForm,
        formset=SourceRows,
        max_num=SOURCES_MAX,
        absolute_max=SOURCES_MAX + 1,
        validate_max=True,
    ),
)


class DraftForms:
    """The form of a draft and the formset of its sources, together."""

    def __init__(self, data: Any = None, *, initial: Any = None, rows: Any = None) -> None:
        self.form = DraftForm(data, initial=initial)
        self.sources = SourceFormSet(data, initial=rows)

    @classmethod
    def of(cls, revision: Revision) -> "DraftForms":
        return cls(
            initial={name: getattr(revision, name) for name in (*DraftForm.base_fields,)},
            rows=[
                {name: getattr(source, name) for name in SOURCE_FIELDS}
                for source in revision.sources.all()
            ],
        )

    def is_valid(self) -> bool:
        # Both, so that every error is shown at once.
        return all([self.form.is_valid(), self.sources.is_valid()])

    @property
    def words(self) -> dict[str, Any]:
        """As ``workflow.save_draft`` takes them: empty rows gone, citations numbered anew."""
        rows = self.sources.filled
        numbers = {place: number for number, place in enumerate(rows, start=1)}
        cleaned = self.form.cleaned_data
        body = cleaned["body"]
        if any(place != number for place, number in numbers.items()):
            gone = set(range(1, max(rows) + 1)) - set(rows)
            body = renumbered(body, {**numbers, **dict.fromkeys(gone)})
        return {
            "short_answer": cleaned["short_answer"],
            "body": body,
            "change_note": cleaned["change_note"],
            "significance": cleaned["significance"] or Revision.Significance.MEDIUM,
            "attribution": cleaned["attribution"],
            "sources": [
                Source(number=number, **{name: row[name] for name in SOURCE_FIELDS})
                for number, row in enumerate(rows.values(), start=1)
            ],
        }

    @property
    def errors(self) -> list[str]:
        """In short, for the script that saves."""
        forms_of_page = (self.form, *self.sources.forms)
        found = [
            error for form in forms_of_page for errors in form.errors.values() for error in errors
        ]
        return [str(error) for error in [*found, *self.sources.non_form_errors()]]


class Typed:
    """What was typed, valid or not, so that its rows can be moved about."""

    def __init__(self, data: Mapping[str, str]) -> None:
        self.fields = {name: data.get(name, "") for name in DraftForm.base_fields}
        try:
            count = min(int(data.get(f"{PREFIX}-TOTAL_FORMS", "0")), SOURCES_MAX + 1)
        except ValueError:
            count = 0
        self.rows = [
            {name: data.get(f"{PREFIX}-{place}-{name}", "") for name in SOURCE_FIELDS}
            for place in range(count)
        ]
        # The empty one at the end is not part of the list.
        while self.rows and not any(
            value for name, value in self.rows[-1].items() if name != "kind"
        ):
            self.rows.pop()

    @property
    def forms(self) -> DraftForms:
        return DraftForms(initial=self.fields, rows=self.rows)

    def add(self, place: int) -> None:
        """The form shows an empty row at its end; this puts one in front of a row."""
        if 1 <= place <= len(self.rows):
            self.rows.insert(place - 1, dict.fromkeys(SOURCE_FIELDS, ""))
            moved = {number: number + 1 for number in range(place, len(self.rows))}
            self.cite(moved)

    def remove(self, place: int) -> None:
        if 1 <= place <= len(self.rows):
            del self.rows[place - 1]
            moved = {number: number - 1 for number in range(place + 1, len(self.rows) + 2)}
            self.cite({**moved, place: None})

    def up(self, place: int) -> None:
        if 2 <= place <= len(self.rows):  # noqa: PLR2004
            rows = self.rows
            rows[place - 2], rows[place - 1] = rows[place - 1], rows[place - 2]
            self.cite({place: place - 1, place - 1: place})

    def down(self, place: int) -> None:
        self.up(place + 1)

    def cite(self, moved: Mapping[int, int | None]) -> None:
        self.fields["body"] = renumbered(self.fields["body"], moved)


class StartForm(forms.Form):
    """Which text a draft begins with; without one it is empty."""

    start = forms.IntegerField(min_value=1, max_value=ROW_LARGEST, required=False)


class HandOverForm(forms.Form):
    version = VersionField()
    to = forms.IntegerField(min_value=1, max_value=ROW_LARGEST, required=False)


class VersionForm(forms.Form):
    """A button that sends back the version of the draft that the page showed."""

    version = VersionField()

    @property
    def seen(self) -> int:
        return (self.is_valid() and self.cleaned_data["version"]) or 0
