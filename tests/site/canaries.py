"""Words that stand nowhere else on the site, so that a place which tells one is found."""

from conditions.models import Topic
from diseasemaps.accounts.models import User
from experiences import moderation
from experiences.models import Experience
from tests import factories
from tests.accounts import pages


def word(secret: str) -> str:
    """In letters alone, so that no rule, slug or marking in a page takes it apart."""
    return f"canary{secret}".replace("_", "")


def text(secret: str) -> str:
    return f"It was {word(secret)} for me, then and for a long time after, and it still is."


def make_author() -> User:
    return pages.make_confirmed(email=f"{word('email')}@example.org", pen_name="The Author")


def make_reporter() -> User:
    return factories.make_person(pen_name=word("reporter").capitalize())


def refusal(experience: Experience, message: str) -> dict:
    return {
        "by": factories.make_person(),
        "version": experience.version,
        "reason": factories.make_reason(),
        "message": message,
    }


def make_erased(topic: Topic, author: User, reporter: User) -> Experience:
    """A text that had its word in every place that holds words, until it was erased."""
    experience = make_full(topic, author, reporter)
    moderation.erase(experience, by=author, version=experience.version)
    return experience


def make_full(topic: Topic, author: User, reporter: User) -> Experience:
    """A public text with its word in two more wordings and all that is said about it."""
    revision = factories.make_pending(topic, author=author, text=text("erased"))
    experience = revision.experience
    decision = moderation.reject(revision, **refusal(experience, word("erased")))
    appeal = moderation.appeal(decision, by=author, text=word("erased"))
    experience.refresh_from_db()
    moderation.uphold_appeal(
        appeal, by=factories.make_person(), version=experience.version, message=word("erased")
    )
    experience.refresh_from_db()
    moderation.report(experience, by=reporter, why="abuse", text=word("erased"))
    moderation.write_note(experience, by=factories.make_person(), text=word("erased"))
    edit = moderation.write(experience, text("erased") + " More.")
    moderation.submit(edit, by=author, version=experience.version)
    experience.refresh_from_db()
    edit.refresh_from_db()
    edit.experience = experience
    moderation.request_changes(edit, **refusal(experience, word("erased")), passage=(0, 6))
    experience.refresh_from_db()
    return experience
