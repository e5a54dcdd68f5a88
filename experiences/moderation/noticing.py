"""Signals for a wording that is sent in: rules on its own text, and comparison with other texts.

They are found before the transaction that stores them, since comparing takes up to an eighth of a
second; the transaction makes sure that the words are still the same.
"""

from collections.abc import Iterable

from experiences.models import Case, ExperienceRevision, Signal
from experiences.text_rules import RULES, Family, Found, near_duplicates, scan
from experiences.text_rules.duplicates import NEAR_DUPLICATE

# The newest texts of the topic, and of the author, that a wording is compared with.
COMPARED = 50
COMPARED_STATES = (
    ExperienceRevision.State.APPROVED,
    ExperienceRevision.State.PENDING,
    ExperienceRevision.State.REJECTED,
)
# What a family of signals says of a text's risk; a family that is not here says little.
RISK_OF_FAMILY = {
    Family.CRISIS: Case.Risk.HIGH,
    Family.MINOR: Case.Risk.HIGH,
    Family.ADVICE: Case.Risk.RAISED,
    Family.ABUSE: Case.Risk.RAISED,
}


def find_signals(revision: ExperienceRevision) -> list[Found]:
    """Everything that the rules find, with the whole text where it is nearly another one."""
    found = scan_wording(revision)
    if not nearly_same(revision):
        return found
    whole = Found(0, len(revision.text), NEAR_DUPLICATE.id, NEAR_DUPLICATE.version)
    return sorted([whole, *found])


def scan_wording(revision: ExperienceRevision) -> list[Found]:
    experience = revision.experience
    return scan(revision.text, language=experience.language, country=str(experience.country))


def nearly_same(revision: ExperienceRevision) -> list[ExperienceRevision]:
    """Other texts, on the topic or by the author, that are nearly this one; the likest first."""
    experience = revision.experience
    others = (
        ExperienceRevision.objects.filter(state__in=COMPARED_STATES)
        .exclude(experience=experience.pk)
        .select_related("experience")
        .order_by("-pk")
    )
    on_topic = others.filter(experience__topic=experience.topic_id)[:COMPARED]
    of_author = others.filter(experience__author=experience.author_id)[:COMPARED]
    compared = list({other.pk: other for other in (*on_topic, *of_author)}.values())
    found = near_duplicates(revision.text, [other.text for other in compared])
    return [compared[place] for place in found]


def store_signals(revision: ExperienceRevision, found: Iterable[Found]) -> None:
    """Replace the signals of an earlier round, except for those that moderators judged: of the same
    words they stay current, of changed words they count for the rule's precision alone."""
    if revision.signals.current().exists():
        revision.signals.current().filter(verdict="").delete()
        revision.signals.current().filter(noticed_at__lt=revision.saved_at).update(is_gone=True)
    Signal.objects.bulk_create(
        (
            Signal(
                revision=revision,
                rule=each.rule,
                version=each.version,
                start=each.start,
                end=each.end,
            )
            for each in found
        ),
        ignore_conflicts=True,
    )


def risk_of(found: Iterable[Found]) -> int:
    families = (RULES[each.rule].family for each in found)
    return max((int(RISK_OF_FAMILY.get(family, Case.Risk.LOW)) for family in families), default=0)


def needs_senior(found: Iterable[Found]) -> bool:
    """Whether a rule asks for a senior moderator."""
    return any(RULES[each.rule].holds for each in found)
