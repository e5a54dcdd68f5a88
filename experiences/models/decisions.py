"""Moderators' decisions with their reasons and notifications, readers' reports and authors'
appeals."""

from hashlib import blake2b, sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from experiences.models.experiences import Experience, ExperienceRevision

LABEL_MAX = 80  # characters
MESSAGE_MAX = 2_000  # characters
SEAL_LENGTH = 32  # characters


def seal(words: str, secret: str | None = None) -> str:
    """A keyed hash: equal passages have equal seals, and no word can be read from a seal."""
    secret = secret or settings.SECRET_KEY
    key = sha256(f"passage of a decision {secret}".encode()).digest()
    return blake2b(words.encode(), key=key, digest_size=SEAL_LENGTH // 2).hexdigest()


def find_sealed(text: str, start: int, end: int, sealed: str) -> str:
    """The sealed words, at their place or nearest to it; empty where the text has them no more.

    At worst one seal for each character of the text and each secret: some ten milliseconds.
    """
    length = end - start
    places = sorted(range(len(text) - length + 1), key=lambda place: abs(place - start))
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        for place in places:
            if seal(words := text[place : place + length], secret) == sealed:
                return words
    return ""


class Reason(models.Model):
    """Why a moderator decided so: a code, and words for the author to start from."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=LABEL_MAX)
    message = models.TextField(
        _("message"), max_length=MESSAGE_MAX, help_text=_("To the author. Can be edited each time.")
    )
    wordings = models.JSONField(
        _("in other languages"),
        default=dict,
        blank=True,
        help_text=_(
            'Like {"es": {"label": "…", "message": "…"}}. A language without one uses the above.'
        ),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        limits = {"label": LABEL_MAX, "message": MESSAGE_MAX}
        languages = self.wordings.values() if isinstance(self.wordings, dict) else [None]
        for words in languages:
            if not isinstance(words, dict) or set(words) != set(limits):
                raise ValidationError(
                    {"wordings": _("Each language needs a label and a message, and nothing else.")}
                )
            for field, most in limits.items():
                text = words[field]
                if not isinstance(text, str) or not text or len(text) > most:
                    raise ValidationError(
                        {"wordings": _("A label or a message is empty, no text, or too long.")}
                    )

    def label_in(self, language: str) -> str:
        return str(self.wordings.get(language, {}).get("label", self.label))

    def message_in(self, language: str) -> str:
        """The message to the author of a text in that language."""
        return str(self.wordings.get(language, {}).get("message", self.message))

    @property
    def label_here(self) -> str:
        """The label in the language of the page."""
        return self.label_in(get_language() or "")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def told_to_author(self) -> "DecisionQuerySet":
        """Without dismissed reports, which changed nothing and would say that somebody reported."""
        return self.exclude(verb=Decision.Verb.DISMISS_REPORT)


class Decision(models.Model):
    """What a moderator did with a text, and why. Appended, never edited."""

    class Verb(models.TextChoices):
        APPROVE = "approve", _("approved")
        REQUEST_CHANGES = "request_changes", _("changes requested")
        REJECT = "reject", _("rejected")
        HIDE = "hide", _("hidden")
        RESTORE = "restore", _("restored")
        DISMISS_REPORT = "dismiss_report", _("report dismissed")
        DISMISS_APPEAL = "dismiss_appeal", _("appeal dismissed")

    experience = models.ForeignKey(Experience, on_delete=models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(
        ExperienceRevision, on_delete=models.SET_NULL, null=True, related_name="decisions"
    )
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    verb = models.CharField(_("decision"), max_length=16, choices=Verb)
    reason = models.ForeignKey(
        Reason, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    message = models.TextField(_("message to the author"), blank=True, max_length=MESSAGE_MAX)
    # The passage meant, as offsets into the revision's text, never as a copy of it; and a seal of
    # its words, by which they are found again when the author has changed the text around them.
    passage_start = models.PositiveIntegerField(null=True, blank=True)
    passage_end = models.PositiveIntegerField(null=True, blank=True)
    passage_seal = models.CharField(max_length=SEAL_LENGTH, blank=True, editable=False)
    # How long the text had waited: stays when the revision is erased.
    waited = models.DurationField(_("waited"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        permissions = [("decide_held", _("Can decide what is held for senior moderators"))]
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_verb_known",
                condition=Q(
                    verb__in=[
                        "approve",
                        "request_changes",
                        "reject",
                        "hide",
                        "restore",
                        "dismiss_report",
                        "dismiss_appeal",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="decision_refusal_is_explained",
                condition=Q(verb="approve") | (Q(reason__isnull=False) & ~Q(message="")),
            ),
            models.CheckConstraint(
                name="decision_passage_is_whole",
                condition=Q(passage_start__isnull=True, passage_end__isnull=True)
                | Q(passage_end__gt=F("passage_start")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.decided_at:%Y-%m-%d}"

    @property
    def passage(self) -> str:
        """The words that were meant, while the text has them."""
        if self.revision is None or self.passage_start is None or self.passage_end is None:
            return ""
        return find_sealed(
            self.revision.text, self.passage_start, self.passage_end, self.passage_seal
        )


class News(models.Model):
    """A notification in the site: something was decided about a person's text."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="news"
    )
    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="news")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="news")
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["person"],
                condition=models.Q(read_at__isnull=True),
                name="news_unread",
            )
        ]

    def __str__(self) -> str:
        return str(self.decision)


class Outcome(models.TextChoices):
    OPEN = "open", _("open")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")
    MOOT = "moot", _("settled otherwise")


OUTCOME_KNOWN = Q(outcome__in=["open", "upheld", "dismissed", "moot"])


class Report(models.Model):
    """A reader's objection to a public text. Who reported is never shown to the author."""

    class Why(models.TextChoices):
        HARMFUL = "harmful", _("It could harm somebody who follows it")
        IDENTIFIES = "identifies", _("It tells who somebody is")
        ABUSE = "abuse", _("It attacks somebody")
        PROMOTION = "promotion", _("It advertises or sells")
        NOT_OWN = "not-own", _("It is not somebody’s own experience")
        CRISIS = "crisis", _("Its author may be in danger")
        OTHER = "other", _("Something else")
        # The site's own: no reader says so.
        CHILD = "child", _("Its author says since it became public that it is about a child")

    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reports"
    )
    why = models.CharField(_("why"), max_length=10, choices=Why)
    text = models.TextField(_("in your words"), blank=True, max_length=MESSAGE_MAX)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    reported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["reported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["experience", "reporter"],
                condition=Q(outcome="open"),
                name="report_one_open_per_person",
            ),
            models.CheckConstraint(name="report_outcome_known", condition=OUTCOME_KNOWN),
        ]

    def __str__(self) -> str:
        return f"{self.get_why_display()} ({self.get_outcome_display()})"


class Appeal(models.Model):
    """An author's objection to a decision: once, and decided by somebody else."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField(_("why it should be decided otherwise"), max_length=MESSAGE_MAX)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    appealed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["appealed_at"]
        constraints = [
            models.CheckConstraint(name="appeal_outcome_known", condition=OUTCOME_KNOWN),
        ]

    def __str__(self) -> str:
        return f"{self.decision} ({self.get_outcome_display()})"
