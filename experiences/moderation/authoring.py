"""Transitions by authors on their own texts. None needs a moderator."""

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from conditions.models import Topic
from experiences.models import (
    TEXT_MAX,
    TEXT_MIN,
    Appeal,
    Case,
    Consent,
    Decision,
    Experience,
    ExperienceRevision,
    Outcome,
    Report,
)
from experiences.moderation.leases import close_cases, open_case
from experiences.moderation.moves import (
    REVISION_MOVES,
    AlreadyDecided,
    DraftChanged,
    NotReady,
    RevisionState,
    check_author,
    claim_version,
    lock,
    move_experience,
    move_revision,
    show_change,
)
from experiences.moderation.noticing import (
    find_signals,
    needs_senior,
    risk_of,
    scan_wording,
    store_signals,
)
from experiences.moderation.reporting import hold_about_child, hold_about_child_again
from experiences.text_rules import RULES, Found

APPEALABLE = (Decision.Verb.REJECT, Decision.Verb.HIDE)


def begin(topic: Topic, *, by: AbstractBaseUser, **fields: object) -> Experience:
    """The author's experience on a topic: the one that is there, or a new one."""
    return (
        Experience.objects.of(by).on(topic).first()
        or (
            Experience.objects.get_or_create(
                topic=topic, author_id=by.pk, is_second=False, defaults=fields
            )[0]
        )
    )


def write(experience: Experience, text: str) -> ExperienceRevision:
    """Begin a new wording. Raises IntegrityError while another one is open."""
    with transaction.atomic():
        lock(experience)
        last = experience.revisions.aggregate(last=Max("number"))["last"] or 0
        return ExperienceRevision.objects.create(experience=experience, number=last + 1, text=text)


def save_draft(
    revision: ExperienceRevision, *, by: AbstractBaseUser, version: int, text: str
) -> ExperienceRevision:
    """Keep a draft's words. A save that saw an older version is refused, and loses nothing."""
    check_author(revision.experience, by)
    changed = ExperienceRevision.objects.filter(
        pk=revision.pk,
        version=version,
        state__in=[RevisionState.DRAFT, RevisionState.CHANGES_REQUESTED],
    ).update(text=text, version=F("version") + 1, saved_at=timezone.now())
    try:
        revision.refresh_from_db()
    except ExperienceRevision.DoesNotExist:  # erased meanwhile
        raise AlreadyDecided(revision.experience) from None
    if changed:
        return revision
    if revision.state in (RevisionState.DRAFT, RevisionState.CHANGES_REQUESTED):
        raise DraftChanged(revision)
    raise AlreadyDecided(revision.experience)


def submit(
    revision: ExperienceRevision,
    *,
    by: AbstractBaseUser,
    version: int,
    key: UUID | None = None,
    may_be_indexed: bool = False,
    may_be_reused: bool = False,
    wording_version: int | None = None,
) -> None:
    """Send a wording to the moderators, with the author's consent to publish it.

    One that came back keeps its place in the queue. ``key`` is the form's: whoever clicks twice
    brings it twice, and the second time changes nothing. ``wording_version`` is that of the words
    which the author read; what is checked here and what is sent in are the same words.
    """
    experience = revision.experience
    check_author(experience, by)
    try:
        revision.refresh_from_db()
    except ExperienceRevision.DoesNotExist:  # erased meanwhile
        raise AlreadyDecided(experience) from None
    if key is not None and revision.submit_key == key and revision.state == RevisionState.PENDING:
        return
    check_can_be_sent(revision, wording_version)
    found = find_signals(revision)
    with transaction.atomic():
        agreed = {"may_be_indexed": may_be_indexed, "may_be_reused": may_be_reused}
        was_agreed = {field: getattr(experience, field) for field in agreed}
        claim_version(experience, version, **agreed)
        unchanged = ExperienceRevision.objects.filter(pk=revision.pk, version=revision.version)
        if not unchanged.update(submit_key=key):
            raise DraftChanged(revision)
        move_revision(revision, "submit", submitted_at=revision.submitted_at or timezone.now())
        agree(experience, by, Consent.Purpose.PUBLISH, yes=True)
        agree(experience, by, Consent.Purpose.INDEX, yes=may_be_indexed)
        agree(experience, by, Consent.Purpose.REUSE, yes=may_be_reused)
        if experience.is_public and agreed != was_agreed:
            show_change(experience)
        put_in_queue(revision, found)


def check_can_be_sent(revision: ExperienceRevision, wording_version: int | None) -> None:
    """Raises ``AlreadyDecided``, ``DraftChanged`` (the author read other words), ``NotReady``."""
    if (RevisionState(revision.state), "submit") not in REVISION_MOVES:
        raise AlreadyDecided(revision.experience)
    if wording_version not in (None, revision.version):
        raise DraftChanged(revision)
    check_ready(revision)


