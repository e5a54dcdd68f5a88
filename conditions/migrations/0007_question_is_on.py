from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conditions", "0006_flags_settled")]

    operations = [
        migrations.AddField(
            model_name="question",
            name="is_on",
            field=models.BooleanField(
                default=True,
                help_text=(
                    "Off: its pages are not there, for no condition. What was written is kept."
                ),
                verbose_name="asked on this site",
            ),
        ),
    ]
