from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions.models.catalogue import Condition
from conditions.models.questions import Question
from conditions.querysets.topics import TopicQuerySet


class Topic(models.Model):
    """One question about one condition: summaries and experiences hang on it.

    A row is made when something first hangs on it. The totals are stored by ``experiences.counts``
    in the transaction that changes the rows under them.
    """

    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="topics")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="topics")
    is_asked = models.BooleanField(
        _("asked of this condition"),
        null=True,
        blank=True,
        help_text=_(
            "Empty: as the question says. No: it does not apply. Yes: though off by default."
        ),
    )
    # Distinct authors with a public experience: who have the condition, and everybody else.
    person_count = models.PositiveIntegerField(_("people"), default=0, editable=False)
    relative_count = models.PositiveIntegerField(
        _("relatives and carers"), default=0, editable=False
    )
    experience_count = models.PositiveIntegerField(
        _("public experiences"), default=0, editable=False
    )
    # ISO codes of the countries that enough people here share to be offered as a filter.
    shared_countries = models.JSONField(default=list, editable=False)
    # ISO codes of the languages in which public experiences are written.
    experience_languages = models.JSONField(default=list, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.UniqueConstraint(fields=["condition", "question"], name="topic_once"),
            models.CheckConstraint(
                name="topic_people_not_above_texts",
                condition=Q(experience_count__gte=F("person_count"))
                & Q(experience_count__gte=F("relative_count")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition}: {self.question}"

    def get_absolute_url(self) -> str:
        return reverse("topic-detail", args=[self.condition.slug, self.question.key])
