"""The seals of rows and the stored HTML, which the signing log and ``rendering`` replace."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from conditions.migrations._four_eyes import without_triggers

GONE = {
    "review": ["seal"],
    "withdrawal": ["seal"],
    "wordingstep": ["seal", "base_hash", "content_hash"],
    "revision": ["html_seal", "renderer", "body_html"],
}


def removed(model: str, name: str) -> list[Operation]:
    """Blank first, which costs nothing: the way back needs something to fill in."""
    length = 20 if name == "renderer" else 64
    blank: models.Field[str, str] = (
        models.TextField(blank=True, editable=False)
        if name == "body_html"
        else models.CharField(blank=True, editable=False, max_length=length)
    )
    return [
        migrations.AlterField(model, name, blank),
        migrations.RemoveField(model, name),
    ]


class Migration(migrations.Migration):
    dependencies = [("conditions", "0022_take_over")]
    operations = without_triggers(
        [
            operation
            for model, names in GONE.items()
            for name in names
            for operation in removed(model, name)
        ]
    )
