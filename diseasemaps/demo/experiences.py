"""Loads the demo's communities: invented members, and their experiences in every state.

The texts go through the real transitions; only their times are set afterwards.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from common import yaml_files
from common.import_report import ImportReport
from conditions.models import Condition, Question, Topic
from diseasemaps.accounts.demo_accounts import MODERATOR
from diseasemaps.accounts.models import User
from experiences import counts, moderation
from experiences.models import (
    Case,
    Consent,
    Decision,
    Experience,
    ExperienceRevision,
    Membership,
    News,
    Reason,
)

WRITING = timedelta(hours=2)  # from the first word to sending it in
WAITING = timedelta(hours=20)  # for a moderator; varies by month
UNTIL_HIDDEN = timedelta(hours=30)
BEFORE_FIRST_TEXT = timedelta(days=2)
SILENT_MEMBER_JOINED = timedelta(days=45)
APART = timedelta(minutes=7)  # between texts of one day, so that their order is clear


def load(content: Path, now: datetime, report: ImportReport) -> None:
    moderator = User.objects.get(email=MODERATOR)
    for file in sorted(content.glob("*.yaml")):
        with transaction.atomic():
            load_community(yaml_files.read(file), now, moderator, report)


def load_community(
    data: dict[str, Any], now: datetime, moderator: User, report: ImportReport
) -> None:
    condition = Condition.objects.get(slug=data["condition"])
    times = {
        id(entry): now - timedelta(days=entry["days_ago"]) - place * APART
        for place, entry in enumerate(data["experiences"])
    }
    members = load_members(data, condition, times, now, report)
    there = set(
        Experience.objects.filter(topic__condition=condition).values_list(
            "author__pen_name", "topic__question__key"
        )
    )
    for entry in data["experiences"]:
        if (entry["pen_name"], entry["question"]) in there:
            report.unchanged("experiences")
            continue
        tell(entry, members[entry["pen_name"]], times[id(entry)], moderator)
        report.created("experiences")
    counts.count_members(condition.pk)


def load_members(
    data: dict[str, Any],
    condition: Condition,
    times: dict[int, datetime],
    now: datetime,
    report: ImportReport,
) -> dict[str, Membership]:
    """The memberships by pen name."""
    there = {
        membership.member.pen_name: membership
        for membership in Membership.objects.filter(condition=condition).select_related("member")
    }
    for entry in data["members"]:
        pen_name = entry["pen_name"]
        if pen_name in there:
            report.unchanged("members")
            continue
        texts = [times[id(text)] for text in data["experiences"] if text["pen_name"] == pen_name]
        joined = min(texts, default=now - SILENT_MEMBER_JOINED) - WAITING - BEFORE_FIRST_TEXT
        there[pen_name] = join(entry, condition, joined, now)
        report.created("members")
    return there


def join(entry: dict[str, Any], condition: Condition, at: datetime, now: datetime) -> Membership:
    """An invented member, who cannot sign in."""
    email = f"{slugify(entry['pen_name'])}@members.demo.example"
    years = entry["diagnosed_years_ago"]
    return Membership.objects.create(
        member=User.objects.create_user(email, entry["pen_name"], date_joined=at),
        condition=condition,
        relation=entry["relation"],
        diagnosed_year=None if years is None else timezone.localdate(now).year - years,
        country=entry["country"] or "",
        on_map=bool(entry["country"]) and entry["relation"] != "bereaved",
        joined_at=at,
    )


def tell(
    entry: dict[str, Any], membership: Membership, decided_at: datetime, moderator: User
) -> None:
    """Writes a text and brings it into its state, dated as its file says."""
    submitted_at = decided_at - waiting(decided_at)
    written_at = submitted_at - WRITING
    question = Question.objects.get(key=entry["question"])
    topic, _ = Topic.objects.get_or_create(condition=membership.condition, question=question)
    experience = Experience.objects.create(
        topic=topic,
        author=membership.member,
        relation=membership.relation,
        years_since_diagnosis=membership.years_since_diagnosis(timezone.localdate(written_at)),
        country=membership.country,
        language=entry["language"],
        signed_with_pen_name=entry["signed"],
        created_at=written_at,
    )
    revision = moderation.write(experience, entry["text"].strip())
    ExperienceRevision.objects.filter(pk=revision.pk).update(created_at=written_at)
    if entry["state"] != "draft":
        moderation.submit(revision, by=membership.member, version=experience.version)
        ExperienceRevision.objects.filter(pk=revision.pk).update(submitted_at=submitted_at)
        Case.objects.filter(experience=experience).update(opened_at=submitted_at)
        decide(entry, revision, membership.member, moderator)
        set_times(experience, decided_at)


def waiting(decided_at: datetime) -> timedelta:
    return WAITING * (1 + decided_at.month * 5 % 12 / 10)


def decide(
    entry: dict[str, Any], revision: ExperienceRevision, author: User, moderator: User
) -> None:
    state, experience = entry["state"], revision.experience
    if state == "pending":
        return
    if state in ("changes_requested", "rejected"):
        verb = moderation.reject if state == "rejected" else moderation.request_changes
        verb(revision, by=moderator, version=experience.version, **explained(entry))
        return
    moderation.approve(revision, by=moderator, version=experience.version)
    if state == "hidden":
        moderation.hide(experience, by=moderator, version=experience.version, **explained(entry))
    elif state == "withdrawn":
        moderation.withdraw(experience, by=author, version=experience.version)
    elif state != "public":
        raise ValueError(f"{entry['pen_name']}, {entry['question']}: unknown state {state}")


def explained(entry: dict[str, Any]) -> dict[str, Any]:
    reason = Reason.objects.get(key=entry["reason"])
    return {"reason": reason, "message": reason.message_in(entry.get("language", "en"))}


def set_times(experience: Experience, decided_at: datetime) -> None:
    decisions = Decision.objects.filter(experience=experience)
    decisions.exclude(verb=Decision.Verb.HIDE).update(
        decided_at=decided_at, waited=waiting(decided_at)
    )
    hidden_at = min(decided_at + UNTIL_HIDDEN, timezone.now())
    decisions.filter(verb=Decision.Verb.HIDE).update(decided_at=hidden_at)
    Experience.objects.filter(pk=experience.pk, published_at__isnull=False).update(
        published_at=decided_at
    )
    Case.objects.filter(experience=experience, closed_at__isnull=False).update(closed_at=decided_at)
    given_at = decided_at - waiting(decided_at)
    Consent.objects.filter(experience=experience).update(given_at=given_at)
    # Nobody signs in as an invented member to read the news.
    News.objects.filter(experience=experience).delete()
