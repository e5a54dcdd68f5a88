"""Writes the zip of the data that the site holds on a person: see docs/export-format.md."""

import json
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from conditions.models import ReviewerKey
from diseasemaps.accounts.demo_accounts import is_shared
from diseasemaps.accounts.models import PeopleRequest
from diseasemaps.accounts.privacy.held import Held, Text, appeal_of
from experiences.following.follows import Followed
from experiences.models import Decision, ExperienceRevision, Membership, News, Report

FORMAT = "diseasemaps-export"
# Goes up when a key changes its meaning or is removed; a new key does not count.
VERSION = 1

Row = dict[str, Any]


def export(held: Held, at: datetime) -> bytes:
    """The zip, made in memory: a person's texts are some hundred kilobytes at most."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", readme())
        document = json.dumps(data(held, at), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        archive.writestr("data.json", document + "\n")
        for text in held.texts:
            for revision in text.revisions:
                archive.writestr(text_file(text, revision), revision.text)
    return file.getvalue()


def readme() -> str:
    lines = [
        _("This is everything that %(site)s holds on you."),
        _(
            "data.json is for programs; docs/export-format.md of the software DiseaseMaps explains "
            "its keys."
        ),
        _("texts/ has each wording of each text that you wrote, one a file."),
        _(
            "Left out: who reported a text of yours and in which words, which moderator decided, "
            "and the notes that moderators keep for each other. They are of or about other "
            "people. Passwords and the secrets of second factors are left out, too."
        ),
    ]
    return "\n\n".join(lines) % {"site": settings.SITE_NAME} + "\n"


def data(held: Held, at: datetime) -> Row:
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": at,
        "site": settings.SITE_URL,
        "account": account(held),
        **sign_in(held),
        "mail_preferences": [{"kind": each.kind, "wanted": each.is_wanted} for each in held.mails],
        "waiting_mails": [
            {"subject": each.subject, "state": each.state, "created_at": each.created_at}
            for each in held.waiting_mails
        ],
        "memberships": [membership(each) for each in held.memberships],
        "follows": [followed(each) for each in held.follows],
        "digest_rhythm": held.rhythm,
        "experiences": [experience(each) for each in held.texts],
        "notifications": [notification(each) for each in held.news],
        "reports": [report(each) for each in held.reports],
        "reviewer_profile": reviewer(held),
        "requests_about_you": [request_about(each) for each in held.requests],
        "work": vars(held.work),
    }


def sign_in(held: Held) -> Row:
    return {
        "second_factors": [
            {"kind": each.type, "added_at": each.created_at, "last_used_at": each.last_used_at}
            for each in held.factors
        ],
        "sessions": [
            {
                "began_at": each.created_at,
                "last_seen_at": each.last_seen_at,
                "ip": each.ip,
                "browser": each.user_agent,
            }
            # In a demo the sessions are those of strangers who share the account.
            for each in ([] if is_shared(held.person) else held.sessions)
        ],
    }


def notification(each: News) -> Row:
    return {
        "experience": each.experience.public_id,
        "verb": each.decision.verb,
        "created_at": each.created_at,
        "read_at": each.read_at,
    }


def account(held: Held) -> Row:
    person = held.person
    return {
        "number": person.pk,
        "email": person.email,
        "email_addresses": [
            {"address": each.email, "confirmed": each.verified, "primary": each.primary}
            for each in held.addresses
        ],
        "pen_name": person.pen_name,
        "language_used": person.language_used,
        "mail_language": person.mail_language,
        "joined_at": person.date_joined,
        "last_signed_in_at": person.last_login,
        "roles": held.roles,
        "may_open_administration": person.is_staff,
    }


def membership(each: Membership) -> Row:
    return {
        "condition": each.condition.name,
        "condition_address": each.condition.slug,
        "relation": each.relation,
        "diagnosed_year": each.diagnosed_year,
        "country": str(each.country),
        "on_map": each.on_map,
        "joined_at": each.joined_at,
    }


def followed(each: Followed) -> Row:
    follow = each.follow
    return {
        "condition": follow.condition.name,
        "condition_address": follow.condition.slug,
        "question": each.title if follow.question else None,
        "question_key": follow.question.key if follow.question else None,
        "since": follow.since,
    }


def experience(text: Text) -> Row:
    own = text.experience
    return {
        "id": own.public_id,
        "condition": own.topic.condition.name,
        "condition_address": own.topic.condition.slug,
        "question": text.title,
        "question_key": own.topic.question.key,
        "state": own.state,
        "relation": own.relation,
        "about_other": own.about_other,
        "subject_age": own.subject_age,
        "subject_agreed": own.subject_agreed,
        "years_since_diagnosis": own.years_since_diagnosis,
        "country": str(own.country),
        "language": own.language,
        "signed_with_pen_name": own.signed_with_pen_name,
        "may_be_indexed": own.may_be_indexed,
        "may_be_reused": own.may_be_reused,
        "created_at": own.created_at,
        "published_at": own.published_at,
        "amended_at": own.amended_at,
        "revisions": [revision(text, each) for each in text.revisions],
        "consents": [
            {
                "purpose": each.purpose,
                "version": each.version,
                "given_at": each.given_at,
                "withdrawn_at": each.withdrawn_at,
            }
            for each in text.consents
        ],
        "decisions": [decision(each) for each in text.decisions],
    }


def text_file(text: Text, each: ExperienceRevision) -> str:
    topic = text.experience.topic
    return f"texts/{topic.condition.slug}/{topic.question.key}-{each.number}.txt"


def revision(text: Text, each: ExperienceRevision) -> Row:
    return {
        "number": each.number,
        "state": each.state,
        "is_public_wording": each.pk == text.experience.live_revision_id,
        "text_file": text_file(text, each),
        "created_at": each.created_at,
        "saved_at": each.saved_at,
        "submitted_at": each.submitted_at,
        "signals": [
            {
                "rule": signal.rule,
                "version": signal.version,
                "start": signal.start,
                "end": signal.end,
            }
            for signal in each.signals.all()
            if not signal.is_gone
        ],
    }


def decision(each: Decision) -> Row:
    appeal = appeal_of(each)
    return {
        "verb": each.verb,
        "reason": each.reason.key if each.reason else None,
        "message": each.message,
        "revision": each.revision.number if each.revision else None,
        "passage_start": each.passage_start,
        "passage_end": each.passage_end,
        "decided_at": each.decided_at,
        "appeal": appeal
        and {"text": appeal.text, "outcome": appeal.outcome, "appealed_at": appeal.appealed_at},
    }


def report(each: Report) -> Row:
    return {
        "experience": each.experience.public_id,
        "why": each.why,
        "text": each.text,
        "outcome": each.outcome,
        "reported_at": each.reported_at,
    }


def reviewer(held: Held) -> Row | None:
    profile = held.reviewer
    if profile is None:
        return None
    return {
        "address": profile.slug,
        "name": profile.name,
        "credentials": profile.credentials,
        "about": profile.about,
        "interests": profile.interests,
        "verified_how": profile.verified_how,
        "verified_on": profile.verified_on,
        "valid_until": profile.valid_until,
        "standing": profile.state,
        "evidence": evidence(held),
        "keys": [key(each) for each in profile.keys.all()],
        "former_addresses": [
            {"address": each.address, "told_until": each.until}
            for each in profile.former_addresses.order_by("until", "pk")
        ],
    }


def evidence(held: Held) -> Row | None:
    """What administrators saw before they confirmed the profile."""
    seen = held.evidence
    if seen is None:
        return None
    return {
        "kind": seen.kind,
        "register": seen.register,
        "number": seen.number,
        "seen_on": seen.seen_on,
    }


def key(each: ReviewerKey) -> Row:
    return {
        "name": each.name,
        "fingerprint": each.fingerprint,
        "made_for": each.rp_id,
        "added_at": each.added_at,
        "revoked_at": each.revoked_at,
        "revoked_why": each.revoked_why,
        "stolen_since": each.stolen_since,
    }


def request_about(each: PeopleRequest) -> Row:
    return {
        "kind": each.kind,
        "outcome": each.outcome,
        "asked_at": each.asked_at,
        "decided_at": each.decided_at,
    }
