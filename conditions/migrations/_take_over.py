"""Brings the signatures of before into the signing log.

A review whose seal and hash of before fit gets a statement, the site's signature and its entries,
each marked as taken over; so do its changes of wording and its withdrawal. What did not fit gets no
entry, and so no badge. The seals of before are computed as the release before did.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from conditions.models import Review, ReviewerProfile, Summary
from conditions.summaries.signing import log, site_keys
from conditions.summaries.signing.canonical import NotCanonical, time_text
from conditions.summaries.signing.log import Event
from conditions.summaries.signing.shown import Shown
from conditions.summaries.signing.statement import (
    HELP_LEVELS,
    SOURCE_FIELDS,
    Statement,
    checklist_fields,
    hash_of,
    site,
    statement_of,
)

MARK = {"taken_over": True}


def sealed_before(salt: str, fields: dict[str, Any], seal: str) -> bool:
    text = json.dumps(fields, sort_keys=True)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = (salted_hmac(salt, text, secret=key, algorithm="sha256").hexdigest() for key in keys)
    return any(constant_time_compare(seal, each) for each in made)


def is_review_sealed(review: Any) -> bool:
    fields = {
        "id": str(review.public_id),
        "revision": review.revision_id,
        "reviewer": [review.reviewer_id, review.reviewer_name, review.credentials],
        "interests": review.interests,
        "verdict": review.verdict,
        "note": review.note,
        "checklist": review.checklist,
        "not_checked": review.not_checked,
        "points": review.points,
        "text": review.statement_hash,
        "reviewed_at": iso(review.reviewed_at),
        "due_on": review.due_on.isoformat() if review.due_on else "",
    }
    return sealed_before("conditions.review", fields, review.seal)


def is_withdrawal_sealed(withdrawal: Any, review: Any) -> bool:
    fields = {
        "review": str(review.public_id),
        "reason": withdrawal.reason,
        "withdrawn_at": iso(withdrawal.withdrawn_at),
    }
    return sealed_before("conditions.withdrawal", fields, withdrawal.seal)


def is_step_sealed(step: Any, review: Any, signed: str) -> bool:
    fields = {
        "review": str(review.public_id),
        "signed": signed,
        "revisions": [step.base_id, step.revision_id],
        "texts": [step.base_hash, step.content_hash],
        "approved_by": step.approved_by_id,
        "approved_at": iso(step.approved_at),
    }
    return sealed_before("conditions.wordingstep", fields, step.seal)


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def sources_of(revision: Any) -> list[list[Any]]:
    return [list(row) for row in revision.sources.order_by("number").values_list(*SOURCE_FIELDS)]


def hash_before(revision: Any) -> str:
    """The hash of a text, as it was signed before."""
    topic = revision.summary.topic
    text = {
        "condition": topic.condition_id,
        "question": topic.question_id,
        "language": revision.summary.language,
        "short_answer": revision.short_answer,
        "body": revision.body,
        "attribution": revision.attribution,
        "sources": sources_of(revision),
    }
    said = json.dumps(text, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def text_of(revision: Any) -> dict[str, Any]:
    return {
        "short_answer": revision.short_answer,
        "body": revision.body,
        "attribution": revision.attribution,
        "help": dict.fromkeys(HELP_LEVELS, ""),
        "sources": [dict(zip(SOURCE_FIELDS, row, strict=True)) for row in sources_of(revision)],
    }


@dataclass
class TakeOver:
    apps: StateApps
    today: str

    def model(self, name: str) -> Any:
        return self.apps.get_model("conditions", name)

    def run(self) -> None:
        profiles = list(self.model("ReviewerProfile").objects.order_by("pk"))
        if not profiles:
            return
        # The first lock, before anything is read.
        log.lock()
        log.append(*[self.profile(profile) for profile in profiles])
        reviews = self.model("Review").objects.filter(verdict="approved")
        for review in reviews.order_by("reviewed_at", "pk").select_related(
            "reviewer", "revision__summary__topic__condition", "revision__summary__topic__question"
        ):
            self.take(review)

    def profile(self, profile: Any) -> Event:
        profile.seal = site_keys.profile_seal(profile)
        profile.save(update_fields=["seal"])
        account = ""
        if profile.user_id is not None:
            app, name = settings.AUTH_USER_MODEL.split(".")
            person = self.apps.get_model(app, name).objects.get(pk=profile.user_id)
            account = site_keys.current().mark(person)
        payload = {
            "reviewer": profile.pk,
            "name": profile.name,
            "credentials": profile.credentials,
            "standing": standing(profile),
            "account": account,
            "evidence": "",
            "people": 0,
            **MARK,
        }
        return Event("profile_verified", payload, reviewer=ReviewerProfile(pk=profile.pk))

    def take(self, review: Any) -> None:
        """One review with all that came after it, in one writing."""
        old = review.statement_hash
        if not is_review_sealed(review) or hash_before(review.revision) != old:
            tell(review, "it did not verify, and carries no badge any more")
            return
        try:
            statement = self.statement(review, old)
        except NotCanonical as error:
            tell(review, f"it cannot be taken over: {error}")
            return
        review.statement, review.statement_hash = statement.raw.decode(), statement.hash
        review.assertion = site_keys.current().site_assertion(statement.digest, log.origin())
        review.save(update_fields=["statement", "statement_hash", "assertion"])
        log.append(*self.events(review, statement, old))

    def events(self, review: Any, statement: Statement, old: str) -> Iterator[Event]:
        summary = review.revision.summary
        public_id = str(review.public_id)
        about: dict[str, Any] = {
            "summaries": [Summary(pk=summary.pk)],
            "review": Review(pk=review.pk, public_id=review.public_id),
        }
        signed = {
            "review": public_id,
            "reviewer": review.reviewer_id,
            "statement": statement.hash,
            "text": statement.text_hash,
            "names": statement.names_hash,
            "key": "",
            "signature": hash_of(review.assertion),
            "approved_at": time_text(review.reviewed_at),
        }
        reviewer = ReviewerProfile(pk=review.reviewer_id)
        yield Event("signed", signed | MARK, reviewer=reviewer, **about)
        if self.is_public(review):
            published = {"review": public_id, "statement": statement.hash, "why": "taken_over"}
            yield Event("published", published | MARK, **about)
        for step in self.steps(review, old):
            changed = {
                "review": public_id,
                "from": hash_of(text_of(step.base)),
                "to": hash_of(text_of(step.revision)),
                "approver": site_keys.current().mark(step.approved_by),
                "approved_at": time_text(step.approved_at),
            }
            yield Event("wording_changed", changed | MARK, **about)
        withdrawal = self.model("Withdrawal").objects.filter(review=review).first()
        if withdrawal is not None:
            if not is_withdrawal_sealed(withdrawal, review):
                tell(review, "its withdrawal was changed since; it is taken over as it is")
            reason = hashlib.sha256(withdrawal.reason.encode()).hexdigest()
            taken_back = {
                "review": public_id,
                "reason": reason,
                "withdrawn_at": time_text(withdrawal.withdrawn_at),
            }
            yield Event("withdrawn", taken_back | MARK, reviewer=reviewer, **about)

    def is_public(self, review: Any) -> bool:
        """Whether the public text rests on it, and none was signed after that text."""
        summary = review.revision.summary
        live = summary.live_revision
        if live is None or summary.live_review_id != review.pk:
            return False
        newer = self.model("Revision").objects.filter(
            summary=summary.pk, state="approved", number__gt=live.number
        )
        if newer.exists():
            tell(review, "a newer text was signed than the public one, which carries no badge")
            return False
        return True

    def steps(self, review: Any, old: str) -> Iterator[Any]:
        """The changes of wording that lead on from the signed text, each sealed."""
        steps = self.model("WordingStep").objects.filter(review=review).order_by("pk")
        base, base_hash = review.revision_id, old
        for step in steps.select_related(
            "approved_by", "revision__summary__topic", "base__summary__topic"
        ):
            if (
                (step.base_id, step.base_hash) != (base, base_hash)
                or not is_step_sealed(step, review, old)
                or hash_before(step.base) != base_hash
                or hash_before(step.revision) != step.content_hash
            ):
                tell(review, "a change of its wording did not verify")
                return
            yield step
            base, base_hash = step.revision_id, step.content_hash

    def statement(self, review: Any, old: str) -> Statement:
        revision, profile = review.revision, review.reviewer
        summary = revision.summary
        topic = summary.topic
        names = self.shown(topic, summary.language)
        points = [{"section": row[0], "note": row[1], "answer": row[2]} for row in review.points]
        return statement_of(
            {
                "version": 1,
                "kind": "review",
                "review": str(review.public_id),
                "site": site(),
                "signed_at": time_text(review.reviewed_at),
                "due_on": review.due_on.isoformat(),
                "language": summary.language,
                "condition": {"id": topic.condition_id, "name": names.name},
                "question": {"key": topic.question.key, "title": names.title},
                "revision": revision.number,
                "text": text_of(revision),
                "reviewer": {
                    "id": profile.pk,
                    "slug": profile.slug,
                    "name": review.reviewer_name,
                    "credentials": review.credentials,
                    "interests": review.interests,
                    "standing": standing(profile),
                },
                "checklist": checklist_fields(review.checklist),
                "not_checked": review.not_checked,
                "note": review.note,
                "points": points,
                "taken_over": {"on": self.today, "content_hash": old},
            }
        )

    def shown(self, topic: Any, language: str) -> Shown:
        """The names as the page shows them on the day of taking over."""
        named = self.model("Name").objects.filter(
            condition=topic.condition_id, kind="preferred", language=language
        )
        name = named.values_list("text", flat=True).first() or topic.condition.name
        languages = (language, settings.LANGUAGE_CODE)
        wordings = self.model("QuestionText").objects.filter(
            question=topic.question_id, language__in=languages
        )
        titles = dict(wordings.values_list("language", "title"))
        wording = titles.get(language) or titles.get(settings.LANGUAGE_CODE, "{condition}")
        title = wording.replace("{condition}", name)
        return Shown(name, title[:1].upper() + title[1:])


def standing(profile: Any) -> str:
    return "invented" if profile.is_fictional else "unconfirmed"


def tell(review: Any, problem: str) -> None:
    topic = review.revision.summary.topic
    place = f"{topic.condition.slug}/{topic.question.key} ({review.revision.summary.language})"
    sys.stdout.write(f"\n    review {review.public_id} of {place}: {problem}\n")


def take_over(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    TakeOver(apps, timezone.localdate().isoformat()).run()
