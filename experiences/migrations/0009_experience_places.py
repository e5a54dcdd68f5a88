from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models.functions import Cast, Random

PLACES = 2**52


def give_places(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The default of the new column was the same for all rows that were there."""
    apps.get_model("experiences", "Experience").objects.update(
        place=Cast(Random() * PLACES, models.BigIntegerField())
    )


class Migration(migrations.Migration):
    dependencies = [
        ("experiences", "0008_experience_kind_and_place"),
    ]

    operations = [migrations.RunPython(give_places, migrations.RunPython.noop, elidable=True)]
