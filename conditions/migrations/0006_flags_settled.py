import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0005_topic_experience_languages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="catalogueflag",
            name="proposed",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="conditions.condition",
                verbose_name="the same as",
            ),
        ),
        migrations.AddField(
            model_name="catalogueflag",
            name="settled",
            field=models.CharField(
                blank=True,
                choices=[("merged", "merged"), ("retired", "retired"), ("kept", "kept as it is")],
                max_length=10,
                verbose_name="settled",
            ),
        ),
        migrations.AddField(
            model_name="catalogueflag",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="settled by",
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueflag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("settled", ""),
                    models.Q(
                        ("resolved_at__isnull", False),
                        ("settled__in", ["merged", "retired", "kept"]),
                    ),
                    _connector="OR",
                ),
                name="flag_settled_once_resolved",
            ),
        ),
    ]
