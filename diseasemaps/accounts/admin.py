from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin  # noqa: F401  # registers what goes below
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from diseasemaps.accounts.models import User

# Signing in and passwords have one way each, with its rate limits, second factor and mails.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.password_change = RedirectView.as_view(pattern_name="account_change_password")
# What a role may do stands in roles.py, not in a form.
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """To find, appoint and block people. They join and erase their accounts themselves."""

    list_display = ["pen_name", "roles", "is_staff", "is_active", "date_joined"]
    list_filter = ["groups", "is_staff", "is_active"]
    search_fields = ["pen_name", "email"]
    ordering = ["-date_joined"]
    fields = ["pen_name", "email", "groups", "is_staff", "is_active", "date_joined", "last_login"]
    filter_horizontal = ["groups"]
    readonly_fields = ["pen_name", "email", "date_joined", "last_login"]

    @admin.display(description=_("roles"))
    def roles(self, person: User) -> str:
        return ", ".join(group.name for group in person.groups.all())

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody appoints themselves, and only a superuser changes a superuser."""
        by_superuser = request.user.is_superuser
        if obj is not None and not by_superuser and (obj.is_superuser or obj == request.user):
            return False
        return super().has_change_permission(request, obj)
