"""The roles beyond member, as groups; ``manage.py setup_site`` gives them their permissions."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _

MODERATOR = "moderator"
SENIOR_MODERATOR = "senior moderator"
EDITOR = "editor"
MEDICAL_REVIEWER = "medical reviewer"
ADMINISTRATOR = "administrator"
# Labels on pages; the groups have one name in every language.
LABELS = {
    MODERATOR: _("moderator"),
    SENIOR_MODERATOR: _("senior moderator"),
    EDITOR: _("editor"),
    MEDICAL_REVIEWER: _("medical reviewer"),
    ADMINISTRATOR: _("administrator"),
}

ALL = (MODERATOR, SENIOR_MODERATOR, EDITOR, MEDICAL_REVIEWER, ADMINISTRATOR)
# Two administrators give these.
NEED_SECOND = {MEDICAL_REVIEWER, ADMINISTRATOR}
# Descriptions for administrators who appoint people.
TOLD = {
    MODERATOR: _("Decides on members’ texts, never on their own, and sees who wrote them."),
    SENIOR_MODERATOR: _("The same, and what a signal or a colleague set apart."),
    EDITOR: _(
        "Writes summaries and safety notices, renames conditions and says which questions are "
        "asked of them. Signs nothing."
    ),
    MEDICAL_REVIEWER: _(
        "Signs summaries under their own name, never those that they helped to write. Needs a "
        "reviewer’s profile with verified credentials."
    ),
    ADMINISTRATOR: _(
        "Keeps the catalogue, merges and splits conditions, appoints people and looks at "
        "everything. Signs and decides nothing."
    ),
}

# Permissions of each role. A member needs no group.
PERMISSIONS = {
    MODERATOR: [
        "experiences.view_decision",
        "experiences.add_decision",
    ],
    # Includes a moderator's permissions; nobody needs both groups.
    SENIOR_MODERATOR: [
        "experiences.view_decision",
        "experiences.add_decision",
        "experiences.decide_held",
    ],
    EDITOR: [
        "conditions.change_condition",
        "conditions.view_revision",
        "conditions.change_revision",
        "conditions.add_wordingstep",
        "conditions.change_notice",
    ],
    MEDICAL_REVIEWER: [
        "conditions.view_revision",
        "conditions.add_review",
    ],
}
# Administrators have all permissions of these apps, but sign no review and decide no text.
ADMINISTRATOR_APPS = ("accounts", "auth", "conditions", "experiences")
NOT_FOR_ADMINISTRATORS = {
    "conditions.add_review",
    "conditions.add_wordingstep",
    "experiences.add_decision",
    "experiences.decide_held",
}


def setup_roles() -> dict[str, int]:
    """Sets exactly these permissions; returns their number by role."""
    by_name = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    wanted = {role: [by_name[name] for name in names] for role, names in PERMISSIONS.items()}
    wanted[ADMINISTRATOR] = [
        permission
        for name, permission in by_name.items()
        if permission.content_type.app_label in ADMINISTRATOR_APPS
        and name not in NOT_FOR_ADMINISTRATORS
    ]
    with transaction.atomic():
        for role, permissions in wanted.items():
            group, _made = Group.objects.get_or_create(name=role)
            group.permissions.set(permissions)
    return {role: len(permissions) for role, permissions in wanted.items()}
