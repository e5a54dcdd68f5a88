"""Plain functions that build valid objects through the site's own transitions."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from conditions import sort_keys
from conditions.models import (
    Condition,
    Name,
    Notice,
    Question,
    QuestionText,
    ReviewerProfile,
    Revision,
    Source,
    Topic,
)
from conditions.search.index import reindex
from conditions.summaries import workflow
from conditions.summaries.keeping_current import notices
from conditions.summaries.signing import log, site_keys
from conditions.summaries.signing.statement import SOURCE_FIELDS
from diseasemaps.accounts import roles
from diseasemaps.accounts.models import User
from experiences import counts, moderation
from experiences.models import TEXT_MIN, Experience, ExperienceRevision, Membership, Reason

numbers = count(1)
PASSWORD = "correct horse battery staple"


def make_person(**fields: Any) -> User:
    number = next(numbers)
    fields.setdefault("email", f"mail{number}@example.org")
    fields.setdefault("pen_name", f"Quiet Heron {number}")
    return User.objects.create_user(password=PASSWORD, **fields)


def make_with_role(role: str, **fields: Any) -> User:
    person = make_person(**fields)
    person.groups.add(make_group(role))
    # The second factor that everybody with a role has.
    Authenticator.objects.create(
        user=person, type="webauthn", data={"name": "A key", "credential": {}}
    )
    return person


def make_group(role: str) -> Group:
    if not Group.objects.filter(name=role, permissions__isnull=False).exists():
        roles.setup_roles()
    return Group.objects.get(name=role)


def make_moderator(**fields: Any) -> User:
    return make_with_role(roles.MODERATOR, **fields)


def make_condition(name: str = "", **fields: Any) -> Condition:
    name = name or f"made-up disease {next(numbers)}"
    fields.setdefault("slug", sort_keys.slug_base(name))
    condition = Condition.objects.create(
        name=name, sort_name=sort_keys.plain(name), initial=sort_keys.initial(name), **fields
    )
    reindex([condition.pk])
    return condition


def make_name(condition: Condition, text: str, **fields: Any) -> Name:
    name = Name.objects.create(condition=condition, text=text, **fields)
    reindex([condition.pk])
    return name


def make_question(key: str = "", **fields: Any) -> Question:
    key = key or f"question-{next(numbers)}"
    title = fields.pop("title", f"What about {key} of {{condition}}?")
    question, made = Question.objects.get_or_create(
        key=key,
        defaults={"kind": "fact", "group": "basics", "review_months": 24, **fields},
    )
    if made:
        QuestionText.objects.create(question=question, language="en", title=title, label=key)
    return question


def make_topic(condition: Condition | None = None, question: Question | None = None) -> Topic:
    return Topic.objects.create(
        condition=condition or make_condition(), question=question or make_question()
    )


def make_vouching(name: str) -> User:
    """One of the two who stand behind every reviewer's profile here."""
    fields = {"pen_name": f"Who {name}", "is_active": False}
    return User.objects.get_or_create(email=f"{name}@example.org", defaults=fields)[0]


def make_reviewer(user: User | None = None, **fields: Any) -> ReviewerProfile:
    """Confirmed by two, unless another ``state`` is given or the reviewer is invented."""
    number = next(numbers)
    fields.setdefault("slug", f"reviewer-{number}")
    fields.setdefault("name", f"Dr Sample {number}")
    fields.setdefault("credentials", "MD, invented")
    fields.setdefault("verified_how", "register looked up")
    fields.setdefault("verified_on", timezone.localdate())
    if not fields.get("is_fictional") and "state" not in fields:
        asked_by, confirmed_by = map(make_vouching, ("asks", "confirms"))
        fields |= {"asked_by": asked_by, "confirmed_by": confirmed_by, "state": "confirmed"}
        fields["confirmed_at"] = timezone.now()
    profile = ReviewerProfile.objects.create(user=user, **fields)
    profile.seal = site_keys.profile_seal(profile)
    profile.save(update_fields=["seal"])
    log_profile(profile)
    return profile


def log_profile(profile: ReviewerProfile) -> None:
    """The entry that a profile makes when it is entered."""
    is_confirmed = profile.state == ReviewerProfile.State.CONFIRMED
    said = {
        "name": profile.name,
        "credentials": profile.credentials,
        "standing": "invented" if profile.is_fictional else profile.state,
        "account": site_keys.current().mark(profile.user) if profile.user else "",
        "evidence": "",
        "people": 2 if is_confirmed else int(not profile.is_fictional),
    }
    with transaction.atomic():
        log.append(log.Event("profile_verified", said, reviewer=profile))


def make_source(**fields: Any) -> Source:
    fields.setdefault("title", "A page on the disease")
    fields.setdefault("publisher", "A public institute")
    fields.setdefault("url", "https://example.org/page")
    return Source(**fields)


def make_draft(topic: Topic | None = None, language: str = "en", **fields: Any) -> Revision:
    fields.setdefault("short_answer", "A short answer.")
    fields.setdefault("body", "## A section\n\nA longer answer [1].")
    fields.setdefault("sources", [make_source()])
    return workflow.create_draft(topic or make_topic(), language, **fields)


def make_in_review(topic: Topic | None = None, language: str = "en", **fields: Any) -> Revision:
    revision = make_draft(topic, language, **fields)
    workflow.submit_for_review(revision, version=revision.version)
    return revision


