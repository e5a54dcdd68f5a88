"""What forms of every part of the site are made of."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms

VERSION_LARGEST = 2**31 - 1
ROW_LARGEST = 2**63 - 1


class TextField(forms.CharField):
    """Plain text with paragraphs. A line's end counts as one character in every browser.

    Its own letters say in which direction it is written, whatever the page's language.
    """

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows, "dir": "auto"}), **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without ``maxlength``: a browser would cut what is pasted and not say so."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        attrs.pop("minlength", None)
        return attrs


class VersionField(forms.IntegerField):
    """The version that a form showed. Without one it matches nothing."""

    def __init__(self, largest: int = VERSION_LARGEST) -> None:
        hidden = forms.HiddenInput({"autocomplete": "off"})
        super().__init__(min_value=1, max_value=largest, required=False, widget=hidden)


class FilterForm(forms.Form):
    """Narrows a list. A value that is not offered is left out, not an error."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.full_clean()

    @property
    def chosen(self) -> dict[str, str]:
        """As in an address, to ask for the same again."""
        return {
            name: str(value)
            for name, value in self.cleaned_data.items()
            if value and name != "before"
        }

    @property
    def query(self) -> str:
        return f"?{urlencode(self.chosen)}" if self.chosen else ""
