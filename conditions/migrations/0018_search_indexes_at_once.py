"""PostgreSQL: no unsorted rest beside the search's indexes, which every search would read."""

from django.db import migrations

from conditions.search import index


class Migration(migrations.Migration):
    dependencies = [("conditions", "0017_wanted_condition")]
    operations = [migrations.RunPython(index.keep_in_order_at_once, migrations.RunPython.noop)]
