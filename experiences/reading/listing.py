"""The page of experiences beside a summary: filters, a member's preset, and keyset paging."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.guards import Person
from common.paging import Keyset, cut
from conditions.models import Condition, Topic
from experiences.form_fields import field_of
from experiences.models import Experience, Membership, Relation
from experiences.models.kinds import KINDS, YEAR_BANDS, band_of, band_of_years, in_band, relation_of
from experiences.reading.range_first import RangeKey, page_of_range

# A page that was asked for by any of these is left as it was asked for.
ASKED_BY = {"relation", "years", "country", "language", "order", "after", "everyone"}
PER_PAGE = 20  # experiences; not fewer than there are kinds
RANGE = "range"
KEY_MAX = 40  # characters
NEWEST_FIRST = Keyset("-published_at", "-pk", times={"published_at"}, key_max=KEY_MAX)
NO_ONE_SO_FAR = {
    "0-1": _("No one in the first two years after the diagnosis has shared yet."),
    "2-4": _("No one 2 to 4 years after the diagnosis has shared yet."),
    "5-9": _("No one 5 to 9 years after the diagnosis has shared yet."),
    "10-": _("No one ten years or more after the diagnosis has shared yet."),
}
NO_ONE_WHO = {
    Relation.PATIENT: _("No one who has it has shared yet."),
    Relation.RELATIVE: _("No relative or carer has shared yet."),
    Relation.BEREAVED: _("No one who lost somebody has shared yet."),
}


@dataclass(frozen=True)
class LikeMe:
    """A member on a page of one of their communities."""

    membership: Membership
    # What is narrowed by, unless the member asked for something else; may be nothing.
    preset: Mapping[str, str]
    country: str = ""

    @property
    def country_name(self) -> str:
        return countries.name(self.country)

    @property
    def relation_label(self) -> str:
        return str(self.membership.get_relation_display()) if "relation" in self.preset else ""

    @property
    def years_label(self) -> str:
        return str(YEAR_BANDS[self.preset["years"]][2]) if "years" in self.preset else ""


def like_me(
    person: Person, condition: Condition, topic: Topic | None, asked: Mapping[str, str]
) -> LikeMe | None:
    """None for whoever is no member here. One query, and for a page that asks for nothing in
    particular at most two more."""
    if not person.is_authenticated or topic is None:
        return None
    membership = Membership.objects.of(condition).filter(member=person.pk).first()
    if membership is None:
        return None
    country = str(membership.country)
    return LikeMe(
        membership,
        {} if ASKED_BY & set(asked) else narrowest(membership, topic),
        country if country in topic.shared_countries else "",
    )


def narrowest(membership: Membership, topic: Topic) -> dict[str, str]:
    """Relation and years; relation alone where nobody is as far; nothing where that is nobody.

    The member's own text does not count: it is not what they look for.
    """
    public = Experience.objects.public().on(topic).exclude(author=membership.member_id)
    wanted = {"relation": membership.relation}
    alike = Q(relation=membership.relation)
    years = membership.years_since_diagnosis(timezone.localdate())
    if (band := band_of_years(years)) and public.filter(alike & in_band(band)).exists():
        return {**wanted, "years": band}
    return wanted if public.filter(alike).exists() else {}


class ExperienceFilter(forms.Form):
    """What a reader may narrow by. A value that is not offered is left out, not an error.

    Relation, years and language each text shows anyhow; a language is offered where there are
    several. A country no text shows, and so it is offered only where enough people share it.
    """

    relation = forms.ChoiceField(required=False, choices=Relation.choices)
    years = forms.ChoiceField(
        required=False, choices=[(key, band[2]) for key, band in YEAR_BANDS.items()]
    )
    country = forms.ChoiceField(required=False)
    language = forms.ChoiceField(required=False)

    def __init__(self, topic: Topic | None, data: Mapping[str, str]) -> None:
        super().__init__(data)
        codes = topic.shared_countries if topic else []
        names = {code: str(countries.name(code)) for code in codes}
        shared = sorted(names.items(), key=lambda pair: pair[1])
        field_of(self, "country", forms.ChoiceField).choices = shared
        field_of(self, "language", forms.ChoiceField).choices = several_languages(topic)
        self.full_clean()

    @cached_property
    def chosen(self) -> dict[str, str]:
        """What is narrowed by. A country stands alone: with relation and years beside it, which
        each text shows, few people would be left, and their country told."""
        chosen = {field: value for field, value in self.cleaned_data.items() if value}
        return {"country": chosen["country"]} if "country" in chosen else chosen

    @property
    def has_range(self) -> bool:
        """Whether that order is offered: not within one country, where few texts are, nor in one
        language, which the places of the range do not know."""
        return not {"country", "language"} & set(self.chosen)

    @cached_property
    def is_range_first(self) -> bool:
        return self.data.get("order") == RANGE and self.has_range

    @property
    def kinds(self) -> list[int]:
        """The kinds that fit what is chosen of relation and years."""
        chosen = self.chosen
        return [
            kind
            for kind in KINDS
            if chosen.get("relation", relation_of(kind)) == relation_of(kind)
            and chosen.get("years", band_of(kind)) == band_of(kind)
        ]

    def conditions(self) -> Q:
        chosen = dict(self.chosen)
        years = chosen.pop("years", None)
        return Q(**chosen) & (in_band(years) if years else Q())


def several_languages(topic: Topic | None) -> list[tuple[str, str]]:
    """Those of a topic's public texts, by their own names; none where all are in one."""
    codes = topic.experience_languages if topic else []
    if len(codes) <= 1:
        return []
    names = [(code, get_language_info(code)["name_local"].capitalize()) for code in codes]
    return sorted(names, key=lambda pair: pair[1])


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
        match NEWEST_FIRST.read(text):
            case (datetime() as published_at, int() as pk):
                return cls(published_at, pk)
        raise Http404

    def __str__(self) -> str:
        return NEWEST_FIRST.write(self.published_at, self.pk)

    def older(self) -> Q:
        return NEWEST_FIRST.behind(self.published_at, self.pk)


