"""The languages of the site are those whose translations lie in ``locale/``."""

from pathlib import Path

from django.conf.locale import LANG_INFO
from django.utils.translation import to_language


def languages_in(folder: Path, default: str) -> list[tuple[str, str]]:
    """The default language and each that has compiled messages, with its name in itself."""
    compiled = folder.glob("*/LC_MESSAGES/django.mo")
    others = sorted(to_language(path.parent.parent.name) for path in compiled)
    codes = [default, *(code for code in others if code != default)]
    return [(code, LANG_INFO.get(code, {}).get("name_local", code)) for code in codes]
