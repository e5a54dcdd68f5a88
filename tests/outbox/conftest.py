import pytest


@pytest.fixture(autouse=True)
def outbox(settings):
    """The site's own backend, which delivers to ``mail.outbox``; other tests skip it."""
    settings.EMAIL_BACKEND = "diseasemaps.outbox.backend.OutboxBackend"
    settings.DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_URL = "https://maps.example.org"


@pytest.fixture
def server_down(settings):
    settings.DELIVERY_BACKEND = "tests.outbox.servers.Down"


@pytest.fixture
def server_refusing(settings):
    settings.DELIVERY_BACKEND = "tests.outbox.servers.Refusing"
