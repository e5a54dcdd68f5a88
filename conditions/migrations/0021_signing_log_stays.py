"""The database keeps the signing log, a profile's account, and four eyes on confirmed names.

The triggers are in ``_append_only.py`` and ``_four_eyes.py``. Of the latter all are made anew,
since a database that is not new lacks those that came with this migration.
"""

from django.db import migrations

from conditions.migrations import _append_only
from conditions.migrations._four_eyes import without_triggers


class Migration(migrations.Migration):
    dependencies = [("conditions", "0020_reviewer_keys")]
    operations = without_triggers(
        [migrations.RunPython(_append_only.create, _append_only.drop)],
    )
