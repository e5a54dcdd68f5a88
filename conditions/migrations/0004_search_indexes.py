"""The word and trigram indexes of the search; the first on each database fills itself from the
table, which the next migration fills."""

from django.db import migrations

from conditions.search import index


class Migration(migrations.Migration):
    dependencies = [("conditions", "0003_search_entry")]
    operations = [migrations.RunPython(index.create, index.drop)]
