from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "diseasemaps.accounts"
    # "account" is taken by allauth.
    label = "accounts"
    verbose_name = _("people")
