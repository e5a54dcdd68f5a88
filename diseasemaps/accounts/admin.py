"""People in the administration, and what allauth and Django registered there."""

from typing import Any

from allauth.account.admin import EmailAddressAdmin  # noqa: F401  # registers what goes below
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin  # noqa: F401
from allauth.mfa.models import Authenticator
from allauth.usersessions.admin import UserSessionAdmin  # noqa: F401
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin  # noqa: F401
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from diseasemaps.accounts.models import User

# One way each to sign in and to change a password, with rate limits, second factor and mails.
# As allauth's documentation says: an attribute stands in for the method of the site.
secured: Any = secure_admin_login(admin.site.login)  # type: ignore[no-untyped-call]  # allauth
admin.site.login = secured  # type: ignore[method-assign]  # see above
redirected: Any = RedirectView.as_view(pattern_name="account_change_password")
admin.site.password_change = redirected  # type: ignore[method-assign]  # see above
# The permissions of a role are defined in roles.py, not in a form.
admin.site.unregister(Group)
# Addresses, second factors and sessions belong to their owners: no form changes somebody's
# address, and nobody sees a secret or where somebody signed in from.
admin.site.unregister([EmailAddress, Authenticator, UserSession])

TIMES = ("date_joined", "last_login")


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Finds people. They are appointed and blocked on the site's own page, which checks who may be;
    they create and erase their accounts themselves."""

    list_display = ["pen_name", "roles", "is_staff", "is_active", "date_joined"]
    list_filter = ["groups", "is_staff", "is_active"]
    search_fields = ["pen_name", "email"]
    ordering = ["-date_joined"]
    fields = ("pen_name", "email", "roles", "change_roles", "is_staff", "is_active", *TIMES)
    readonly_fields = fields

    @admin.display(description=_("change them"))
    def change_roles(self, person: User) -> str:
        address = reverse("person-roles", args=[person.pk])
        return format_html('<a href="{}">{}</a>', address, _("Roles, and blocking the account"))

    @admin.display(description=_("roles"))
    def roles(self, person: User) -> str:
        return ", ".join(sorted(group.name for group in person.groups.all())) or "–"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False
