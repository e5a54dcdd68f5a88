"""The page of all components: each file of the style sheet is shown on it."""

import re

import pytest
from lxml import html

from diseasemaps.demo import components_desk, components_reading
from diseasemaps.demo.components import ON_EVERY_PAGE, SITE_WIDE
from diseasemaps.stylesheet import components

pytestmark = pytest.mark.django_db


def test_every_component_is_shown_by_rules_of_its_file(client, settings):
    settings.DEMO = True
    response = client.get("/styleguide/")
    assert response.status_code == 200 and response["X-Robots-Tag"] == "noindex"
    page = html.document_fromstring(response.content.decode())
    files = {file.stem: file for file in components() if file.stem not in SITE_WIDE}
    sections = {
        section.get("id").removeprefix("component-"): section
        for section in page.xpath("//section[starts-with(@id, 'component-')]")
    }
    assert sections.keys() == files.keys()
    for name, file in files.items():
        classes = set(re.findall(r"\.([a-zA-Z][\w-]*)", file.read_text()))
        shown = page if name in ON_EVERY_PAGE else sections[name]
        there = {each for value in shown.xpath(".//@class") for each in value.split()}
        assert classes & there or "kbd" in file.read_text(), name


def test_no_sample_is_written_by_hand():
    given = {**components_reading.samples(), **components_desk.samples()}
    by_hand = {name for name, states in given.items() if any("markup" in each for each in states)}
    # What the renderer of summaries makes has no partial.
    assert by_hand == {"blocks"}


def test_it_is_not_there_outside_of_a_demo(client):
    assert client.get("/styleguide/").status_code == 404
