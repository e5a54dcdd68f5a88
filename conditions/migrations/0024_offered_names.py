"""Names and wordings that wait as an offer where a badge stands."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0023_seals_go"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="catalogueflag",
            name="flag_settled_once_resolved",
        ),
        migrations.AddField(
            model_name="catalogueflag",
            name="proposed_name",
            field=models.CharField(blank=True, max_length=500, verbose_name="name there"),
        ),
        migrations.AddField(
            model_name="questiontext",
            name="offered_title",
            field=models.CharField(
                blank=True, editable=False, max_length=200, verbose_name="offered"
            ),
        ),
        migrations.AddField(
            model_name="questiontext",
            name="shipped_title",
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AlterField(
            model_name="catalogueflag",
            name="kind",
            field=models.CharField(
                choices=[
                    ("gone", "gone from the newer release"),
                    ("merged", "merged there, but texts or members hang on it here"),
                    ("retired", "retired there, but texts or members hang on it here"),
                    ("renamed", "renamed there; here it keeps its name"),
                    ("conflict", "two sources disagree"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="catalogueflag",
            name="settled",
            field=models.CharField(
                blank=True,
                choices=[
                    ("merged", "merged"),
                    ("retired", "retired"),
                    ("kept", "kept as it is"),
                    ("taken", "new name taken"),
                ],
                max_length=10,
                verbose_name="settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueflag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("settled", ""),
                    models.Q(
                        ("resolved_at__isnull", False),
                        ("settled__in", ["merged", "retired", "kept", "taken"]),
                    ),
                    _connector="OR",
                ),
                name="flag_settled_once_resolved",
            ),
        ),
    ]
