"""The page of experiences beside a summary: filters, and paging by key instead of by offset."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from conditions.models import Topic
from experiences.models import Experience, Relation

PER_PAGE = 20  # experiences
KEY_MAX = 40  # characters
ROW_MAX = 2**63  # rows that a database can number
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Whole years since the diagnosis, first and last of each band.
YEAR_BANDS = {
    "0-1": (0, 1, _("in the first two years")),
    "2-4": (2, 4, _("2 to 4 years")),
    "5-9": (5, 9, _("5 to 9 years")),
    "10-": (10, None, _("10 years and more")),
}


class ExperienceFilter(forms.Form):
    """What a reader may narrow by. A value that is not offered is left out, not an error.

    Relation and years stand under each text anyhow; a country does not, and so is offered only
    where enough people on the topic share it.
    """

    relation = forms.ChoiceField(required=False, choices=Relation.choices)
    years = forms.ChoiceField(
        required=False, choices=[(key, band[2]) for key, band in YEAR_BANDS.items()]
    )
    country = forms.ChoiceField(required=False)

    def __init__(self, topic: Topic | None, data: Mapping[str, str]) -> None:
        super().__init__(data)
        codes = topic.shared_countries if topic else []
        self.fields["country"].choices = sorted(
            ((code, countries.name(code)) for code in codes), key=lambda pair: pair[1]
        )
        self.full_clean()

    @property
    def chosen(self) -> dict[str, str]:
        """What is narrowed by. A country stands alone: with relation and years beside it, which
        each text shows, few people would be left, and their country told."""
        chosen = {field: value for field, value in self.cleaned_data.items() if value}
        return {"country": chosen["country"]} if "country" in chosen else chosen

    def conditions(self) -> Q:
        chosen = self.chosen
        wanted = Q()
        if "relation" in chosen:
            wanted &= Q(relation=chosen["relation"])
        if "country" in chosen:
            wanted &= Q(country=chosen["country"])
        if "years" in chosen:
            first, last, _label = YEAR_BANDS[chosen["years"]]
            wanted &= Q(years_since_diagnosis__gte=first)
            if last is not None:
                wanted &= Q(years_since_diagnosis__lte=last)
        return wanted


@dataclass(frozen=True)
class Key:
    """The place of a text in the list, newest first: when it became public, and its row."""

    published_at: datetime
    pk: int

    @classmethod
    def of(cls, experience: Experience) -> "Key":
        assert experience.published_at is not None
        return cls(experience.published_at, experience.pk)

    @classmethod
    def parse(cls, text: str) -> "Key":
        """Raises Http404 for what this site never wrote."""
        time, _dash, pk = text.partition("-")
        if not (time.isdecimal() and pk.isdecimal() and text.isascii() and len(text) <= KEY_MAX):
            raise Http404
        try:
            key = cls(EPOCH + timedelta(microseconds=int(time)), int(pk))
        except OverflowError:
            raise Http404 from None
        if key.pk >= ROW_MAX:
            raise Http404
        return key

    def __str__(self) -> str:
        return f"{(self.published_at - EPOCH) // timedelta(microseconds=1)}-{self.pk}"

    def older(self) -> Q:
        # The first half is a range of the index; the second takes off what stands at its end.
        return Q(published_at__lte=self.published_at) & ~Q(
            published_at=self.published_at, pk__gte=self.pk
        )


@dataclass(frozen=True)
class ExperiencePage:
    experiences: Sequence[Experience]
    filter: ExperienceFilter
    is_first: bool
    older: str

    @property
    def older_query(self) -> str:
        return urlencode({**self.filter.chosen, "after": self.older})

    @property
    def newest_query(self) -> str:
        return urlencode(self.filter.chosen)


def experience_page(topic: Topic | None, data: Mapping[str, str]) -> ExperiencePage:
    """A page of a topic's public experiences, in one query that costs the same on any page."""
    narrowed = ExperienceFilter(topic, data)
    after = Key.parse(data["after"]) if data.get("after") else None
    if topic is None:
        return ExperiencePage([], narrowed, after is None, "")
    rows = Experience.objects.public().on(topic)
    if narrowed.chosen:
        rows = rows.filter(narrowed.conditions())
    if after:
        rows = rows.filter(after.older())
    found = list(rows.with_what_readers_see().newest_first()[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    older = str(Key.of(page[-1])) if len(found) > PER_PAGE else ""
    return ExperiencePage(page, narrowed, after is None, older)
