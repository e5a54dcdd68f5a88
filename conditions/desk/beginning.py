"""What there is on a topic to begin a draft with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import Http404
from django.utils.translation import get_language_info

from conditions.models import Condition, Question, Revision
from conditions.pages.asked import wordings
from conditions.pages.names import condition_names

SHOWN = 20  # drafts of one topic, newest first


@dataclass(frozen=True)
class Beginning:
    condition: Condition
    question: Question
    language: str
    title: str
    label: str
    texts: Sequence[Revision]

    @property
    def language_name(self) -> str:
        return get_language_info(self.language)["name_local"]

    @property
    def live(self) -> Revision | None:
        return next((text for text in self.ours if text.is_live), None)

    @property
    def in_review(self) -> Revision | None:
        waiting = Revision.State.IN_REVIEW
        return next((text for text in self.ours if text.state == waiting), None)

    @property
    def drafts(self) -> list[Revision]:
        """Of editors here, to go on with instead of beginning another."""
        return [text for text in self.ours if text.is_open and not text.import_key]

    @property
    def imported(self) -> list[Revision]:
        """From elsewhere. They stay as they came: a draft is made from a copy."""
        return [text for text in self.ours if text.is_open and text.import_key]

    @property
    def to_translate(self) -> list[Revision]:
        return [text for text in self.texts if text.is_live and text not in self.ours]

    @property
    def ours(self) -> list[Revision]:
        """In the language that is written in."""
        return [text for text in self.texts if text.summary.language == self.language]

    def find(self, pk: int | None) -> Revision | None:
        """The chosen one; none for an empty draft."""
        if pk is None:
            return None
        for text in self.texts:
            if text.pk == pk:
                return text
        raise Http404


def asked_of(condition: Condition, question: Question, language: str) -> Beginning:
    """The question as it is put of the condition, without any texts."""
    wording = wordings(language)[question.pk]
    name = condition_names(condition, language).preferred
    return Beginning(condition, question, language, wording.about(name), wording.label, ())


def beginning_of(condition: Condition, question: Question, language: str) -> Beginning:
    texts = Revision.objects.to_begin_with(condition, question).with_topic()
    return replace(asked_of(condition, question, language), texts=list(texts[:SHOWN]))
