"""Small changes of wording, and the signature on which a public text rests."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from conditions.migrations._four_eyes import without_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0012_review_says_more"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = without_triggers(
        [
            migrations.CreateModel(
                name="WordingStep",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "approved_at",
                        models.DateTimeField(
                            default=django.utils.timezone.now, verbose_name="approved"
                        ),
                    ),
                    ("base_hash", models.CharField(max_length=64)),
                    ("content_hash", models.CharField(max_length=64)),
                    ("seal", models.CharField(editable=False, max_length=64)),
                ],
                options={
                    "verbose_name": "small wording change",
                    "verbose_name_plural": "small wording changes",
                    "ordering": ["-pk"],
                },
            ),
            migrations.AddField(
                model_name="revision",
                name="significance",
                field=models.CharField(
                    choices=[
                        (
                            "typo",
                            "wording only: spelling, commas, no word that means something else",
                        ),
                        ("medium", "medium: something is said differently, added or left out"),
                        ("major", "major: advice or facts have changed"),
                    ],
                    default="medium",
                    help_text="Wording only: a second editor can approve it, and the review stays.",
                    max_length=10,
                    verbose_name="how much has changed",
                ),
            ),
            migrations.AddField(
                model_name="summary",
                name="live_review",
                field=models.ForeignKey(
                    blank=True,
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to="conditions.review",
                ),
            ),
            migrations.AddConstraint(
                model_name="revision",
                constraint=models.CheckConstraint(
                    condition=models.Q(("significance__in", ["typo", "medium", "major"])),
                    name="revision_significance_known",
                ),
            ),
            migrations.AddField(
                model_name="wordingstep",
                name="approved_by",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddField(
                model_name="wordingstep",
                name="base",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="conditions.revision",
                ),
            ),
            migrations.AddField(
                model_name="wordingstep",
                name="review",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="wording_steps",
                    to="conditions.review",
                ),
            ),
            migrations.AddField(
                model_name="wordingstep",
                name="revision",
                field=models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="wording_step",
                    to="conditions.revision",
                ),
            ),
            migrations.AddConstraint(
                model_name="wordingstep",
                constraint=models.CheckConstraint(
                    condition=models.Q(("revision", models.F("base")), _negated=True),
                    name="wording_step_leads_on",
                ),
            ),
        ]
    )
