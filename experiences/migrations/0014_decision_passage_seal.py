from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("experiences", "0013_signal_rounds")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="passage_seal",
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
    ]
