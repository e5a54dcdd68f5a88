import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("experiences", "0012_erasure_written_at")]

    operations = [
        migrations.RemoveConstraint(model_name="signal", name="signal_once"),
        migrations.AddField(
            model_name="signal",
            name="is_gone",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="signal",
            name="noticed_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_gone", False)),
                fields=("revision", "rule", "start", "end"),
                name="signal_once",
            ),
        ),
    ]
