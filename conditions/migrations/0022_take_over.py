"""Entries of the signing log for what was signed, reworded and withdrawn before there was one."""

from django.conf import settings
from django.db import migrations

from conditions.migrations._take_over import take_over


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0021_signing_log_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    # The log is never taken back: backwards the entries stay.
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
