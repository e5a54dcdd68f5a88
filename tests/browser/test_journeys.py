"""The six journeys for which the site is there, each from the first page to the last.

Each is one function, run on a telephone, on a wide screen and without scripts, with the keys alone:
the Tab key reaches whatever is used, and wherever the focus is, it is seen.
"""

import re
from contextlib import ExitStack

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from conditions.models import Condition, ErrorReport, Review, Revision
from conditions.summaries.signing import checklist
from diseasemaps.accounts.models import User
from experiences import moderation
from experiences.models import Case, Decision, Experience
from tests import factories
from tests.accounts import pages
from tests.browser.conftest import window
from tests.conftest import beside_one

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

TEXT = "It began with flushing after every meal, and nobody could tell me for years why that was."
WINDOWS = {
    "phone": {"viewport": {"width": 375, "height": 667}},
    "wide": {"viewport": {"width": 1280, "height": 800}},
    "no-script": {"viewport": {"width": 375, "height": 667}, "java_script_enabled": False},
}


# Something marks the element, and some of it is on the screen with nothing over it.
UNSEEN = """(each) => {
  const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(each);
  const hasOutline = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  const isOnTop = ({left, right, top, bottom}) => [0.1, 0.5, 0.9].some((part) => {
    const found = document.elementFromPoint((left + right) / 2, top + (bottom - top) * part);
    return found && (each.contains(found) || found.contains(each));
  });
  if (![...each.getClientRects()].some(isOnTop)) return "is not on the screen";
  return hasOutline || boxShadow !== "none" ? "" : "is not marked";
}"""
SCROLLING = 50  # times 20 milliseconds, for a page to come to what has the focus