def put_in_queue(revision: ExperienceRevision, found: list[Found]) -> None:
    experience = revision.experience
    store_signals(revision, found)
    open_case(
        Case.Kind.EDIT if experience.live_revision_id else Case.Kind.NEW,
        experience,
        revision,
        since=revision.submitted_at,
        risk=risk_of(found),
        is_held=needs_senior(found) or experience.is_about_child,
    )


def check_ready(revision: ExperienceRevision) -> None:
    """Raises ``NotReady`` for a text that is too short or long, or tells how to reach somebody."""
    problems = []
    length = len(revision.text.strip())
    if length < TEXT_MIN:
        problems.append("short")
    if length > TEXT_MAX:
        problems.append("long")
    if any(RULES[each.rule].must_go for each in scan_wording(revision)):
        problems.append("contact")
    if problems:
        raise NotReady(problems)


def agree(
    experience: Experience, person: AbstractBaseUser, purpose: Consent.Purpose, *, yes: bool
) -> None:
    """Record a consent given, or taken back. Called inside the transaction that acts on it."""
    given = Consent.objects.filter(
        experience=experience, purpose=purpose, withdrawn_at__isnull=True
    )
    if not yes:
        given.update(withdrawn_at=timezone.now())
    elif not given.exists():
        Consent.objects.create(person_id=person.pk, experience=experience, purpose=purpose)


def set_index(experience: Experience, *, by: AbstractBaseUser, version: int, yes: bool) -> None:
    """Let search engines have a text, or take that back; at once."""
    check_author(experience, by)
    with transaction.atomic():
        claim_version(experience, version, may_be_indexed=yes)
        agree(experience, by, Consent.Purpose.INDEX, yes=yes)
        show_change(experience)


def set_reuse(experience: Experience, *, by: AbstractBaseUser, version: int, yes: bool) -> None:
    """Let the public interface give a text out, or take that back; at once."""
    check_author(experience, by)
    with transaction.atomic():
        claim_version(experience, version, may_be_reused=yes)
        agree(experience, by, Consent.Purpose.REUSE, yes=yes)
        show_change(experience)


def recall(revision: ExperienceRevision, *, by: AbstractBaseUser, version: int) -> None:
    """Take a waiting text back to edit it; it keeps its place in the queue."""
    check_author(revision.experience, by)
    with transaction.atomic():
        claim_version(revision.experience, version)
        move_revision(revision, "recall")
        close_cases(revision.experience, Case.Kind.NEW, Case.Kind.EDIT)


def discard(revision: ExperienceRevision, *, by: AbstractBaseUser, version: int) -> None:
    """Drop a draft; what is public stays. Its words go at once."""
    check_author(revision.experience, by)
    with transaction.atomic():
        claim_version(revision.experience, version)
        move_revision(revision, "discard", text="")


def withdraw(experience: Experience, *, by: AbstractBaseUser, version: int) -> None:
    """Take one's own text down, at once and without asking anybody."""
    check_author(experience, by)
    with transaction.atomic():
        move_experience(experience, "withdraw", version)
        agree(experience, by, Consent.Purpose.PUBLISH, yes=False)
        close_cases(experience, Case.Kind.REPORT)
        Report.objects.filter(experience=experience, outcome=Outcome.OPEN).update(
            outcome=Outcome.MOOT
        )
        show_change(experience)


def put_back(experience: Experience, *, by: AbstractBaseUser, version: int) -> None:
    """Show again a text that was approved before and that its author took down."""
    check_author(experience, by)
    with transaction.atomic():
        move_experience(experience, "put_back", version)
        agree(experience, by, Consent.Purpose.PUBLISH, yes=True)
        hold_about_child_again(experience)
        show_change(experience)


def set_details(experience: Experience, *, by: AbstractBaseUser, **details: object) -> None:
    """How a text is signed, its language and whom it is about: at once, on a public text, too.

    One of which a senior moderator did not know that it is about a child comes before them.
    """
    with transaction.atomic():
        seen = Experience.objects.filter(pk=experience.pk, author=by.pk)
        was_about_child = experience.is_about_child
        if not seen.exclude(**details).update(**details):
            return
        experience.refresh_from_db()
        if experience.live_revision_id and experience.is_about_child and not was_about_child:
            hold_about_child(experience)
        if experience.is_public:
            show_change(experience)


def appeal(decision: Decision, *, by: AbstractBaseUser, text: str) -> Appeal:
    """Ask for another moderator's decision, once. Raises IntegrityError the second time."""
    experience = decision.experience
    check_author(experience, by)
    latest = experience.decisions.filter(verb__in=APPEALABLE).first()
    stands = (
        decision.revision is not None and decision.revision.state == RevisionState.REJECTED
        if decision.verb == Decision.Verb.REJECT
        else experience.state == Experience.State.HIDDEN
    )
    if decision.verb not in APPEALABLE or decision != latest or not stands:
        raise AlreadyDecided(experience)
    with transaction.atomic():
        lock(experience)
        made = Appeal.objects.create(decision=decision, text=text)
        open_case(Case.Kind.APPEAL, experience, decision.revision, risk=Case.Risk.LOW)
    return made
