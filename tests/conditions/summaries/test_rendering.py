"""HTML is made from the text, once in a process, and never taken from anywhere else."""

import pytest

from conditions.markdown import render
from conditions.summaries import rendering
from conditions.summaries.rendering import Rendered, html_of
from tests import factories

BODY = "## A section\n\nA **longer** answer [1]."


@pytest.fixture(autouse=True)
def memory(monkeypatch):
    monkeypatch.setattr(rendering, "RENDERED", Rendered())


def test_html_is_that_of_the_renderer():
    assert html_of(BODY) == html_of(BODY) == render(BODY)


def test_text_is_rendered_once(monkeypatch):
    asked = []
    monkeypatch.setattr(rendering, "render", lambda body: asked.append(body) or "<p>x</p>")
    for body in (BODY, BODY, f"{BODY} "):
        html_of(body)
    assert asked == [BODY, f"{BODY} "]


def test_other_renderer_makes_it_anew(monkeypatch):
    html_of(BODY)
    monkeypatch.setattr(rendering, "RENDERER", "another")
    monkeypatch.setattr(rendering, "render", lambda _body: "<p>anew</p>")
    assert html_of(BODY) == "<p>anew</p>"


def test_memory_is_bounded_and_keeps_what_is_asked_for():
    kept = Rendered(most=100)
    for key in "abc":
        kept.put(key, "x" * 40)
        kept.get("a")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("x" * 40, None, "x" * 40)
    assert kept.size == 80
    kept.put("a", "x" * 10)
    assert kept.size == 50


@pytest.mark.django_db
def test_page_shows_the_html_of_the_text_that_is_there(client):
    revision = factories.make_published(body="## A section\n\nSaid so [1].")
    address = revision.summary.topic.get_absolute_url()
    assert "Said so" in client.get(address).content.decode()
    type(revision).objects.filter(pk=revision.pk).update(body="## A section\n\nSaid otherwise.")
    page = client.get(address).content.decode()
    assert "Said otherwise" in page and "Said so" not in page
    assert "No medical review covers this text at present" in page