class Visitor:
    """Somebody at the keyboard, who sees where the focus is."""

    def __init__(self, page) -> None:
        self.page = page

    def goto(self, path: str) -> None:
        self.page.goto(path)

    def follow(self, name: str) -> None:
        """A link, by what it says."""
        self.enter(self.page.get_by_role("link", name=re.compile(name)).first)

    def press(self, name: str) -> None:
        """A button of the page itself, by what it says."""
        self.enter(self.page.locator("main").get_by_role("button", name=name).first)

    def enter(self, target) -> None:
        """The Enter key on what the Tab key has reached."""
        self.reach(target)
        self.send()

    def send(self) -> None:
        """The Enter key, which leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def reach(self, target) -> None:
        """The Tab key leads away from it, backwards, and to it again."""
        self.tab_to(target)
        is_focused = target.evaluate("each => each === document.activeElement")
        assert is_focused, f"The Tab key does not reach {target}"
        for _each in range(SCROLLING):
            unseen = target.evaluate(UNSEEN)
            if not unseen:
                break
            self.page.wait_for_timeout(20)
        assert not unseen, f"{target} has the focus, and {unseen}"

    def tab_to(self, target) -> None:
        target.focus()
        self.page.keyboard.press("Shift+Tab")
        self.page.keyboard.press("Tab")

    def fill(self, label: str, text: str) -> None:
        self.write(self.page.locator("main").get_by_label(label).first, text)

    def write(self, field, text: str) -> None:
        self.reach(field)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def tick(self, selector: str) -> None:
        box = self.page.locator(selector)
        if box.get_attribute("type") == "radio":
            self.pick(box)
        else:
            self.reach(box)
            self.page.keyboard.press("Space")
        assert box.is_checked()

    def pick(self, radio) -> None:
        """The Tab key leads to the group, and the arrows to one of it."""
        self.tab_to(radio)
        group = self.page.locator(f"main [name={radio.get_attribute('name')}]")
        focused = "document.activeElement.name"
        assert self.page.evaluate(focused) == radio.get_attribute("name")
        if not group.locator(":scope:checked").count():
            self.page.keyboard.press("Space")
        for _each in range(group.count()):
            if radio.is_checked():
                break
            self.page.keyboard.press("ArrowDown")

    def choose(self, selector: str, value: str) -> None:
        field = self.page.locator(selector)
        self.reach(field)
        for _each in range(field.locator("option").count()):
            if field.input_value() == value:
                break
            self.page.keyboard.press("ArrowDown")
        assert field.input_value() == value

    @property
    def sees(self) -> str:
        return " ".join(self.page.inner_text("main").split())


# Of width the database knows nothing.
@pytest.fixture(params=beside_one(WINDOWS, {"wide", "no-script"}))
def visitors(request, browser, live_server, sign_in):
    """Opens a window for somebody, all of the same kind."""
    with ExitStack() as opened:

        def visit(person: User | None = None) -> Visitor:
            page = opened.enter_context(window(browser, live_server, **WINDOWS[request.param]))
            if person:
                sign_in(page, person)
            return Visitor(page)

        yield visit


def test_reader_goes_from_a_name_to_what_others_lived_and_reports_an_error(visitors):
    condition = factories.make_condition("marked disease")
    topic = factories.make_topic(condition, factories.make_question("daily-life", kind="mixed"))
    factories.make_published(topic)
    factories.make_public(topic, text="My days as a patient.", relation="patient")
    factories.make_public(topic, text="Our days as a family.", relation="relative")
    reader = visitors()
    reader.goto("/")
    search = reader.page.get_by_label("Search for a condition or a question").first
    reader.write(search, "marked")
    reader.send()
    if "/search/" in reader.page.url:
        reader.follow("^marked disease")
    reader.follow("daily-life")
    assert "1 person with marked disease has shared" in reader.sees
    assert "A short answer." in reader.sees
    reader.choose("select[name=relation]", "relative")
    reader.press("Filter")
    assert "Our days as a family." in reader.sees and "My days" not in reader.sees
    reader.follow("Report an error")
    reader.fill("What is wrong", "The dose is ten times too high.")
    reader.press("Send")
    assert "Thank you." in reader.sees
    assert ErrorReport.objects.get().text == "The dose is ten times too high."


def test_new_member_comes_to_a_published_text(visitors, moderator):
    topic = factories.make_topic(factories.make_condition("marked disease"))
    newcomer = visitors()
    newcomer.goto(topic.condition.get_absolute_url())
    newcomer.follow("^Join$")
    sign_up(newcomer)
    newcomer.goto(f"{topic.condition.get_absolute_url()}join/")
    newcomer.tick("input[name=relation][value=patient]")
    newcomer.press("Join")
    newcomer.goto(topic.get_absolute_url())
    newcomer.follow("Share yours")
    newcomer.fill("Your experience", TEXT)
    newcomer.tick("input[name=signed][value=pen-name]")
    newcomer.press("Look it over")
    assert TEXT in newcomer.sees
    newcomer.tick("input[name=publish]")
    newcomer.press("Send it in")
    experience = Experience.objects.get()
    anybody = visitors()
    anybody.goto(topic.get_absolute_url())
    assert TEXT not in anybody.sees
    judge = visitors(moderator)
    judge.goto("/moderation/")
    open_case(judge, experience)
    judge.press("Approve")
    anybody.goto(topic.get_absolute_url())
    assert TEXT in anybody.sees and "Quiet Otter" in anybody.sees
    assert "1 person with marked disease has shared" in anybody.sees


def sign_up(newcomer: Visitor) -> None:
    page = newcomer.page
    for name in ("email", "pen_name", "password1"):
        newcomer.write(page.locator(f"main [name={name}]"), pages.SIGN_UP[name])
    newcomer.tick("main [name=is_16_or_older]")
    newcomer.enter(page.locator("main form[method=post] button[type=submit]").first)
    newcomer.write(page.locator("main [name=code]"), pages.mailed_code())
    newcomer.send()
    assert User.objects.filter(email=pages.SIGN_UP["email"]).exists()


def open_case(judge: Visitor, experience: Experience) -> None:
    case = experience.cases.get(closed_at=None)
    judge.enter(judge.page.locator(f"main a[href='/moderation/cases/{case.pk}/']").first)
    # The next case after a decision is the moderator's already.
    if judge.page.get_by_role("button", name="Take it").count():
        judge.press("Take it")


def test_moderator_goes_through_a_mixed_queue(visitors, moderator):
    topic = factories.make_topic()
    first, second, third = (factories.make_pending(topic).experience for _ in range(3))
    reported = factories.make_public(topic)
    moderation.report(reported, by=factories.make_person(), why="abuse", text="I dislike it.")
    reason = factories.make_reason()
    judge = visitors(moderator)
    decided = {first: "Approve", second: "Ask for changes", third: "Reject"}
    for experience, button in {**decided, reported: "Leave it as it is"}.items():
        judge.goto("/moderation/")
        open_case(judge, experience)
        if button != "Approve":
            judge.choose("#id_reason", reason.key)
            judge.fill("Message to the author", "Please read this, and thank you for writing.")
        judge.press(button)
        if button != "Approve":
            judge.press("Decide")
    assert not Case.objects.open().exists()
    verbs = Decision.objects.filter(moderator=moderator).order_by("pk")
    assert [each.verb for each in verbs] == [
        "approve",
        "request_changes",
        "reject",
        "dismiss_report",
    ]
    anybody = visitors()
    anybody.goto(topic.get_absolute_url())
    assert "2 people with" in anybody.sees


def test_editor_comes_to_a_signed_review(visitors, editor, medical_reviewer):
    topic = factories.make_topic()
    Authenticator.objects.filter(user=medical_reviewer).delete()
    secret = pages.add_app(medical_reviewer)
    writer, signer = visitors(editor), visitors(medical_reviewer)
    writer.goto(topic.get_absolute_url())
    writer.follow("Write the summary")
    if not writer.page.url.endswith("/edit/"):
        writer.enter(writer.page.locator("main form[method=post] button[type=submit]").first)
    draft = Revision.objects.get()
    write_draft(writer)
    writer.goto(f"/desk/drafts/{draft.pk}/")
    writer.press("Hand in for review")
    signer.goto("/desk/lists/waiting/")
    signer.enter(signer.page.locator(f"a[href='/desk/review/{draft.pk}/']").first)
    sign(signer, secret)
    review = Review.objects.get(revision=draft)
    anybody = visitors()
    anybody.goto(topic.get_absolute_url())
    assert "Medically reviewed summary" in anybody.page.content()
    anybody.goto(review.get_absolute_url())
    assert "This review stands" in anybody.sees and review.statement_hash in anybody.sees


def write_draft(writer: Visitor) -> None:
    page = writer.page
    for field, text in (
        ("#id_short_answer", "A short answer in plain words."),
        ("#id_body", "## What is known\n\nIt is so [1]."),
        ("#id_source-0-title", "A page on the disease"),
        ("#id_source-0-publisher", "A public institute"),
        ("#id_source-0-url", "https://example.org/page"),
        ("#id_change_note", "First text"),
    ):
        writer.write(page.locator(field), text)
    writer.enter(page.locator(".deeds").get_by_role("button", name="Save").first)


def sign(signer: Visitor, secret: str) -> None:
    page = signer.page
    for item in checklist.current().items:
        signer.tick(f"#id_check_{item.key}")
    for field, text in (
        ("#id_interests", "None."),
        ("#id_not_checked", "Whether the links still open."),
        ("#id_note", "Agrees with its sources."),
    ):
        signer.write(page.locator(field), text)
    signer.press("Sign and publish")
    signer.write(page.locator("main [name=code]"), pages.app_code(secret))
    signer.send()


def test_administrator_merges_what_was_imported_twice(visitors, administrator, tmp_path):
    path = tmp_path / "made-up.obo"
    path.write_text(OBO, "utf-8")
    call_command("import_catalogue", str(path), verbosity=0)
    old, new = Condition.objects.order_by("pk")
    factories.make_public(factories.make_topic(old), text="What I lived through.")
    keeper = visitors(administrator)
    keeper.goto(f"/catalogue/conditions/{old.slug}/")
    keeper.follow("Merge")
    keeper.fill("The condition that stays", new.name)
    keeper.press("Find")
    keeper.enter(keeper.page.locator(f"main a[href='?into={new.slug}']"))
    keeper.press("Merge")
    anybody = visitors()
    anybody.goto(old.get_absolute_url())
    assert anybody.page.url.endswith(new.get_absolute_url())
    assert Experience.objects.get().topic.condition == new


OBO = """format-version: 1.2
ontology: mondo

