import pytest
from django.contrib.auth.models import Group

from diseasemaps.accounts import roles
from tests.factories import make_with_role

pytestmark = pytest.mark.django_db


def test_setting_up_roles_twice_changes_nothing():
    first = roles.setup_roles()
    assert roles.setup_roles() == first
    assert Group.objects.count() == len(first) == 5


def test_setting_up_roles_takes_back_what_was_added_by_hand():
    roles.setup_roles()
    group = Group.objects.get(name=roles.MODERATOR)
    group.permissions.add(*Group.objects.get(name=roles.EDITOR).permissions.all())
    roles.setup_roles()
    assert group.permissions.count() == len(roles.PERMISSIONS[roles.MODERATOR])


def test_administrator_neither_signs_reviews_nor_decides_texts():
    person = make_with_role(roles.ADMINISTRATOR)
    assert person.has_perm("accounts.change_user")
    assert not person.has_perm("conditions.add_review")
    assert not person.has_perm("experiences.add_decision")


@pytest.mark.parametrize(
    ("role", "permission"),
    [
        (roles.MODERATOR, "experiences.add_decision"),
        (roles.EDITOR, "conditions.change_revision"),
        (roles.MEDICAL_REVIEWER, "conditions.add_review"),
    ],
)
def test_role_may_do_its_own_work_only(role, permission):
    assert make_with_role(role).has_perm(permission)
    others = {roles.MODERATOR, roles.EDITOR, roles.MEDICAL_REVIEWER} - {role}
    assert not any(make_with_role(other).has_perm(permission) for other in others)
