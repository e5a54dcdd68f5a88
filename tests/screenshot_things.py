"""What is on pictures and in no demo: a text that was erased, and a mail of what is new.

``make screenshots`` calls ``make`` in a shell of the demo.
"""

from django.db import transaction
from django.test.utils import override_settings
from django.urls import reverse

from conditions.asked import topic_titles
from conditions.models import Topic
from diseasemaps.accounts.models import User
from diseasemaps.outbox.models import OutgoingMail
from experiences import moderation
from experiences.following.digests import Item, mail
from experiences.models import Digest, Experience
from tests.screenshots import GONE, MAIL

# Whose pages are on no other picture.
CONDITION = "wilson-disease"
FOLLOWED = "carcinoid-syndrome"


def erase_a_text() -> str:
    """Its address."""
    if not Experience.objects.filter(public_id=GONE).exists():
        text = Experience.objects.public().filter(topic__condition__slug=CONDITION).latest("pk")
        Experience.objects.filter(pk=text.pk).update(public_id=GONE)
        text.refresh_from_db()
        moderation.erase(text, by=text.author, version=text.version)
    return reverse("experiences:experience-detail", args=[GONE])


def digest() -> str:
    """As the outbox keeps it, and undone: nobody gets it."""
    topics = list(Topic.objects.asked().filter(condition__slug=FOLLOWED).order_by("pk")[:4])
    titles = topic_titles(topics, "en")
    items = [
        Item(topic, titles[topic.pk], texts, is_reviewed=texts != 1)
        for texts, topic in enumerate(topics)
    ]
    with override_settings(DEMO=False), transaction.atomic():
        mail(Digest(person=User.objects.earliest("pk")), items).send()
        row = OutgoingMail.objects.latest("pk")
        transaction.set_rollback(True)
    return row.html


def make() -> None:
    erase_a_text()
    MAIL.write_text(digest(), "utf-8")
