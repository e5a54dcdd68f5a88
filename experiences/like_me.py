"""People like me: what a member said of themselves, as a filter that they can take off."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django_countries import countries

from conditions.models import Condition, Topic
from conditions.permissions import Person
from experiences.models import Experience, Membership
from experiences.models.kinds import YEAR_BANDS, band_of_years

# A page that was asked for by any of these is left as it was asked for.
ASKED_BY = {"relation", "years", "country", "language", "order", "after", "everyone"}


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
    """Nothing for whoever is no member here. One query, and for a page that asks for nothing in
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
    if band := band_of_years(years):
        first, last, _label = YEAR_BANDS[band]
        as_far = alike & Q(years_since_diagnosis__gte=first)
        if last is not None:
            as_far &= Q(years_since_diagnosis__lte=last)
        if public.filter(as_far).exists():
            return {**wanted, "years": band}
    return wanted if public.filter(alike).exists() else {}
