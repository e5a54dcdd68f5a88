import pytest

from tests import factories


@pytest.fixture
def revision():
    return factories.make_in_review()


@pytest.fixture
def reviewer(client, medical_reviewer):
    client.force_login(medical_reviewer)
    return medical_reviewer.reviewer_profile
