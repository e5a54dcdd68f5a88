"""Who keeps a summary current, reminders, and translations whose source has changed."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from conditions.migrations._four_eyes import without_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0013_wording_step"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = without_triggers(
        [
            migrations.CreateModel(
                name="Reminder",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("step", models.SmallIntegerField()),
                    ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    "verbose_name": "reminder of a review",
                    "verbose_name_plural": "reminders of reviews",
                },
            ),
            migrations.AddField(
                model_name="summary",
                name="lead_reviewer",
                field=models.ForeignKey(
                    blank=True,
                    help_text="Reminded of the next review. Empty: who signed the public text.",
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="led_summaries",
                    to="conditions.reviewerprofile",
                    verbose_name="lead reviewer",
                ),
            ),
            migrations.AddField(
                model_name="summary",
                name="owner",
                field=models.ForeignKey(
                    blank=True,
                    help_text="Reminded of the next review. Empty: who wrote the public text.",
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="kept_summaries",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="kept current by",
                ),
            ),
            migrations.AddField(
                model_name="summary",
                name="source_changed_at",
                field=models.DateTimeField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name="reminder",
                name="person",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="review_reminders",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddField(
                model_name="reminder",
                name="review",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="reminders",
                    to="conditions.review",
                ),
            ),
            migrations.AddConstraint(
                model_name="reminder",
                constraint=models.UniqueConstraint(
                    fields=("review", "person", "step"), name="reminder_once_per_step"
                ),
            ),
        ]
    )
