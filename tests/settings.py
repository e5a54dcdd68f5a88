"""The site's settings, with a secret of the tests' own and quick passwords."""

import os
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "a key that only the tests of this project use")
# Apart from what `make run` collected: WhiteNoise looks at every file there for each test client.
os.environ["VAR_DIR"] = str(Path(__file__).resolve().parent.parent / "var" / "tests")
for name in (
    "DEMO",
    "DEBUG",
    "CACHE_URL",
    "EMAIL_URL",
    "SMALL_NUMBER",
    "SIGNING_LOG",
    "SIGNING_LOG_KEY",
    "SIGNING_LOG_KEY_FALLBACKS",
    "REVIEWS_NEED_KEY",
):
    os.environ.pop(name, None)

from diseasemaps.settings import *  # noqa: E402, F403

# Most tests sign with the site's key; those of the reviewers' own keys switch this on.
REVIEWS_NEED_KEY = False
# A worker writes its counts when time has passed, which no test could foresee.
COUNT_READS = False
SECURE_SSL_REDIRECT = False
# A test makes more requests than a program should; those of the limit set one.
API_REQUESTS_PER_MINUTE = 0
# A code may be typed at the end of its 30 seconds and looked at when they are over.
MFA_TOTP_TOLERANCE = 1
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
# Formatting a line for each 404, which nobody reads here; caplog still sees what goes to the root.
LOGGING["handlers"] = {"console": {"class": "logging.NullHandler"}}  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as on a real site: in memory all threads would share one connection and never race.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / f"test-{os.getpid()}.sqlite3")}  # noqa: F405
    # What is lost when the machine falls over does not matter here.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
