"""How the tests of the interface for programs ask it."""

import json

from experiences import moderation
from tests import factories

API = "/api/v1"
ONE = f"{API}/conditions/carcinoid-syndrome"


def get(client, path, status=200, **headers):
    response = client.get(path if path.startswith("/") else f"{API}/{path}", headers=headers)
    assert response.status_code == status, (response.status_code, response.content[:300])
    return response


def read(client, path):
    return json.loads(get(client, path).content)


def pages(client, path):
    """All items, page by page."""
    while path:
        page = read(client, path)
        yield from page["items"]
        path = page["next"] and page["next"].removeprefix("https://localhost")


def share(topic, reuse=True, **fields):
    experience = factories.make_public(topic, **fields)
    if reuse:
        moderation.set_reuse(experience, by=experience.author, version=experience.version, yes=True)
    return experience
