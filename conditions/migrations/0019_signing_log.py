"""The append-only log of what was signed: entries, what they are about, tree and head."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0018_search_indexes_at_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningEntry",
            fields=[
                (
                    "number",
                    models.BigIntegerField(
                        primary_key=True, serialize=False, verbose_name="number"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("log_opened", "log opened"),
                            ("log_key_changed", "the site’s key changed"),
                            ("log_restored", "database restored"),
                            ("text_restored", "older text restored"),
                            ("profile_verified", "reviewer’s profile verified"),
                            ("profile_changed", "reviewer’s profile changed"),
                            ("profile_disputed", "reviewer’s profile disputed"),
                            ("key_added", "key added"),
                            ("key_revoked", "key revoked"),
                            ("signed", "review signed"),
                            ("published", "text published"),
                            ("confirmed", "new names confirmed"),
                            ("wording_changed", "wording changed"),
                            ("withdrawn", "signature withdrawn"),
                            ("suspended", "review suspended"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="time")),
                ("line", models.TextField(verbose_name="canonical JSON")),
                ("hash", models.CharField(max_length=64, verbose_name="leaf hash")),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log_entries",
                        to="conditions.review",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log_entries",
                        to="conditions.reviewerprofile",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of the signing log",
                "verbose_name_plural": "entries of the signing log",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="SigningHead",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("size", models.BigIntegerField(default=0)),
                ("root", models.CharField(max_length=64)),
                ("frontier", models.JSONField(default=list)),
                ("origin", models.CharField(max_length=200)),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "head of the signing log",
                "verbose_name_plural": "heads of the signing log",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="signing_head_only_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 0)), name="signing_head_from_nought"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SigningNode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "node of the signing log",
                "verbose_name_plural": "nodes of the signing log",
                "constraints": [
                    models.UniqueConstraint(fields=("level", "index"), name="signing_node_once"),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1)), name="signing_node_above_entries"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SigningSubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subjects",
                        to="conditions.signingentry",
                    ),
                ),
                (
                    "summary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log_subjects",
                        to="conditions.summary",
                    ),
                ),
            ],
            options={
                "verbose_name": "subject of an entry",
                "verbose_name_plural": "subjects of entries",
            },
        ),
        migrations.AddConstraint(
            model_name="signingentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "log_opened",
                            "log_key_changed",
                            "log_restored",
                            "text_restored",
                            "profile_verified",
                            "profile_changed",
                            "profile_disputed",
                            "key_added",
                            "key_revoked",
                            "signed",
                            "published",
                            "confirmed",
                            "wording_changed",
                            "withdrawn",
                            "suspended",
                        ],
                    )
                ),
                name="signing_entry_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="signingentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 0)), name="signing_entry_from_nought"
            ),
        ),
        migrations.AddConstraint(
            model_name="signingsubject",
            constraint=models.UniqueConstraint(
                fields=("summary", "entry"), name="signing_subject_once"
            ),
        ),
    ]