def make_published(
    topic: Topic | None = None,
    language: str = "en",
    *,
    reviewer: ReviewerProfile | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> Revision:
    """A revision that was signed, at a time if one is given, and is the public text."""
    revision = make_in_review(topic, language, **fields)
    reviewer = reviewer or make_reviewer(verified_on=timezone.localdate(at))
    workflow.approve(
        revision, by=reviewer, version=revision.version, interests="None declared.", at=at
    )
    revision.refresh_from_db()
    return revision


def make_notice(condition: Condition, *, confirmed: bool = True, **fields: Any) -> Notice:
    """In force from today for a week, confirmed by a second person unless told otherwise."""
    today = timezone.localdate()
    fields.setdefault("text", "Recalled.")
    fields.setdefault("starts_on", today)
    fields.setdefault("ends_on", today + timedelta(days=7))
    notice = notices.propose(condition, by=fields.pop("by", None) or make_person(), **fields)
    if confirmed:
        notices.confirm(notice, by=make_person())
    return notice


def make_wording(base: Revision, **fields: Any) -> Revision:
    """A change of wording in review, upon a public text; say which words are other ones."""
    fields.setdefault("short_answer", base.short_answer)
    fields.setdefault("body", base.body)
    sources = [
        Source(**{name: getattr(source, name) for name in SOURCE_FIELDS})
        for source in base.sources.all()
    ]
    revision = make_draft(base.summary.topic, base.summary.language, sources=sources, **fields)
    Revision.objects.filter(pk=revision.pk).update(significance=Revision.Significance.TYPO)
    revision.refresh_from_db()
    workflow.submit_for_review(revision, version=revision.version)
    return revision


def make_reason(key: str = "off-topic") -> Reason:
    return Reason.objects.get_or_create(
        key=key, defaults={"label": key, "message": "This is about something else."}
    )[0]


def make_member(condition: Condition, **fields: Any) -> Membership:
    fields.setdefault("relation", "patient")
    fields.setdefault("member", fields.pop("person", None) or make_person())
    with transaction.atomic():
        membership = Membership.objects.create(condition=condition, **fields)
        counts.count_members(condition.pk)
    return membership


MORE = "\n\nThat is how it was for me, then and for a long time after."


def make_written(
    topic: Topic | None = None, text: str = "How it was for me.", **fields: Any
) -> ExperienceRevision:
    """A draft, made long enough to be sent in; ``author`` and other fields may be given."""
    if len(text) < TEXT_MIN:
        text += MORE
    fields.setdefault("author", None)
    fields["author"] = fields["author"] or make_person()
    fields.setdefault("relation", "patient")
    experience = Experience.objects.create(topic=topic or make_topic(), **fields)
    return moderation.write(experience, text)


def make_pending(topic: Topic | None = None, **fields: Any) -> ExperienceRevision:
    revision = make_written(topic, **fields)
    experience = revision.experience
    moderation.submit(revision, by=experience.author, version=experience.version)
    return revision


def make_public(
    topic: Topic | None = None, *, days_ago: float = 0, moderator: User | None = None, **fields: Any
) -> Experience:
    revision = make_pending(topic, **fields)
    experience = revision.experience
    moderation.approve(revision, by=moderator or make_person(), version=experience.version)
    if days_ago:
        Experience.objects.filter(pk=experience.pk).update(
            published_at=timezone.now() - timedelta(days=days_ago)
        )
    experience.refresh_from_db()
    return experience


def make_many_public(
    topic: Topic, number: int, *, text: str = "How it was for me." + MORE, **fields: Any
) -> list[Experience]:
    """Rows alone, in bulk: each text by an author of its own, the newest first.

    For a page or a list of many; what the verbs would leave beside them is not there.
    """
    fields = {"relation": "patient", **fields}
    now = timezone.now()
    people = [make_person() for _ in range(number)]
    rows = Experience.objects.bulk_create(
        Experience(topic=topic, author=person, **fields) for person in people
    )
    texts = ExperienceRevision.objects.bulk_create(
        ExperienceRevision(experience=row, number=1, text=text, state="approved", submitted_at=now)
        for row in rows
    )
    for age, (row, revision) in enumerate(zip(rows, texts, strict=True)):
        row.live_revision, row.state = revision, "public"
        row.published_at = now - timedelta(minutes=age)
    Experience.objects.bulk_update(rows, ["live_revision", "state", "published_at"])
    with transaction.atomic():
        counts.count_topic(topic.pk)
    return rows


def make_in_state(state: str, topic: Topic | None = None, **fields: Any) -> Experience:
    """An experience in any state that readers may not see, by way of the verbs."""
    if state == "draft":
        return make_written(topic, **fields).experience
    if state == "pending":
        return make_pending(topic, **fields).experience
    moderator = make_person()
    decision = {"by": moderator, "reason": make_reason(), "message": "Please read why."}
    if state in ("changes_requested", "rejected"):
        revision = make_pending(topic, **fields)
        verb = moderation.reject if state == "rejected" else moderation.request_changes
        verb(revision, version=revision.experience.version, **decision)
        return revision.experience
    experience = make_public(topic, **fields)
    if state == "hidden":
        moderation.hide(experience, version=experience.version, **decision)
    elif state == "withdrawn":
        moderation.withdraw(experience, by=experience.author, version=experience.version)
    else:
        raise ValueError(state)
    return experience
