"""What a review says beside its verdict, notes that are settled before it, and taking it back."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from conditions.migrations._four_eyes import without_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0011_group_size"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = without_triggers(
        [
            migrations.CreateModel(
                name="ReviewNote",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("section", models.CharField(max_length=200, verbose_name="section")),
                    ("text", models.TextField(max_length=4000, verbose_name="note")),
                    ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                    (
                        "answer",
                        models.TextField(
                            blank=True, max_length=4000, verbose_name="how it was settled"
                        ),
                    ),
                    ("resolved_at", models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    "verbose_name": "note on a section",
                    "verbose_name_plural": "notes on sections",
                    "ordering": ["pk"],
                },
            ),
            migrations.CreateModel(
                name="Withdrawal",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "reason",
                        models.TextField(
                            help_text="Public.", max_length=2000, verbose_name="reason"
                        ),
                    ),
                    (
                        "withdrawn_at",
                        models.DateTimeField(
                            default=django.utils.timezone.now, verbose_name="withdrawn"
                        ),
                    ),
                    ("seal", models.CharField(editable=False, max_length=64)),
                ],
                options={
                    "verbose_name": "withdrawn signature",
                    "verbose_name_plural": "withdrawn signatures",
                },
            ),
            migrations.AddField(
                model_name="review",
                name="checklist",
                field=models.JSONField(blank=True, default=dict, verbose_name="checklist"),
            ),
            migrations.AddField(
                model_name="review",
                name="not_checked",
                field=models.TextField(blank=True, verbose_name="what was not checked"),
            ),
            migrations.AddField(
                model_name="review",
                name="points",
                field=models.JSONField(
                    blank=True, default=list, verbose_name="points raised and settled"
                ),
            ),
            migrations.AddField(
                model_name="reviewnote",
                name="resolved_by",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddField(
                model_name="reviewnote",
                name="revision",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="notes",
                    to="conditions.revision",
                ),
            ),
            migrations.AddField(
                model_name="reviewnote",
                name="written_by",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddField(
                model_name="withdrawal",
                name="review",
                field=models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="withdrawal",
                    to="conditions.review",
                ),
            ),
            migrations.AddConstraint(
                model_name="reviewnote",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("answer", ""),
                            ("resolved_at__isnull", True),
                            ("resolved_by__isnull", True),
                        ),
                        models.Q(
                            ("resolved_at__isnull", False),
                            ("resolved_by__isnull", False),
                            models.Q(("answer", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="review_note_settled_by_somebody",
                ),
            ),
            migrations.AddConstraint(
                model_name="withdrawal",
                constraint=models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True), name="withdrawal_has_reason"
                ),
            ),
        ]
    )
