from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.utils import timezone

from diseasemaps.accounts.models import User
from tests import factories
from tests.accounts import pages

pytestmark = pytest.mark.django_db


def make_old(**fields) -> User:
    person = factories.make_person(**fields)
    EmailAddress.objects.create(user=person, email=person.email, primary=True)
    person.date_joined = timezone.now() - timedelta(days=8)
    person.save()
    return person


def purge(**options) -> str:
    out = StringIO()
    call_command("purge_unverified", stdout=out, **options)
    return out.getvalue()


def test_old_unverified_account_goes():
    make_old()
    assert purge().startswith("1 unverified accounts")
    assert not User.objects.exists()


def test_new_unverified_account_stays():
    make_old()
    assert purge(days=9).startswith("0 ")


def test_verified_account_stays():
    EmailAddress.objects.filter(user=make_old()).update(verified=True)
    assert purge().startswith("0 ")


def test_account_that_has_signed_in_stays():
    make_old(last_login=timezone.now())
    assert purge().startswith("0 ")


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_superuser": True}])
def test_account_of_staff_stays(fields):
    make_old(**fields)
    assert purge().startswith("0 ")


def test_account_with_a_membership_stays():
    factories.make_member(factories.make_condition(), person=make_old())
    assert purge().startswith("0 ")


def test_account_with_an_experience_stays():
    factories.make_written(author=make_old())
    assert purge().startswith("0 ")


def test_account_with_a_contribution_stays():
    factories.make_draft(by=[make_old()])
    assert purge().startswith("0 ")


def test_account_with_a_reviewer_profile_stays():
    factories.make_reviewer(make_old())
    assert purge().startswith("0 ")


def test_account_with_a_decision_stays():
    person = make_old()
    factories.make_public(moderator=person, author=pages.make_confirmed())
    assert purge().startswith("0 ")
