from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conditions.models.catalogue import LANGUAGE_MAX

# Words that other addresses have in the place of a question's key.
TAKEN_KEYS = {"map", "join", "leave", "kinds", "experiences"}


class Question(models.Model):
    """A standard question, asked of every condition to which it applies."""

    class Kind(models.TextChoices):
        FACT = "fact", _("fact leads")
        MIXED = "mixed", _("mixed")
        EXPERIENCE = "experience", _("experience leads")

    class Group(models.TextChoices):
        BASICS = "basics", _("The basics")
        GETTING_ANSWERS = "getting-answers", _("Getting answers")
        TREATMENT = "treatment", _("Treatment")
        DAILY_LIFE = "daily-life", _("Daily life")
        MIND_AND_PEOPLE = "mind-and-people", _("Mind and people")
        WIDER_PICTURE = "wider-picture", _("The wider picture")

    key = models.SlugField(
        _("key"),
        max_length=40,
        unique=True,
        help_text=_("Stands in addresses. Does not change once the question is in use."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    group = models.CharField(_("group"), max_length=20, choices=Group)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    review_months = models.PositiveSmallIntegerField(
        _("review every (months)"), help_text=_("How long a review of an answer holds.")
    )
    behind_choice = models.BooleanField(
        _("opens at the reader's choice"),
        default=False,
        help_text=_("The answer is folded until the reader asks for it."),
    )
    from_catalogue = models.BooleanField(
        _("made from the catalogue"),
        default=False,
        help_text=_("The page shows names or codes of the condition; nobody writes it."),
    )
    is_on = models.BooleanField(
        _("asked on this site"),
        default=True,
        help_text=_("Off: its pages are not there, for no condition. What was written is kept."),
    )
    off_by_default = models.BooleanField(
        _("off by default"),
        default=False,
        help_text=_("Asked only of conditions for which an editor switched it on."),
    )
    help_links = models.BooleanField(
        _("shows where to find help"),
        default=False,
        help_text=_("Says above the answer where somebody in a crisis finds help."),
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "key"]
        constraints = [
            models.CheckConstraint(
                name="question_kind_known", condition=Q(kind__in=["fact", "mixed", "experience"])
            ),
            models.CheckConstraint(
                name="question_review_months_sane", condition=Q(review_months__range=(1, 60))
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        if self.key in TAKEN_KEYS:
            raise ValidationError(
                {"key": _("This word stands in other addresses. Choose another.")}
            )


class WordingQuerySet(models.QuerySet["QuestionText"]):
    def offered(self) -> "WordingQuerySet":
        """Wordings of the standard questions that wait for a person."""
        return (
            self.exclude(offered_title="")
            .select_related("question")
            .order_by("question__position", "question__key", "language")
        )

    def in_order(self, *languages: str) -> "WordingQuerySet":
        """Wordings in these languages with their questions, in the questions' order."""
        return (
            self.filter(language__in=languages)
            .select_related("question")
            .defer("prompts")
            .order_by("question__position", "question__key")
        )


class QuestionText(models.Model):
    """How a question is put in one language."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=LANGUAGE_MAX)
    title = models.CharField(
        _("question"), max_length=200, help_text=_("With {condition} where the name belongs.")
    )
    label = models.CharField(_("short label"), max_length=60)
    prompts = models.JSONField(
        _("prompts"),
        default=list,
        blank=True,
        help_text=_("Short questions that help a member begin. A list of sentences."),
    )

    # The standard questions as this release has them; empty for a question of one's own.
    shipped_title = models.CharField(max_length=200, blank=True, editable=False)
    # A newer wording of them that waits for a person, since reviews were signed under this one.
    offered_title = models.CharField(_("offered"), max_length=200, blank=True, editable=False)

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording of a question")
        verbose_name_plural = _("wordings of questions")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "language"], name="question_text_once_per_language"
            ),
            models.CheckConstraint(
                name="question_text_names_condition",
                condition=Q(title__contains="{condition}"),
                violation_error_message=_("The question must contain {condition}."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def about(self, name: str) -> str:
        """The question as it is put of a condition of that name."""
        asked = self.title.replace("{condition}", name)
        return asked[:1].upper() + asked[1:]
