"""Creates the demo's accounts and its invented reviewers."""

from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from common.import_report import ImportReport
from conditions.models import ReviewerProfile
from conditions.summaries import reviewers
from conditions.summaries.workflow import add_months
from diseasemaps.accounts.demo_accounts import DEMO_ACCOUNTS, PASSWORD, REVIEWER, DemoAccount
from diseasemaps.accounts.models import User

VERIFIED_MONTHS_AGO = 36
INVENTED = "Invented for the demo"
REVIEWERS = (
    {
        "slug": "dr-wren-example",
        "name": "Dr Wren Example",
        "credentials": "invented consultant endocrinologist",
        "about": "Dr Wren Example does not exist. A real profile tells in a few sentences where "
        "the reviewer trained and works, and which conditions they see.",
        "interests": "None: an invented person has no interests to declare.",
    },
    {
        "slug": "dr-alder-sample",
        "name": "Dr Alder Sample",
        "credentials": "invented clinical geneticist",
        "about": "Dr Alder Sample does not exist. A real profile says which register the "
        "credentials were looked up in.",
        "interests": "Invented, to show one: lecture fees from a maker of genetic tests.",
    },
    {
        "slug": "dr-juniper-fictive",
        "name": "Dr Juniper Fictive",
        "credentials": "invented specialist in rare diseases",
        "about": "Dr Juniper Fictive does not exist, and neither do the reviews under this name.",
        "interests": "Invented, to show one: unpaid adviser to a patient organisation.",
    },
)
REVIEWER_WITH_ACCOUNT = "dr-wren-example"


def load(today: date, report: ImportReport) -> None:
    with transaction.atomic():
        for account in DEMO_ACCOUNTS:
            load_account(account, report)
        for fields in REVIEWERS:
            load_reviewer(fields, today, report)


def load_account(account: DemoAccount, report: ImportReport) -> None:
    if User.objects.filter(email=account.email).exists():
        report.unchanged("accounts")
        return
    user = User.objects.create_user(
        account.email, account.pen_name, PASSWORD, is_staff=account.is_staff
    )
    if account.group:
        user.groups.add(Group.objects.get(name=account.group))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    report.created("accounts")


def load_reviewer(fields: dict[str, str], today: date, report: ImportReport) -> None:
    if ReviewerProfile.objects.filter(slug=fields["slug"]).exists():
        report.unchanged("reviewers")
        return
    account = None
    if fields["slug"] == REVIEWER_WITH_ACCOUNT:
        account = User.objects.get(email=REVIEWER)
    verified_on = add_months(today, -VERIFIED_MONTHS_AGO)
    reviewers.create_invented(
        fields={**fields, "verified_how": INVENTED, "verified_on": verified_on}, user=account
    )
    report.created("reviewers")
