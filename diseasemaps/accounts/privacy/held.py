"""Collects the data that the site holds on a person, for the privacy page and the export.

Data about other people is left out: who reported a text and in which words, which moderator
decided, the moderators' notes to each other, and their queue.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language, get_language_info

from common.languages import language_for
from conditions.asked import topic_titles
from conditions.models import (
    Contribution,
    Notice,
    ProfileEvidence,
    Review,
    ReviewerProfile,
    ReviewNote,
    Summary,
    WordingStep,
)
from diseasemaps.accounts import roles
from diseasemaps.accounts.models import PeopleRequest, User
from diseasemaps.outbox.models import MailKind, MailPreference, OutgoingMail
from experiences.following.follows import Followed, followed_by, rhythm_of
from experiences.models import (
    Appeal,
    Consent,
    Decision,
    Experience,
    ExperienceRevision,
    Membership,
    News,
    Note,
    Report,
)


@dataclass(frozen=True)
class Switch:
    """The switch for one purpose of one text: its last consent, and whether it can change."""

    purpose: Consent.Purpose
    last: Consent | None
    is_on: bool
    can_change: bool


@dataclass(frozen=True)
class Text:
    """One experience with its revisions, consents and decisions."""

    experience: Experience
    title: str
    revisions: Sequence[ExperienceRevision]
    consents: Sequence[Consent]
    decisions: Sequence[Decision]

    @property
    def open_revision(self) -> ExperienceRevision | None:
        """The same as on the experience, without another query."""
        open_states = {"draft", "pending", "changes_requested"}
        return next((each for each in self.revisions if each.state in open_states), None)

    @property
    def switches(self) -> list[Switch]:
        state, states = self.experience.state, Experience.State
        waits = state == states.UNPUBLISHED and bool(
            self.open_revision and self.open_revision.state == "pending"
        )
        can_publish = state in (states.PUBLIC, states.WITHDRAWN)
        return [
            Switch(
                Consent.Purpose.PUBLISH,
                self.last(Consent.Purpose.PUBLISH),
                is_on=waits or state == states.PUBLIC,
                can_change=waits or can_publish,
            ),
            *(
                Switch(purpose, self.last(purpose), is_on=is_on, can_change=is_on or can_publish)
                for purpose, is_on in (
                    (Consent.Purpose.INDEX, self.experience.may_be_indexed),
                    (Consent.Purpose.REUSE, self.experience.may_be_reused),
                )
            ),
        ]

    def last(self, purpose: Consent.Purpose) -> Consent | None:
        return next((each for each in self.consents if each.purpose == purpose), None)


@dataclass(frozen=True)
class Mail:
    kind: MailKind
    is_wanted: bool


@dataclass(frozen=True)
class Work:
    """How much a person with a role has done. The texts belong to others, so only counts."""

    decisions: int
    appeals: int
    notes: int
    contributions: int
    reviews: int
    section_notes: int
    wording: int
    notices: int
    kept_current: int
    administration: int


@dataclass(frozen=True)
class Held:
    person: User
    roles: Sequence[str]
    addresses: Sequence[EmailAddress]
    factors: Sequence[Authenticator]
    sessions: Sequence[UserSession]
    mails: Sequence[Mail]
    waiting_mails: Sequence[OutgoingMail]
    memberships: Sequence[Membership]
    follows: Sequence[Followed]
    rhythm: str
    texts: Sequence[Text]
    news: Sequence[News]
    reports: Sequence[Report]
    reviewer: ReviewerProfile | None
    requests: Sequence[PeopleRequest]
    work: Work

    @property
    def evidence(self) -> ProfileEvidence | None:
        return getattr(self.reviewer, "evidence", None)

    @property
    def role_labels(self) -> list[str]:
        return [str(roles.LABELS.get(role, role)) for role in self.roles]

    @property
    def mail_language(self) -> str:
        """The language's name in itself."""
        name: str = get_language_info(language_for(self.person))["name_local"]
        return name

    @property
    def has_worked(self) -> bool:
        return any(vars(self.work).values())


def held_on(person: User) -> Held:
    """All data on a person, in about twenty queries however much they wrote."""
    return Held(
        person=person,
        roles=list(person.groups.order_by("name").values_list("name", flat=True)),
        addresses=list(EmailAddress.objects.filter(user=person).order_by("pk")),
        factors=list(Authenticator.objects.filter(user=person).order_by("pk")),
        sessions=UserSession.objects.purge_and_list(person),
        mails=mails(person),
        waiting_mails=list(mails_to(person).order_by("created_at", "pk")),
        memberships=list(
            Membership.objects.filter(member=person)
            .select_related("condition")
            .order_by("joined_at", "pk")
        ),
        follows=followed_by(person, get_language()),
        rhythm=rhythm_of(person),
        texts=texts(person),
        news=list(News.objects.filter(person=person).select_related("experience", "decision")),
        reports=list(Report.objects.filter(reporter=person).select_related("experience")),
        reviewer=ReviewerProfile.objects.select_related("evidence").filter(user=person).first(),
        requests=list(PeopleRequest.objects.filter(person=person)),
        work=work(person),
    )


def mails(person: User) -> list[Mail]:
    chosen = dict(MailPreference.objects.filter(person=person).values_list("kind", "wanted"))
    return [Mail(kind, chosen.get(kind, True)) for kind in MailKind]


def mails_to(person: User) -> QuerySet[OutgoingMail]:
    """Mails in the outbox to any of a person's addresses."""
    known = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    to_them = Q()
    for address in {person.email, *known}:
        to_them |= Q(recipient__iexact=address) | Q(recipient__iendswith=f"<{address}>")
    return OutgoingMail.objects.filter(to_them)


def texts(person: User) -> list[Text]:
    # Authors do not learn of dismissed reports, which would reveal the report.
    decisions = Decision.objects.exclude(verb=Decision.Verb.DISMISS_REPORT).select_related(
        "reason", "revision", "appeal"
    )
    experiences = list(
        Experience.objects.filter(author=person)
        .select_related("topic__condition", "topic__question")
        .prefetch_related(
            "revisions__signals", "consents", Prefetch("decisions", queryset=decisions)
        )
        .order_by("created_at", "pk")
    )
    titles = topic_titles([each.topic for each in experiences], get_language())
    return [
        Text(
            each,
            titles[each.topic_id],
            list(each.revisions.all()),
            list(each.consents.all()),
            list(each.decisions.all()),
        )
        for each in experiences
    ]


def appeal_of(decision: Decision) -> Appeal | None:
    return getattr(decision, "appeal", None)


def work(person: User) -> Work:
    return Work(
        decisions=Decision.objects.filter(moderator=person).count(),
        appeals=Appeal.objects.filter(decided_by=person).count(),
        notes=Note.objects.filter(author=person).count(),
        contributions=Contribution.objects.filter(person=person).count(),
        reviews=Review.objects.filter(reviewer__user=person).count(),
        section_notes=ReviewNote.objects.by(person.pk).count(),
        wording=WordingStep.objects.filter(approved_by=person).count(),
        notices=Notice.objects.by(person.pk).count(),
        kept_current=Summary.objects.filter(owner=person).count(),
        administration=LogEntry.objects.filter(user=person).count(),
    )
