"""What a reviewer signs with, who stands behind a profile, and the statement of a review."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from conditions.migrations._four_eyes import without_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0019_signing_log"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = without_triggers(
        [
            migrations.CreateModel(
                name="Confirmation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "public_id",
                        models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                    ),
                    ("statement", models.TextField(verbose_name="statement")),
                    (
                        "statement_hash",
                        models.CharField(
                            max_length=64, unique=True, verbose_name="SHA-256 of the statement"
                        ),
                    ),
                    ("assertion", models.JSONField(default=dict)),
                    (
                        "confirmed_at",
                        models.DateTimeField(
                            default=django.utils.timezone.now, verbose_name="confirmed"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "confirmation of names",
                    "verbose_name_plural": "confirmations of names",
                    "ordering": ["-pk"],
                },
            ),
            migrations.CreateModel(
                name="ConfirmedTopic",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "confirmed topic",
                    "verbose_name_plural": "confirmed topics",
                },
            ),
            migrations.CreateModel(
                name="ProfileEvidence",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("register", "an entry in a public register"),
                                ("letter", "a letter"),
                            ],
                            max_length=10,
                            verbose_name="kind",
                        ),
                    ),
                    (
                        "register",
                        models.CharField(
                            max_length=200, verbose_name="register, or who wrote the letter"
                        ),
                    ),
                    (
                        "number",
                        models.CharField(
                            blank=True, max_length=100, verbose_name="number in the register"
                        ),
                    ),
                    ("seen_on", models.DateField(verbose_name="seen on")),
                    ("salt", models.CharField(editable=False, max_length=32)),
                ],
                options={
                    "verbose_name": "evidence for a profile",
                    "verbose_name_plural": "evidence for profiles",
                },
            ),
            migrations.CreateModel(
                name="ReviewerFormerAddress",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("address", models.EmailField(max_length=254, verbose_name="address")),
                    ("until", models.DateTimeField(verbose_name="until")),
                ],
                options={
                    "verbose_name": "former address of a reviewer",
                    "verbose_name_plural": "former addresses of reviewers",
                },
            ),
            migrations.CreateModel(
                name="ReviewerKey",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=60, verbose_name="name")),
                    (
                        "credential_id",
                        models.CharField(editable=False, max_length=1400, unique=True),
                    ),
                    (
                        "algorithm",
                        models.SmallIntegerField(editable=False, verbose_name="algorithm"),
                    ),
                    ("public_key", models.TextField(editable=False, verbose_name="public key")),
                    (
                        "fingerprint",
                        models.CharField(
                            editable=False, max_length=64, unique=True, verbose_name="fingerprint"
                        ),
                    ),
                    (
                        "rp_id",
                        models.CharField(
                            editable=False, max_length=253, verbose_name="made for the site"
                        ),
                    ),
                    (
                        "added_at",
                        models.DateTimeField(
                            default=django.utils.timezone.now, editable=False, verbose_name="added"
                        ),
                    ),
                    (
                        "revoked_at",
                        models.DateTimeField(
                            blank=True, editable=False, null=True, verbose_name="revoked"
                        ),
                    ),
                    (
                        "revoked_why",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("lost", "lost: what was signed before stands"),
                                ("stolen", "stolen: what was signed since is suspended"),
                            ],
                            editable=False,
                            max_length=6,
                            verbose_name="why",
                        ),
                    ),
                    (
                        "stolen_since",
                        models.DateTimeField(
                            blank=True, editable=False, null=True, verbose_name="stolen since"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "reviewer’s key",
                    "verbose_name_plural": "reviewers’ keys",
                    "ordering": ["pk"],
                },
            ),
            migrations.RemoveConstraint(
                model_name="review",
                name="review_approval_is_signed",
            ),
            migrations.RenameField(
                model_name="review", old_name="content_hash", new_name="statement_hash"
            ),
            migrations.AddField(
                model_name="review",
                name="assertion",
                field=models.JSONField(blank=True, default=dict, editable=False),
            ),
            migrations.AddField(
                model_name="review",
                name="statement",
                field=models.TextField(blank=True, editable=False, verbose_name="statement"),
            ),
            migrations.AlterField(
                model_name="review",
                name="statement_hash",
                field=models.CharField(
                    blank=True, max_length=64, verbose_name="SHA-256 of the statement"
                ),
            ),
            migrations.AddField(
                model_name="review",
                name="suspended_at",
                field=models.DateTimeField(
                    blank=True, editable=False, null=True, verbose_name="suspended"
                ),
            ),
            migrations.AddField(
                model_name="reviewerprofile",
                name="asked_by",
                field=models.ForeignKey(
                    blank=True,
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddField(
                model_name="reviewerprofile",
                name="confirmed_at",
                field=models.DateTimeField(
                    blank=True, editable=False, null=True, verbose_name="confirmed"
                ),
            ),
            migrations.AddField(
                model_name="reviewerprofile",
                name="confirmed_by",
                field=models.ForeignKey(
                    blank=True,
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddField(
                model_name="reviewerprofile",
                name="seal",
                field=models.CharField(blank=True, editable=False, max_length=64),
            ),
            migrations.AddField(
                model_name="reviewerprofile",
                name="state",
                field=models.CharField(
                    choices=[
                        ("unconfirmed", "entered by one person, confirmed by nobody"),
                        ("confirmed", "confirmed by a second administrator"),
                        ("disputed", "disputed by the person named"),
                    ],
                    default="unconfirmed",
                    editable=False,
                    max_length=12,
                    verbose_name="standing",
                ),
            ),
            migrations.AddField(
                model_name="summary",
                name="log_seal",
                field=models.CharField(blank=True, editable=False, max_length=64),
            ),
            migrations.AddField(
                model_name="summary",
                name="renamed_at",
                field=models.DateTimeField(blank=True, editable=False, null=True),
            ),
            migrations.AddConstraint(
                model_name="reviewerprofile",
                constraint=models.CheckConstraint(
                    condition=models.Q(("state__in", ["unconfirmed", "confirmed", "disputed"])),
                    name="reviewer_state_known",
                ),
            ),
            migrations.AddConstraint(
                model_name="reviewerprofile",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("state", "confirmed"), _negated=True),
                        models.Q(
                            ("asked_by__isnull", False),
                            ("confirmed_at__isnull", False),
                            ("confirmed_by__isnull", False),
                            models.Q(("asked_by", models.F("confirmed_by")), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="reviewer_confirmed_by_two",
                ),
            ),
            migrations.AddConstraint(
                model_name="reviewerprofile",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("is_fictional", True), ("state", "confirmed"), _negated=True
                    ),
                    name="reviewer_invented_is_not_confirmed",
                ),
            ),
            migrations.AddField(
                model_name="confirmation",
                name="reviewer",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="confirmations",
                    to="conditions.reviewerprofile",
                ),
            ),
            migrations.AddField(
                model_name="confirmedtopic",
                name="confirmation",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="topics",
                    to="conditions.confirmation",
                ),
            ),
            migrations.AddField(
                model_name="confirmedtopic",
                name="review",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="confirmations",
                    to="conditions.review",
                ),
            ),
            migrations.AddField(
                model_name="profileevidence",
                name="profile",
                field=models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="evidence",
                    to="conditions.reviewerprofile",
                ),
            ),
            migrations.AddField(
                model_name="reviewerformeraddress",
                name="reviewer",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="former_addresses",
                    to="conditions.reviewerprofile",
                ),
            ),
            migrations.AddField(
                model_name="reviewerkey",
                name="reviewer",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="keys",
                    to="conditions.reviewerprofile",
                ),
            ),
            migrations.AddField(
                model_name="confirmation",
                name="key",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="confirmations",
                    to="conditions.reviewerkey",
                ),
            ),
            migrations.AddField(
                model_name="review",
                name="key",
                field=models.ForeignKey(
                    blank=True,
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="reviews",
                    to="conditions.reviewerkey",
                    verbose_name="signing key",
                ),
            ),
            migrations.AddConstraint(
                model_name="review",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("verdict", "changes_requested"),
                        models.Q(
                            ("due_on__isnull", False),
                            ("verdict", "approved"),
                            models.Q(("statement_hash", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="review_approval_is_signed",
                ),
            ),
            migrations.AddConstraint(
                model_name="review",
                constraint=models.UniqueConstraint(
                    condition=models.Q(("statement", ""), _negated=True),
                    fields=("statement_hash",),
                    name="review_statement_once",
                ),
            ),
            migrations.AddConstraint(
                model_name="confirmedtopic",
                constraint=models.UniqueConstraint(
                    fields=("confirmation", "review"), name="confirmed_topic_once"
                ),
            ),
            migrations.AddConstraint(
                model_name="profileevidence",
                constraint=models.CheckConstraint(
                    condition=models.Q(("kind__in", ["register", "letter"])),
                    name="profile_evidence_kind_known",
                ),
            ),
            migrations.AddConstraint(
                model_name="reviewerformeraddress",
                constraint=models.UniqueConstraint(
                    fields=("reviewer", "address"), name="reviewer_former_address_once"
                ),
            ),
            migrations.AddConstraint(
                model_name="reviewerkey",
                constraint=models.CheckConstraint(
                    condition=models.Q(("algorithm__in", (-7, -8, -257))),
                    name="reviewer_key_algorithm_known",
                ),
            ),
            migrations.AddConstraint(
                model_name="reviewerkey",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("revoked_at__isnull", True),
                            ("revoked_why", ""),
                            ("stolen_since__isnull", True),
                        ),
                        models.Q(
                            ("revoked_at__isnull", False),
                            ("revoked_why", "lost"),
                            ("stolen_since__isnull", True),
                        ),
                        models.Q(
                            ("revoked_at__isnull", False),
                            ("revoked_why", "stolen"),
                            ("stolen_since__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="reviewer_key_revoked_whole",
                ),
            ),
        ]
    )
