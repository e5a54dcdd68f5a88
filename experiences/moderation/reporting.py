"""Readers' objections to public texts."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from experiences.models import Case, Experience, Report
from experiences.moderation.errors import AlreadyDecided, OwnWork
from experiences.moderation.queue import open_case

RISK_OF_REPORT = {
    Report.Why.CRISIS: Case.Risk.HIGH,
    Report.Why.IDENTIFIES: Case.Risk.HIGH,
    Report.Why.HARMFUL: Case.Risk.RAISED,
    Report.Why.ABUSE: Case.Risk.RAISED,
}


def report(
    experience: Experience, *, by: AbstractBaseUser, why: str, text: str = ""
) -> tuple[Report, bool]:
    """A person's report of a public text, and whether it is new.

    While the first one of the same person is open, a second adds nothing.
    """
    if experience.author_id == by.pk:
        raise OwnWork(experience.public_id)
    with transaction.atomic():
        # Locks out a decision that is being made, so that no report opens on a hidden text.
        if not Experience.objects.public().filter(pk=experience.pk).update(state="public"):
            experience.refresh_from_db()
            raise AlreadyDecided(experience)
        made, is_new = Report.objects.get_or_create(
            experience=experience,
            reporter_id=by.pk,
            outcome="open",
            defaults={"why": why, "text": text},
        )
        if is_new:
            risk = RISK_OF_REPORT.get(Report.Why(why), Case.Risk.LOW)
            open_case(
                Case.Kind.REPORT,
                experience,
                experience.live_revision,
                risk=risk,
                is_held=why in (Report.Why.CRISIS, Report.Why.IDENTIFIES),
            )
    return made, is_new
