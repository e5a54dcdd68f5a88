"""Loads the whole demo in steps, each of which leaves existing rows alone.

The stored counts need no step: the transitions that load the texts keep them.
"""

from datetime import datetime
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.test.utils import override_settings
from django.utils import timezone

from common import yaml_files
from common.import_report import ImportReport
from conditions import standard_questions
from conditions.freshness import touch
from conditions.models import Condition, Name
from conditions.search.index import reindex
from diseasemaps.accounts import roles
from diseasemaps.demo import crowds, desk, experiences, people, summaries
from experiences import standard_reasons
from experiences.counts import count_spreads

CONTENT = Path(__file__).parent / "content"
RELEASES = {".obo", ".tsv"}


def load(now: datetime) -> list[ImportReport]:
    """The reports of the steps. Dates in the content count back from ``now``."""
    today = timezone.localdate(now)
    prepared = [standard_questions.load(), standard_reasons.load()]
    roles.setup_roles()
    report = ImportReport()
    load_catalogue(CONTENT / "catalogue", report)
    load_names(CONTENT / "names.yaml", report)
    people.load(today, report)
    summaries.load(CONTENT / "summaries", today, report)
    # Transitions send mails, and invented people have no mailbox.
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        experiences.load(CONTENT / "experiences", now, report)
        crowds.load(CONTENT / "crowds.yaml", now, report)
        count_spreads()
        summaries.load_notice(today, report)
        desk.load(CONTENT / "desk", today, report)
    return [*prepared, report]


def load_catalogue(folder: Path, report: ImportReport) -> None:
    """Imports the conditions of the content, only while some of them are missing."""
    wanted = {path.name for path in (CONTENT / "summaries").iterdir() if path.is_dir()}
    before = Condition.objects.count()
    if Condition.objects.filter(slug__in=wanted).count() < len(wanted):
        files = [str(file) for file in sorted(folder.iterdir()) if file.suffix in RELEASES]
        call_command("import_catalogue", *files, no_progress=True, stdout=StringIO())
    report.created("conditions", Condition.objects.count() - before)
    report.unchanged("conditions", before)


def load_names(file: Path, report: ImportReport) -> None:
    for language, names in yaml_files.read(file).items():
        for slug, text in names.items():
            condition = Condition.objects.get(slug=slug)
            _name, is_new = Name.objects.get_or_create(
                condition=condition,
                language=language,
                kind=Name.Kind.PREFERRED,
                defaults={"text": text},
            )
            if is_new:
                touch(condition.pk)
                reindex([condition.pk])
                report.created("names")
            else:
                report.unchanged("names")
