"""How this site changes allauth: accounts, mails, second factors, and the password hasher."""

import base64
import logging
from functools import lru_cache
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.mail import EmailMessage
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from conditions.models import ReviewerProfile
from conditions.summaries.signing.security_mails import addresses_of, keep_former_address
from diseasemaps.accounts import second_factor
from diseasemaps.accounts.demo_accounts import DEMO_DOMAIN, REFUSAL, is_shared
from diseasemaps.accounts.models import User

# Prefixes of the templates of mails.
EMAIL_CHANGED = "account/email/email_changed"
SECOND_FACTORS = "mfa/email/"
logger = logging.getLogger(__name__)

# Makes the derived key differ from those that SECRET_KEY gives for other purposes.
ENCRYPTION_PURPOSE = b"diseasemaps second factor v1"


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGN_UP_OPEN

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: BaseForm, commit: bool = True
    ) -> User:
        """Raises IntegrityError when the pen name or the address was taken meanwhile."""
        assert isinstance(user, User)
        user.pen_name = form.cleaned_data["pen_name"]
        user.language_used = get_language() or ""
        super().save_user(request, user, form, commit=False)
        if commit:
            with transaction.atomic():
                user.save()
        return user

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse | None:
        """Refuses the demo's accounts, whose password is public, outside of demo mode."""
        if not settings.DEMO and user.get_username().endswith(DEMO_DOMAIN):
            return redirect("account_inactive")
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Stores the language of the page, in which mails are written from now on."""
        super().login(request, user)
        assert isinstance(user, User)
        language = get_language() or ""
        if user.language_used != language:
            user.language_used = language
            user.save(update_fields=["language_used"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account-detail")

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        if is_shared(user):
            messages.error(self.request, REFUSAL)
            raise ImmediateHttpResponse(redirect("home"))
        super().set_password(user, password)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {"site_name": settings.SITE_NAME, **context})

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Marks the mail as urgent: people wait for codes, and must learn of changes at once."""
        headers = {"X-Outbox": "urgent", **(headers or {})}
        return super().render_mail(template_prefix, email, context, headers)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tells a reviewer of a new address or second factor at the addresses of before as well:
        whoever took over the account cannot silence them."""
        context = {"user": user, **(context or {})}
        super().send_notification_mail(template_prefix, user, context, email)
        profile = ReviewerProfile.objects.filter(user=user.pk).first()
        if profile is None:
            return
        if template_prefix == EMAIL_CHANGED:
            keep_former_address(profile, str(context["from_email"]))
        if template_prefix.startswith(SECOND_FACTORS):
            told = email or user.get_username()
            for address in addresses_of(profile):
                if address != told:
                    super().send_notification_mail(template_prefix, user, context, address)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Logs the failure without person or network address, since many people read logs."""
        logger.warning("A sign-in failed: wrong address or password")


class MFAAdapter(DefaultMFAAdapter):
    """Encrypts the secrets of second factors, and keeps people with a role from removing theirs.

    Replacing SECRET_KEY without keeping the old one in SECRET_KEY_FALLBACKS makes every
    authenticator app and recovery code unusable; passkeys go on working.
    """

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Your role needs a second factor. Add another one before you remove this one."
        )
    }

    def encrypt(self, text: str) -> str:
        return self._cipher.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._cipher.decrypt(encrypted_text.encode()).decode()

    @property
    def _cipher(self) -> MultiFernet:
        return cipher((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return second_factor.may_be_removed(authenticator)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """The pen name, since others easily see the list in an authenticator app."""
        return str(user)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        return super().get_public_key_credential_user_entity(user) | {"name": str(user)}


@lru_cache(maxsize=4)
def cipher(secrets: tuple[str, ...]) -> MultiFernet:
    """Encrypts with the first secret and decrypts with any."""
    return MultiFernet([Fernet(encryption_key(secret)) for secret in secrets])


def encryption_key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=ENCRYPTION_PURPOSE)
    return base64.urlsafe_b64encode(derived.derive(secret.encode()))


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters: 19456 KiB, two iterations, one thread.

    Django's default takes 100 MiB a login, too much for several at once on a small server.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