@dataclass(frozen=True)
class ExperiencePage:
    experiences: Sequence[Experience]
    filter: ExperienceFilter
    is_first: bool
    older: str
    # What links of the page carry on besides the filter.
    kept: Mapping[str, str] = field(default_factory=dict)
    missing: Sequence[str] = ()

    @property
    def is_range_first(self) -> bool:
        return self.filter.is_range_first

    @property
    def older_query(self) -> str:
        return urlencode({**self.narrowed, **self.ordered, "after": self.older})

    @property
    def first_query(self) -> str:
        """The first page in the same order."""
        return urlencode({**self.narrowed, **self.ordered})

    @property
    def newest_query(self) -> str:
        return urlencode(self.narrowed)

    @property
    def range_query(self) -> str:
        return urlencode({**self.narrowed, "order": RANGE})

    @property
    def all_query(self) -> str:
        return urlencode({**self.kept, **self.ordered})

    @property
    def narrowed(self) -> dict[str, str]:
        return {**self.kept, **self.filter.chosen}

    @property
    def ordered(self) -> dict[str, str]:
        return {"order": RANGE} if self.is_range_first else {}


def experience_page(
    topic: Topic | None, data: Mapping[str, str], kept: Mapping[str, str] | None = None
) -> ExperiencePage:
    """A page of a topic's public experiences, in one query that costs the same on any page."""
    narrowed = ExperienceFilter(topic, data)
    kept = kept or {}
    if topic is None:
        return ExperiencePage([], narrowed, True, "", kept)
    if narrowed.is_range_first:
        return range_page(topic, narrowed, data, kept)
    after = Key.parse(data["after"]) if data.get("after") else None
    rows = Experience.objects.public().on(topic)
    if narrowed.chosen:
        rows = rows.filter(narrowed.conditions())
    if after:
        rows = rows.filter(after.older())
    page, has_more = cut(rows.with_what_readers_see().newest_first(), PER_PAGE)
    older = str(Key.of(page[-1])) if has_more else ""
    return ExperiencePage(page, narrowed, after is None, older, kept)


def range_page(
    topic: Topic, narrowed: ExperienceFilter, data: Mapping[str, str], kept: Mapping[str, str]
) -> ExperiencePage:
    today = timezone.localdate()
    key = RangeKey.parse(data["after"], today) if data.get("after") else RangeKey(today)
    page, older = page_of_range(topic.pk, key, narrowed.kinds, PER_PAGE)
    missing = []
    if key.is_first and not narrowed.chosen:
        missing = who_is_missing(topic, {text.kind for text in page})
    return ExperiencePage(page, narrowed, key.is_first, older, kept, missing)


def who_is_missing(topic: Topic, kinds: set[int]) -> list[str]:
    """Sentences about missing kinds. They tell no more than the first page, which has one text of
    every kind there is. Among few people nearly everybody is missing, and nothing is said."""
    if topic.person_count + topic.relative_count < settings.SMALL_NUMBER:
        return []
    bands = {band_of(kind) for kind in kinds}
    relations = {relation_of(kind) for kind in kinds}
    return [
        *(str(words) for band, words in NO_ONE_SO_FAR.items() if band not in bands),
        *(str(words) for relation, words in NO_ONE_WHO.items() if relation not in relations),
    ]
