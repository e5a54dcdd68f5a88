import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0008_draft_in_whose_hands"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DailyCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                (
                    "kind",
                    models.CharField(
                        choices=[("read", "opened"), ("request", "asked for an answer")],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("number", models.PositiveIntegerField(verbose_name="how often")),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="daily_counts",
                        to="conditions.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "count of a day",
                "verbose_name_plural": "counts of days",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("topic", "kind", "language", "day"), name="daily_count_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["read", "request"])),
                        name="daily_count_kind_known",
                    ),
                ],
            },
        ),
    ]
