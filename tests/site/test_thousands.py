import pytest
from django.template import Context, Template
from django.utils import translation

COUNTED = Template(
    "{% load i18n thousands %}{% blocktranslate count counter=n|grouped %}{{ counter }} condition"
    "{% plural %}{{ counter }} conditions{% endblocktranslate %}"
)


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("en", 1, "1 condition"),
        ("en", 999, "999 conditions"),
        ("en", 11_234, "11,234 conditions"),
        ("es", 1, "1 enfermedad"),
        ("es", 11_234, "11\N{NO-BREAK SPACE}234 enfermedades"),
    ],
)
def test_figure_reads_as_its_language_writes_it(language, number, words):
    with translation.override(language):
        assert COUNTED.render(Context({"n": number})) == words
