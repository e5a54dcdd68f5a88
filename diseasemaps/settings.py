"""Settings, read from the environment; README.md has the table of them.

Insecure options are off by default. A value that cannot be read and a secret that is missing
stop the start with the name of the variable.
"""

import binascii
from base64 import b64decode
from pathlib import Path
from typing import Any

import django_stubs_ext
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env, EnvError, validate

from diseasemaps.release import fingerprint, languages_in

SECRET_KEY_MIN = 32  # characters
SMALLEST_SMALL_NUMBER = 2  # people
SIGNING_KEY_LENGTH = 32  # bytes


def is_signing_key(value: str) -> bool:
    try:
        return not value or len(b64decode(value, validate=True)) == SIGNING_KEY_LENGTH
    except binascii.Error:
        return False


def are_signing_keys(values: list[str]) -> bool:
    return all(map(is_signing_key, values))


# Django's own classes take no type parameters at run time: ``ModelAdmin[Condition]`` would fail.
django_stubs_ext.monkeypatch()

env = Env(eager=False)
BASE_DIR = Path(__file__).resolve().parent.parent

# --- What an operator sets -----------------------------------------------------------------

SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=SECRET_KEY_MIN))
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
DEBUG = env.bool("DEBUG", False)
# Demo mode: invented content and people, a banner on every page, no second factor.
DEMO = env.bool("DEMO", False)
# Off only where no browser uses https, as on a developer's own machine.
HTTPS = env.bool("HTTPS", True)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
# Proxies in front of the site whose X-Forwarded-For and -Proto are believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0, validate=validate.Range(min=0))
SITE_NAME = env.str("SITE_NAME", "DiseaseMaps")
# The site's address in mails; by default the first of ALLOWED_HOSTS.
SITE_URL = env.str(
    "SITE_URL", "", validate=validate.URL(schemes={"http", "https"}, require_tld=False)
)
# Off to accept no new members, for example while nobody moderates.
SIGN_UP_OPEN = env.bool("SIGN_UP_OPEN", True)
# Everything the site writes: the SQLite file, collected static files, demo mails.
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")
# The ledger of erasures, one a line. Kept apart from the database: a restore applies it again.
ERASURE_LEDGER = env.path("ERASURE_LEDGER", VAR_DIR / "erasures.jsonl")
# The signing log outside the database: whoever rewrites the database fails against it.
SIGNING_LOG = env.path("SIGNING_LOG", VAR_DIR / "signing-log.jsonl")
# 32 bytes in base64, for the head of the log and for seals; without it, made from SECRET_KEY.
SIGNING_LOG_KEY = env.str("SIGNING_LOG_KEY", "", validate=is_signing_key)
SIGNING_LOG_KEY_FALLBACKS: list[str] = env.list(
    "SIGNING_LOG_KEY_FALLBACKS", [], validate=are_signing_keys
)
# Off to let a reviewer who has no passkey sign with the site's key, which the receipt says.
REVIEWS_NEED_KEY = env.bool("REVIEWS_NEED_KEY", not DEMO)
DATABASE = env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'diseasemaps.sqlite3'}")
CACHE_URL = env.str("CACHE_URL", "")
MAIL_SCHEMES = ("smtp:", "smtps:", "submission:", "submissions:", "console:", "file:", "dummy:")
env.str("EMAIL_URL", "smtp:", validate=lambda url: url.startswith(MAIL_SCHEMES))
EMAIL = env.dj_email_url("EMAIL_URL", "smtp://localhost:25")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "noreply@localhost")
# A breakdown hides cells that count fewer people than this.
SMALL_NUMBER = env.int("SMALL_NUMBER", 8, validate=validate.Range(min=SMALLEST_SMALL_NUMBER))

# Requests a minute that one network address may make to the API; 0 means no limit.
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", 120, validate=validate.Range(min=0))
# The SPDX name of the licence of the site's own summaries; empty means that reusers have to ask.
SUMMARY_LICENCE = env.str("SUMMARY_LICENCE", "")

# Counts anonymously how often each page is opened a day; the desk's order uses it.
COUNT_READS = env.bool("COUNT_READS", True)
# Where readers reach the people who run the site; shown on the pages.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "contact@localhost")

try:
    env.seal()
except EnvError as error:
    raise ImproperlyConfigured(f"Environment: {error}") from error

