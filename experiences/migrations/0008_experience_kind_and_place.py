from django.db import migrations, models
from django.db.models import Case, Value, When

import experiences.models.kinds

BAND = Case(
    When(then=Value(3), years_since_diagnosis__gte=10),
    When(then=Value(2), years_since_diagnosis__gte=5),
    When(then=Value(1), years_since_diagnosis__gte=2),
    When(then=Value(0), years_since_diagnosis__gte=0),
    default=Value(4),
)
RELATION = Case(
    When(relation="patient", then=Value(0)),
    When(relation="relative", then=Value(5)),
    When(relation="bereaved", then=Value(10)),
    When(relation="clinician", then=Value(15)),
    default=Value(0),
)


class Migration(migrations.Migration):
    dependencies = [
        ("experiences", "0007_map_figures"),
    ]

    operations = [
        migrations.AddField(
            model_name="experience",
            name="kind",
            field=models.GeneratedField(
                db_persist=True,
                expression=RELATION + BAND,
                output_field=models.PositiveSmallIntegerField(),
            ),
        ),
        migrations.AddField(
            model_name="experience",
            name="place",
            field=models.BigIntegerField(
                default=experiences.models.kinds.random_place, editable=False
            ),
        ),
    ]
