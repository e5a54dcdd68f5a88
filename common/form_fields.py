"""Fields and base forms that several apps share."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms

VERSION_LARGEST = 2**31 - 1
ROW_LARGEST = 2**63 - 1


class TextField(forms.CharField):
    """Plain text with paragraphs. A line break counts as one character in every browser.

    The text's own letters decide its direction (``dir=auto``), whatever the page's language.
    """

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows, "dir": "auto"}), **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Drops ``maxlength``: a browser would cut pasted text silently."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        attrs.pop("minlength", None)
        return attrs


class VersionField(forms.IntegerField):
    """The version of the row that the form showed. A missing version matches no row."""

    def __init__(self, largest: int = VERSION_LARGEST) -> None:
        hidden = forms.HiddenInput({"autocomplete": "off"})
        super().__init__(min_value=1, max_value=largest, required=False, widget=hidden)


class FilterForm(forms.Form):
    """Narrows a list. A value that is not offered is ignored; it is no error."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.full_clean()

    @property
    def chosen(self) -> dict[str, str]:
        """The valid values as query parameters, without the place in the list."""
        return {
            name: str(value)
            for name, value in self.cleaned_data.items()
            if value and name != "before"
        }

    @property
    def query(self) -> str:
        return f"?{urlencode(self.chosen)}" if self.chosen else ""