if not SITE_URL:
    SITE_URL = f"http{'s' * HTTPS}://{''.join(ALLOWED_HOSTS[:1]).lstrip('*.') or 'localhost'}"

# Part of every page's ETag.
RELEASE = fingerprint(BASE_DIR)

# --- Applications --------------------------------------------------------------------------

INSTALLED_APPS = [
    "diseasemaps",
    "diseasemaps.accounts",
    "diseasemaps.outbox",
    "diseasemaps.demo",
    "experiences",
    "conditions",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "diseasemaps.apps.StaticFiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_countries",
    "ninja",
]

MIDDLEWARE = [
    "diseasemaps.middleware.no_body_for_head",
    "diseasemaps.compression.compress",
    "diseasemaps.api.protocol.open_to_programs",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "diseasemaps.middleware.language_from_address",
    "diseasemaps.middleware.private_by_default",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "diseasemaps.accounts.second_factor.RequireSecondFactor",
]

ROOT_URLCONF = "diseasemaps.urls"
WSGI_APPLICATION = "diseasemaps.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "diseasemaps.context_processors.site",
            ],
        },
    },
]

# --- Data ----------------------------------------------------------------------------------

DATABASES = {"default": DATABASE}
if DATABASE["ENGINE"].endswith("sqlite3"):
    # Django's defaults lose writes under load; with these a writer waits for its turn.
    # ATOMIC_REQUESTS stays off: with IMMEDIATE it would make every page view a writer.
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; "
            "PRAGMA mmap_size=268435456; PRAGMA cache_size=-16000;"
        ),
    }
    DATABASE["CONN_MAX_AGE"] = None
else:
    DATABASE.setdefault("OPTIONS", {})["pool"] = True
    DATABASE["CONN_MAX_AGE"] = 0

CACHES: dict[str, dict[str, Any]]
if CACHE_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
        }
    }
else:
    # Shared by all workers: rate limits and replay protection for codes hang on it.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "site_cache",
            # Above what rate limits need in their time: what is put out counts anew.
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }

# --- Language and time ---------------------------------------------------------------------

LANGUAGE_CODE = "en"
# The first wins; the second rewords what Django and allauth say.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "diseasemaps" / "package_locale"]
FORMAT_MODULE_PATH = "diseasemaps.formats"
# English and every language that has a folder of its own: docs/languages.md.
LANGUAGES = languages_in(BASE_DIR / "locale", LANGUAGE_CODE)
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# ISO 3166 has no code for Kosovo.
COUNTRIES_OVERRIDE = {"XK": _("Kosovo")}

# --- Files ---------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "diseasemaps.stylesheet.StyleSheetFinder",
]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- People --------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "diseasemaps.accounts.adapters.Argon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "pen_name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "diseasemaps.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "diseasemaps.accounts.forms.SignupForm",
    "add_email": "diseasemaps.accounts.forms.ChangeEmailForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = str
MFA_ADAPTER = "diseasemaps.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = False
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# --- Mail ----------------------------------------------------------------------------------

# What sends a mail becomes the backend to which the outbox delivers.
vars().update(EMAIL)
DELIVERY_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_BACKEND = "diseasemaps.outbox.backend.OutboxBackend"
# Somebody may be waiting for a page meanwhile; outbox/delivery.py counts on it being short.
EMAIL_TIMEOUT = EMAIL["EMAIL_TIMEOUT"] or 10  # seconds
SERVER_EMAIL = DEFAULT_FROM_EMAIL
DEMO_MAIL_DIR = VAR_DIR / "demo-mails"
if DEMO:
    DELIVERY_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DEMO_MAIL_DIR

# --- Forms ---------------------------------------------------------------------------------

MESSAGE_TAGS = {messages.ERROR: "danger", messages.DEBUG: "secondary"}
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- What a browser may do -----------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "img-src": ["'self'", "data:"],
        "manifest-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
CSRF_FAILURE_VIEW = "diseasemaps.views.csrf_failure"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Logs ----------------------------------------------------------------------------------
# An address names a condition, and so may a log line that quotes it: the filter takes both out.

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_addresses": {"()": "diseasemaps.logs.WithoutAddresses"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["no_addresses"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # It tells the ids of people's keys.
        "fido2": {"level": "WARNING"},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
