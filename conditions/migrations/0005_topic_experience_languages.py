from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conditions", "0004_search_indexes")]

    operations = [
        migrations.AddField(
            model_name="topic",
            name="experience_languages",
            field=models.JSONField(default=list, editable=False),
        ),
    ]
