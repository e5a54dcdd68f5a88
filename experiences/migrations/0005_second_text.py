from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("experiences", "0004_count_languages")]

    operations = [
        migrations.AddField(
            model_name="experience",
            name="is_second",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="came by a merger"
            ),
        ),
        migrations.RemoveConstraint(model_name="experience", name="experience_once_per_topic"),
        migrations.AddConstraint(
            model_name="experience",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_second", False)),
                fields=("topic", "author"),
                name="experience_once_per_topic",
            ),
        ),
    ]
