"""Whether a review's row says what its statement says."""

from conditions.models import Review
from conditions.summaries.signing.canonical import time_text
from conditions.summaries.signing.statement import Statement, checklist_fields


def differences(review: Review, statement: Statement) -> list[str]:
    """The columns that differ from what was signed; none where the row is as it was."""
    said, reviewer = statement.data, statement.data["reviewer"]
    points = [{"section": row[0], "note": row[1], "answer": row[2]} for row in review.points]
    pairs = {
        "public_id": (str(review.public_id), said["review"]),
        "statement_hash": (review.statement_hash, statement.hash),
        "verdict": (review.verdict, Review.Verdict.APPROVED),
        "reviewer": (review.reviewer_id, reviewer["id"]),
        "reviewer_name": (review.reviewer_name, reviewer["name"]),
        "credentials": (review.credentials, reviewer["credentials"]),
        "interests": (review.interests, reviewer["interests"]),
        "note": (review.note, said["note"]),
        "not_checked": (review.not_checked, said["not_checked"]),
        "checklist": (checklist_fields(review.checklist), said["checklist"]),
        "points": (points, said["points"]),
        "reviewed_at": (time_text(review.reviewed_at), said["signed_at"]),
        "due_on": (review.due_on.isoformat() if review.due_on else "", said["due_on"]),
    }
    return [name for name, (stored, signed) in pairs.items() if stored != signed]