[Term]
id: MONDO:0000001
name: first made-up disease

[Term]
id: MONDO:0000002
name: second made-up disease
"""


def test_erased_text_and_account_are_gone(visitors):
    author = pages.make_confirmed()
    other, erased = (factories.make_public(author=author) for _ in range(2))
    person = visitors()
    person.goto("/accounts/login/")
    for name, value in (("login", author.email), ("password", factories.PASSWORD)):
        person.write(person.page.locator(f"main [name={name}]"), value)
    person.enter(person.page.locator("main form[method=post] button[type=submit]").first)
    person.goto("/experiences/mine/")
    person.enter(person.page.locator(f"main a[href='/experiences/{erased.public_id}/erase/']"))
    person.press("Erase it for good")
    anybody = visitors()
    assert anybody.page.goto(f"/experiences/{erased.public_id}/").status == 410
    person.goto("/accounts/privacy/erase/")
    if person.page.locator("main [name=password]").count():
        person.write(person.page.locator("main [name=password]"), factories.PASSWORD)
        person.send()
    person.tick("main [name=texts][value=erase]")
    person.write(person.page.locator("main [name=pen_name]"), author.pen_name)
    person.enter(person.page.locator("main button.btn-danger"))
    assert not User.objects.filter(email=author.email).exists()
    assert anybody.page.goto(f"/experiences/{other.public_id}/").status == 410
    assert author.pen_name not in anybody.page.content()
