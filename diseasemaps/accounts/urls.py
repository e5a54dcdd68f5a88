"""Under ``accounts/``, before allauth's own, of which five are replaced under the same names."""

from django.urls import path

from diseasemaps.accounts import views
from diseasemaps.accounts.privacy import views as privacy

urlpatterns = [
    path("", views.account_detail, name="account-detail"),
    path("pen-name/", views.account_rename, name="account-rename"),
    path("mail-language/", views.mail_language_set, name="mail-language-set"),
    path("privacy/", privacy.account_privacy, name="account-privacy"),
    path("privacy/export/", privacy.account_export, name="account-export"),
    path("privacy/erase/", privacy.account_erase, name="account-erase"),
    path("privacy/erased/", privacy.AccountErasedView.as_view(), name="account-erased"),
    path(
        "privacy/consents/<uuid:public_id>/<slug:purpose>/",
        privacy.consent_switch,
        name="account-consent-switch",
    ),
    path("privacy/communities/<slug:slug>/map/", privacy.map_switch, name="account-map-switch"),
    path("privacy/mails/<slug:kind>/", privacy.mail_switch, name="account-mail-switch"),
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("signup/", views.SignUp.as_view(), name="account_signup"),
    path("2fa/totp/activate/", views.ActivateTOTP.as_view(), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", views.AddKey.as_view(), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/", views.RemoveKey.as_view(), name="mfa_remove_webauthn"
    ),
]
