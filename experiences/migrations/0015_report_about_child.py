from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("experiences", "0014_decision_passage_seal")]

    operations = [
        migrations.AlterField(
            model_name="report",
            name="why",
            field=models.CharField(
                choices=[
                    ("harmful", "It could harm somebody who follows it"),
                    ("identifies", "It tells who somebody is"),
                    ("abuse", "It attacks somebody"),
                    ("promotion", "It advertises or sells"),
                    ("not-own", "It is not somebody’s own experience"),
                    ("crisis", "Its author may be in danger"),
                    ("other", "Something else"),
                    ("child", "Its author says since it became public that it is about a child"),
                ],
                max_length=10,
                verbose_name="why",
            ),
        ),
    ]
