"""Permission predicates on a person and a thing; views and transitions ask them."""

from typing import TYPE_CHECKING

from common.guards import Person
from conditions.permissions import may

if TYPE_CHECKING:
    from experiences.models import Case, Experience


def can_decide(person: Person) -> bool:
    """Whether this is a moderator at all."""
    return may(person, "experiences.add_decision")


def can_decide_held(person: Person) -> bool:
    """Senior moderators decide what a signal, or a colleague, set apart."""
    return can_decide(person) and may(person, "experiences.decide_held")


def can_decide_case(person: Person, case: "Case") -> bool:
    """Never one's own text, and of held cases only a senior moderator."""
    return (
        can_decide(person)
        and case.experience.author_id != person.pk
        and (not case.is_held or can_decide_held(person))
    )


def can_report(person: Person, experience: "Experience") -> bool:
    return person.is_authenticated and experience.is_public and experience.author_id != person.pk
