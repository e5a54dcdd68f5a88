"""Seals over all that a receipt shows, and the signature on which each public text rests.

A review whose seal did not fit before gets none that fits now.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "conditions.review"


def moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def before(review: Any) -> str:
    return json.dumps(
        [
            review.reviewer_id,
            review.reviewer_name,
            review.credentials,
            review.interests,
            review.verdict,
            review.content_hash,
            moment(review.reviewed_at),
            review.due_on.isoformat() if review.due_on else "",
        ]
    )


def after(review: Any) -> str:
    said = {
        "id": str(review.public_id),
        "revision": review.revision_id,
        "reviewer": [review.reviewer_id, review.reviewer_name, review.credentials],
        "interests": review.interests,
        "verdict": review.verdict,
        "note": review.note,
        "checklist": review.checklist,
        "not_checked": review.not_checked,
        "points": review.points,
        "text": review.content_hash,
        "reviewed_at": moment(review.reviewed_at),
        "due_on": review.due_on.isoformat() if review.due_on else "",
    }
    return json.dumps(said, sort_keys=True)


def seal(said: str, key: str | None = None) -> str:
    return salted_hmac(SALT, said, secret=key, algorithm="sha256").hexdigest()


def move(
    old: Callable[[Any], str], new: Callable[[Any], str]
) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
    def forward(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        for review in apps.get_model("conditions", "Review").objects.iterator():
            said = old(review)
            if any(constant_time_compare(review.seal, seal(said, key)) for key in keys):
                review.seal = seal(new(review))
                review.save(update_fields=["seal"])

    return forward


def point(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Summary = apps.get_model("conditions", "Summary")
    Review = apps.get_model("conditions", "Review")
    for review in Review.objects.filter(verdict="approved").iterator():
        Summary.objects.filter(live_revision=review.revision_id).update(live_review=review.pk)


class Migration(migrations.Migration):
    dependencies = [("conditions", "0015_notice_four_eyes")]
    operations = [
        migrations.RunPython(move(before, after), move(after, before)),
        migrations.RunPython(point, migrations.RunPython.noop),
    ]
