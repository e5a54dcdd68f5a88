"""Why a change needs a signature."""

from enum import Enum

from django.utils.translation import gettext_lazy as _


class Finding(Enum):
    """What about a change is more than wording."""

    SIGNIFICANCE = _("It was not handed in as a change of wording only.")
    SOURCE = _("A source, or the origin of the text, has changed.")
    HEADING = _("A heading has changed.")
    LINK = _("A link has changed.")
    CITATION = _("A citation has changed.")
    LAYOUT = _("Paragraphs, lists, emphasis or special characters have changed.")
    NUMBER = _("A number has changed.")
    UNIT = _("A unit, or a word of measure, has changed.")
    NEGATION = _("A negation has changed.")
    DRUG = _("The name of a medicine has changed.")
    WORD = _("A word has become another, or came or went.")
    PUNCTUATION = _("Punctuation has changed that can change the sense.")
    CONTEXT = _("More than spelling has changed in a sentence with a number or a negation.")
    LENGTH = _("A long paragraph has changed, which is not compared word by word.")

    @property
    def label(self) -> str:
        return str(self.value)


Findings = set[Finding]
