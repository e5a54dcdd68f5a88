"""Under ``accounts/``, before allauth's own, of which five are replaced under the same names."""

from django.urls import path

from diseasemaps.accounts import views

urlpatterns = [
    path("", views.account_detail, name="account-detail"),
    path("pen-name/", views.account_rename, name="account-rename"),
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("signup/", views.SignUp.as_view(), name="account_signup"),
    path("2fa/totp/activate/", views.ActivateTOTP.as_view(), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", views.AddKey.as_view(), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/", views.RemoveKey.as_view(), name="mfa_remove_webauthn"
    ),
]
