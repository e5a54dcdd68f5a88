"""What `make screenshots` opens is there; it runs in a browser of its own."""

import pytest
from django.urls import Resolver404, resolve

from tests.screenshots import COLOURS, MAILS, SHOTS, WIDTHS


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_a_picture_is_of_a_page_of_the_site(shot):
    if shot.name == "not-found":
        with pytest.raises(Resolver404):
            resolve(shot.path)
    elif shot not in MAILS:
        resolve(shot.path.partition("?")[0])


def test_no_picture_overwrites_another():
    assert len({shot.name for shot in SHOTS}) == len(SHOTS)
    assert sorted(WIDTHS) == [375, 768, 1280] and COLOURS == ("light", "dark")
