from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0002_review_four_eyes"),
        ("experiences", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="consent",
            name="consent_purpose_known",
        ),
        migrations.AddField(
            model_name="experience",
            name="may_be_reused",
            field=models.BooleanField(default=False, verbose_name="others may reuse it"),
        ),
        migrations.AlterField(
            model_name="consent",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("publish", "Publish this text here"),
                    ("index", "Let search engines show it"),
                    ("reuse", "Let other sites and researchers reuse it"),
                ],
                max_length=10,
                verbose_name="purpose",
            ),
        ),
        migrations.AddIndex(
            model_name="experience",
            index=models.Index(
                condition=models.Q(("may_be_reused", True), ("state", "public")),
                fields=["topic", "-published_at", "-id"],
                name="experience_page_reused",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["publish", "index", "reuse"])),
                name="consent_purpose_known",
            ),
        ),
    ]
