"""The real releases, one on top of the other."""

import io

import pytest
from django.core.management import call_command

from conditions.models import Code, Condition, FormerSlug, SearchEntry
from conditions.search.index import rebuild

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def test_real_releases_on_top_of_each_other_lose_nothing(public_data):
    def load(name):
        out = io.StringIO()
        path = public_data / "disease-ontology" / name
        call_command("import_catalogue", str(path), stdout=out)
        return out.getvalue()

    first = load("doid-2024-01-31.obo.gz")
    assert "conditions: 11,501 created" in first
    assert "synonyms of live terms: 18,755 created" in first
    # The other 11 of the 18,766 lines.
    assert "skipped 11: synonym of a live term: same as another name of it" in first
    assert Condition.objects.live().count() == 11_501
    ids, slugs = set(doids()), addresses()
    load("do-rare-slim-2026-07-31.obo.gz")
    assert ids <= set(doids())
    assert len(doids()) == len(set(doids()))
    assert slugs <= addresses()
    again = load("do-rare-slim-2026-07-31.obo.gz")
    assert "created" not in again.replace("0 created, 0 changed", "")
    # Nothing that search has is wrong or missing after either.
    assert rebuild() == 0 and SearchEntry.objects.count() > 30_000


def doids():
    return list(Code.objects.filter(system="doid").values_list("value", flat=True))


def addresses():
    return {*Condition.objects.values_list("slug", flat=True)} | {
        *FormerSlug.objects.values_list("slug", flat=True)
    }
