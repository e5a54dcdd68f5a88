"""The notification of a decision: a line on the site, and a mail that gives nothing away."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, override

from common.languages import language_for
from experiences.models import Decision, News

# What the mail says. It names no condition, quotes no text, and gives no reason.
SENTENCES = {
    Decision.Verb.APPROVE: gettext_noop("A text that you sent us is public now."),
    Decision.Verb.REQUEST_CHANGES: gettext_noop(
        "A moderator asks you to change something in a text of yours."
    ),
    Decision.Verb.REJECT: gettext_noop("A moderator has decided not to publish a text of yours."),
    Decision.Verb.HIDE: gettext_noop("A moderator has taken down a text of yours."),
    Decision.Verb.RESTORE: gettext_noop("A text of yours is public again."),
    Decision.Verb.DISMISS_APPEAL: gettext_noop("Your appeal has been decided."),
}


def tell_author(decision: Decision) -> None:
    """Called inside the decision's transaction, which rolls the mail's row back with it.

    The backend sends the mail later, or drops it where the author wants none.
    """
    author = decision.experience.author
    sentence = SENTENCES.get(Decision.Verb(decision.verb))
    if author is None or sentence is None:
        return
    News.objects.create(person=author, experience=decision.experience, decision=decision)
    with override(language_for(author)):
        address = settings.SITE_URL + reverse("experiences:mine")
        EmailMessage(
            subject=gettext("A decision about a text of yours"),
            body="\n\n".join(
                [
                    gettext("Hello,"),
                    gettext(sentence),
                    gettext("You find it, with the reasons and what you can do, on this page:"),
                    address,
                ]
            ),
            to=[author.email],
            headers={"X-Mail-Kind": "decisions"},
        ).send()
