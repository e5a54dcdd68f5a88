"""Transitions by readers: reports of public texts; and the site's own report about a child."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from experiences.models import Case, Experience, Outcome, Report
from experiences.moderation.leases import open_case
from experiences.moderation.moves import AlreadyDecided, OwnWork

RISK_OF_REPORT = {
    Report.Why.CHILD: Case.Risk.HIGH,
    Report.Why.CRISIS: Case.Risk.HIGH,
    Report.Why.IDENTIFIES: Case.Risk.HIGH,
    Report.Why.HARMFUL: Case.Risk.RAISED,
    Report.Why.ABUSE: Case.Risk.RAISED,
}
HELD = (Report.Why.CHILD, Report.Why.CRISIS, Report.Why.IDENTIFIES)


def report(
    experience: Experience, *, by: AbstractBaseUser, why: str, text: str = ""
) -> tuple[Report, bool]:
    """A person's report of a public text, and whether it is new.

    While the first one of the same person is open, a second adds nothing.
    """
    if experience.author_id == by.pk:
        raise OwnWork(experience.public_id)
    with transaction.atomic():
        # Locks the row against a concurrent decision: no report opens on a hidden text.
        if (
            not Experience.objects.public()
            .filter(pk=experience.pk)
            .update(state=Experience.State.PUBLIC)
        ):
            experience.refresh_from_db()
            raise AlreadyDecided(experience)
        made, is_new = Report.objects.get_or_create(
            experience=experience,
            reporter_id=by.pk,
            outcome=Outcome.OPEN,
            defaults={"why": why, "text": text},
        )
        if is_new:
            put_in_queue(made)
    return made, is_new


def put_in_queue(report: Report) -> None:
    experience = report.experience
    open_case(
        Case.Kind.REPORT,
        experience,
        experience.live_revision,
        risk=RISK_OF_REPORT.get(Report.Why(report.why), Case.Risk.LOW),
        is_held=report.why in HELD,
    )


def hold_about_child(experience: Experience) -> None:
    """Report, in the site's own name, a text that was approved before its author said that it is
    about a child. Called inside the transaction that stores this. For a text that its author has
    taken down the report waits until it is put back."""
    own = {"experience": experience, "reporter": None, "why": Report.Why.CHILD}
    if not experience.is_public:
        Report.objects.create(outcome=Outcome.MOOT, **own)
    elif not Report.objects.filter(outcome=Outcome.OPEN, **own).exists():
        put_in_queue(Report.objects.create(**own))


def hold_about_child_again(experience: Experience) -> None:
    """Taking a text down settles its reports; putting it back must not be a way around this one."""
    last = experience.reports.filter(why=Report.Why.CHILD).order_by("pk").last()
    if experience.is_about_child and last is not None and last.outcome == Outcome.MOOT:
        hold_about_child(experience)
