from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def count_languages(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What ``experiences.counts`` stores from now on, for the topics that are there."""
    Topic = apps.get_model("conditions", "Topic")
    Experience = apps.get_model("experiences", "Experience")
    for topic in Topic.objects.filter(experience_count__gt=0).iterator():
        public = Experience.objects.filter(topic=topic, state="public")
        languages = public.order_by("language").values_list("language", flat=True).distinct()
        Topic.objects.filter(pk=topic.pk).update(experience_languages=list(languages))


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0005_topic_experience_languages"),
        ("experiences", "0003_reason_wordings"),
    ]

    operations = [migrations.RunPython(count_languages, migrations.RunPython.noop)]
