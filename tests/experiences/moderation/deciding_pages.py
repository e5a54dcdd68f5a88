"""What the tests of the moderators' pages have in common."""

from django.test import Client
from django.urls import reverse

from diseasemaps.accounts import roles
from experiences import moderation
from experiences.models import Case, Experience
from tests import factories

MESSAGE = "Please read why."
INSULT = "You are an idiot, and everybody who believes you is an idiot too."


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def make_senior():
    return factories.make_with_role(roles.SENIOR_MODERATOR)


def make_case(**fields) -> Case:
    """A new text in the queue."""
    return Case.objects.get(experience=factories.make_pending(**fields).experience)


def make_edit(text: str = "Other words, and enough of them to be sent in at all.") -> Case:
    experience = factories.make_public()
    edit = moderation.write(experience, text)
    moderation.submit(edit, by=experience.author, version=experience.version)
    return Case.objects.open().get(experience=experience)


def make_report(why: str = "promotion", text: str = "It sells something.") -> Case:
    experience = factories.make_public()
    moderation.report(experience, by=factories.make_person(), why=why, text=text)
    return Case.objects.open().get(experience=experience)


def make_appeal(verb: str = "rejected", text: str = "I do not agree with this.") -> Case:
    experience = factories.make_in_state(verb)
    moderation.appeal(experience.decisions.first(), by=experience.author, text=text)
    return Case.objects.open().get(experience=experience, kind="appeal")


def version_of(case: Case) -> int:
    return Experience.objects.get(pk=case.experience_id).version


def words(case: Case, **fields) -> dict:
    """A refusal's form as the page of the case sends it."""
    return {
        "version": version_of(case),
        "reason": factories.make_reason().key,
        "message": MESSAGE,
        **fields,
    }


def address(name: str, *args) -> str:
    return reverse(f"experiences:{name}", args=args)


def post(client: Client, name: str, case: Case, data: dict | None = None, **kwargs):
    return client.post(address(name, case.pk), data or {"version": version_of(case)}, **kwargs)


def body(response) -> str:
    return response.content.decode()


# What each verb is tried on, what the log then says, and what readers see.
DECISIONS = {
    "request-changes": (make_case, "request_changes", "unpublished"),
    "reject": (make_case, "reject", "unpublished"),
    "hide": (make_report, "hide", "hidden"),
    "dismiss-reports": (make_report, "dismiss_report", "public"),
    "uphold-appeal": (make_appeal, "approve", "public"),
    "dismiss-appeal": (make_appeal, "dismiss_appeal", "unpublished"),
}
