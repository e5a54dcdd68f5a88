"""Going through everything that was signed again: every review, confirmation, change of wording,
withdrawal, key and profile against its entry of the log, and every public text against the fold.

The signatures are checked by ``verify_review``, as a stranger does. What is wrong is a Mismatch;
what is only to be known, such as a review under another name, a remark.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.db.models import Prefetch

from conditions.models import (
    Confirmation,
    ConfirmedTopic,
    ProfileEvidence,
    Review,
    ReviewerKey,
    ReviewerProfile,
    Revision,
    SigningEntry,
    Summary,
    WordingStep,
)
from conditions.summaries.signing import log, site_keys
from conditions.summaries.signing.agreement import differences
from conditions.summaries.signing.canonical import canonical, time_text
from conditions.summaries.signing.chain import (
    Chain,
    LogFile,
    Mismatch,
    beside_saved_head,
    in_log,
)
from conditions.summaries.signing.entries import Entries, Line
from conditions.summaries.signing.folding import State, fold
from conditions.summaries.signing.shown import names_hash, shown_of
from conditions.summaries.signing.statement import INVENTED, hash_of, parsed, text_hash
from conditions.summaries.signing.verify_review import (
    Wrong,
    canonical_bytes,
    check_assertion,
    check_site_signature,
    from_base64url,
    sha256,
)

CHUNK = 200  # rows held in memory, with their texts
REVIEW_FIELDS = {
    "version", "kind", "review", "site", "signed_at", "due_on", "language", "condition",
    "question", "revision", "text", "reviewer", "checklist", "not_checked", "note", "points",
    "taken_over",
}  # fmt: skip


def mismatches(path: Path | None = None) -> Iterator[Mismatch]:
    """Everything that is not as it was signed or written, one by one."""
    return Verifying(path).mismatches()


class Verifying:
    """One run. ``mismatches`` first; then what it counted is there."""

    def __init__(self, path: Path | None = None, head: str = "") -> None:
        self.file = LogFile(path) if path else None
        self.head = head
        self.chain = Chain()
        self.entries = Entries()
        self.counted: Counter[str] = Counter()
        self.vkeys: list[str] = []

    def mismatches(self) -> Iterator[Mismatch]:
        """Everything that is not as it was signed or written, one by one. About 1,500 reviews a
        second."""
        yield from in_log(self.file, self.chain)
        if self.head:
            yield from beside_saved_head(self.chain, self.head)
        yield from self.in_lines()
        self.vkeys = site_keys.vkeys(log.origin())
        yield from self.in_reviews()
        yield from self.in_steps()
        yield from self.in_confirmations()
        yield from self.in_keys()
        yield from self.in_profiles()
        yield from self.in_summaries()
        yield from self.without_rows()

    def in_lines(self) -> Iterator[Mismatch]:
        lines = SigningEntry.objects.order_by("number").values_list("number", "line")
        for number, line in lines.iterator(chunk_size=1_000):
            try:
                self.entries.add(line)
            except (KeyError, TypeError, ValueError):
                yield Mismatch(f"entry {number}", "it lacks what an entry of its kind says")
        for twice in self.entries.twice:
            yield Mismatch(f"entry {twice['number']}", f"it was {twice['kind']} before")

    def is_restored(self, line: Line) -> bool:
        """Whether a backup may lack the row of an entry."""
        return any(first <= line["number"] < end for first, end in self.chain.restored)

    # --- Reviews ------------------------------------------------------------------------------

    def in_reviews(self) -> Iterator[Mismatch]:
        reviews = Review.objects.with_topic().filter(verdict=Review.Verdict.APPROVED)
        rows = reviews.select_related("key").prefetch_related("revision__sources").order_by("pk")
        for review in rows.iterator(chunk_size=CHUNK):
            self.counted["reviews"] += 1
            name = f"review {review.public_id} of {named(review.revision)}"
            for problem in self.in_review(review):
                yield Mismatch(name, problem)

    def in_review(self, review: Review) -> Iterator[str]:
        line = self.entries.signed.get(str(review.public_id))
        if line is None:
            yield (
                "the signing log has no entry of it"
                if review.statement
                else "it did not verify when the log began, and was not taken over"
            )
            return
        try:
            yield from self.in_statement(review, line)
            yield from self.in_signature(review.statement, review.assertion, review.key, line)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            yield f"its statement cannot be read ({error})"
        if review.key is None:
            self.counted["site"] += 1
        yield from in_text(review, line)
        yield from self.in_withdrawal(review)
        is_suspended = str(review.public_id) in self.entries.suspended
        self.counted["suspended"] += is_suspended
        if is_suspended != (review.suspended_at is not None):
            yield "the log says otherwise whether it is suspended"

    def in_statement(self, review: Review, line: Line) -> Iterator[str]:
        statement = parsed(review.statement)
        said, topic = statement.data, review.revision.summary.topic
        if set(said) != REVIEW_FIELDS or canonical_bytes(said) != statement.raw:
            yield "its statement is not canonical JSON of version 1"
        entry = (statement.hash, statement.text_hash, statement.names_hash)
        if entry != (line["statement"], line["text"], line["names"]):
            yield "its statement is not the one in the log"
        for what in differences(review, statement):
            yield f"its {what} is not what was signed"
        place = (said["condition"]["id"], said["question"]["key"], said["language"])
        if place != (topic.condition_id, topic.question.key, review.revision.summary.language):
            yield "it was signed for another page"

    def in_signature(
        self, statement: str, assertion: Line, key: ReviewerKey | None, line: Line
    ) -> Iterator[str]:
        """By the reviewer's key that the log named before, or by the site's."""
        raw = statement.encode()
        if hash_of(assertion) != line["signature"]:
            yield "its signature is not the one in the log"
        if (key.fingerprint if key else "") != line["key"]:
            yield "it is signed by another key than the log says"
            return
        try:
            if key is None:
                check_site_signature(raw, assertion, self.vkeys)
            else:
                check_assertion(raw, assertion, from_base64url(key.public_key), key.algorithm)
        except Wrong as error:
            yield str(error)
        if key is not None:
            yield from self.in_use_of_key(key, parsed(statement).data["signed_at"], line)

    def in_use_of_key(self, key: ReviewerKey, signed_at: str, line: Line) -> Iterator[str]:
        added, revoked = self.entries.keys.get(line["key"]), self.entries.revoked.get(line["key"])
        if added is None or added["number"] > line["number"]:
            yield "the log did not name the key before it signed"
        elif added["reviewer"] != line["reviewer"]:
            yield "the key is another reviewer's"
        if revoked is None:
            return
        is_stolen = revoked["why"] == ReviewerKey.Why.STOLEN and revoked["since"] <= signed_at
        if is_stolen and line.get("review", "") not in self.entries.suspended:
            yield "its key was stolen before, and it is not suspended"
        if revoked["number"] < line["number"]:
            yield "its key was revoked before it signed"

    def in_withdrawal(self, review: Review) -> Iterator[str]:
        line, row = self.entries.withdrawn.get(str(review.public_id)), review.withdrawn
        if line is None and row is not None:
            yield "the log has no entry of its withdrawal"
        elif line is not None and row is None and not self.is_restored(line):
            yield f"it was withdrawn in entry {line['number']}, and the withdrawal is gone"
        elif line is not None and row is not None:
            if hashlib.sha256(row.reason.encode()).hexdigest() != line["reason"]:
                yield "the reason of its withdrawal is not the one that was written"
            if not line.get("taken_over") and time_text(row.withdrawn_at) != line["at"]:
                yield "it was withdrawn at another time"

    # --- Changes of wording, confirmations ----------------------------------------------------

    def in_steps(self) -> Iterator[Mismatch]:
        paths = ["review", "approved_by", *summary_of("revision__"), *summary_of("base__")]
        steps = WordingStep.objects.select_related(*paths).prefetch_related(
            "revision__sources", "base__sources"
        )
        for step in steps.order_by("pk").iterator(chunk_size=CHUNK):
            self.counted["steps"] += 1
            for problem in self.in_step(step):
                yield Mismatch(f"wording of {named(step.revision)}", problem)

    def in_step(self, step: WordingStep) -> Iterator[str]:
        after = text_hash(step.revision, step.revision.sources.all())
        line = self.entries.wording.pop((str(step.review.public_id), after), None)
        if line is None:
            yield "the log has no entry of this text: the text or a source is another one"
            return
        if text_hash(step.base, step.base.sources.all()) != line["from"]:
            yield f"the text before it, number {step.base.number}, has changed"
        times = {time_text(step.approved_at), line["approved_at"]}
        if step.revision.approved_at is None or times != {time_text(step.revision.approved_at)}:
            yield "it became public at another time than it was approved"
        if not site_keys.is_mark_of(line["approver"], step.approved_by):
            yield "somebody else approved it"

    def in_confirmations(self) -> Iterator[Mismatch]:
        topics = Prefetch("topics", ConfirmedTopic.objects.select_related("review"))
        rows = Confirmation.objects.select_related("key").prefetch_related(topics).order_by("pk")
        for row in rows.iterator(chunk_size=CHUNK):
            self.counted["confirmations"] += 1
            for problem in self.in_confirmation(row):
                yield Mismatch(f"confirmation {row.public_id}", problem)

    def in_confirmation(self, row: Confirmation) -> Iterator[str]:
        line = self.entries.confirmed.pop(row.statement_hash, None)
        if line is None:
            yield "the signing log has no entry of it"
            return
        try:
            statement = parsed(row.statement)
            if statement.hash != row.statement_hash:
                yield "its statement is not the one in the log"
            said = statement.data
            if said["confirmation"] != str(row.public_id) or said["reviewer"]["id"] != (
                row.reviewer_id
            ):
                yield "its number or reviewer is not what was signed"
            reviews = {str(topic.review.public_id) for topic in row.topics.all()}
            named_there = [
                {each["review"] for each in said["topics"]},
                {r for r, _ in line["items"]},
            ]
            if any(reviews != each for each in named_there):
                yield "it is of other reviews than were signed"
            yield from self.in_signature(row.statement, row.assertion, row.key, line)
        except (KeyError, TypeError, ValueError) as error:
            yield f"its statement cannot be read ({error})"

    # --- Keys and profiles ----------------------------------------------------------------------

    def in_keys(self) -> Iterator[Mismatch]:
        for key in ReviewerKey.objects.order_by("pk").iterator(chunk_size=CHUNK):
            self.counted["keys"] += 1
            for problem in self.in_key(key):
                yield Mismatch(f"key {key.fingerprint} of reviewer {key.reviewer_id}", problem)

    def in_key(self, key: ReviewerKey) -> Iterator[str]:
        line, revoked = (
            self.entries.keys.get(key.fingerprint),
            self.entries.revoked.get(key.fingerprint),
        )
        if line is None:
            yield "the log has no entry of it"
            return
        try:
            fingerprint = sha256(from_base64url(key.public_key)).hex()
            credential = sha256(from_base64url(key.credential_id)).hex()
        except ValueError:
            fingerprint = credential = ""
        row = (fingerprint, credential, key.reviewer_id, key.algorithm, key.public_key, key.rp_id)
        names = ("key", "credential", "reviewer", "algorithm", "public_key", "rp_id")
        if row != tuple(line[name] for name in names):
            yield "it is not the one that was added"
        said = (revoked["why"], revoked["since"]) if revoked else ("", "")
        since = time_text(key.stolen_since) if key.stolen_since else ""
        if (key.revoked_why, since) != said and not (revoked and self.is_restored(revoked)):
            yield "the log says otherwise whether it is revoked"

    def in_profiles(self) -> Iterator[Mismatch]:
        profiles = ReviewerProfile.objects.select_related("user", "evidence").order_by("pk")
        signers = set(
            Review.objects.filter(verdict=Review.Verdict.APPROVED)
            .exclude(statement="")
            .values_list("reviewer", flat=True)
        )
        for profile in profiles.iterator(chunk_size=CHUNK):
            self.counted["profiles"] += 1
            has_to_be = profile.pk in signers or profile.state == profile.State.CONFIRMED
            for problem in self.in_profile(profile, has_to_be):
                yield Mismatch(f"reviewer {profile.pk}, {profile.name}", problem)

    def in_profile(self, profile: ReviewerProfile, has_to_be: bool) -> Iterator[str]:
        line = self.entries.profiles.get(profile.pk)
        if line is None:
            if has_to_be:
                yield "the log has no entry of the profile"
            return
        if not site_keys.is_profile_sealed(profile):
            yield "the account, or who stands behind the profile, is not what was sealed"
        account = bool(profile.user_id) == bool(line["account"]) and (
            profile.user is None or site_keys.is_mark_of(line["account"], profile.user)
        )
        if not account:
            yield "it belongs to another account than the log says"
        if (profile.name, profile.credentials) != (line["name"], line["credentials"]):
            yield "its name or credentials are not those in the log"
        is_disputed = profile.state == profile.State.DISPUTED
        if is_disputed != (profile.pk in self.entries.disputed):
            yield "the log says otherwise whether it is disputed"
        standing = INVENTED if profile.is_fictional else profile.state
        if not is_disputed and standing != line["standing"]:
            yield f"it is {standing}, and {line['standing']} in the log"
        evidence = getattr(profile, "evidence", None)
        if evidence is not None and line["evidence"] not in ("", evidence_hash(evidence)):
            yield "the evidence is not what was seen"

    # --- What is public -------------------------------------------------------------------------

    def in_summaries(self) -> Iterator[Mismatch]:
        summaries = Summary.objects.with_topic().select_related(
            "live_revision__wording_step", "live_review"
        )
        rows = summaries.prefetch_related("live_revision__sources").order_by("pk")
        chunk: list[Summary] = []
        for summary in rows.iterator(chunk_size=CHUNK):
            chunk.append(summary)
            if len(chunk) == CHUNK:
                yield from self.in_some_summaries(chunk)
                chunk = []
        yield from self.in_some_summaries(chunk)

    def in_some_summaries(self, summaries: list[Summary]) -> Iterator[Mismatch]:
        shown = shown_of((summary.topic, summary.language) for summary in summaries)
        for summary in summaries:
            place = (summary.topic.condition_id, summary.topic.question.key, summary.language)
            lines = self.entries.places.get(place, [])
            names = names_hash(shown[summary.topic_id, summary.language])
            for problem in self.in_summary(summary, lines, names):
                yield Mismatch(named_summary(summary), problem)

    def in_summary(self, summary: Summary, lines: list[str], names: str) -> Iterator[str]:
        live, review = summary.live_revision, summary.live_review
        if lines and not log.verify_seal(summary, lines):
            yield "its seal is not that of its entries in the log (or the site's key has changed)"
        try:
            state = fold(lines)
        except (KeyError, TypeError, ValueError):
            yield "its entries in the log cannot be read"
            return
        if (str(review.public_id) if review else "") != state.public:
            yield "its public text rests on another signature than the log says"
        if live is None:
            return
        if not state.reviews:
            yield "its public text was never signed"
            return
        yield from self.in_live_text(summary, live, state, names)

    def in_live_text(
        self, summary: Summary, live: Revision, state: State, names: str
    ) -> Iterator[str]:
        signed = state.signed
        if signed is None:
            self.counted["restored"] += 1
            return
        review, step = summary.live_review, live.last_step
        base = step.review_id if step else review.pk if review else None
        is_signed_one = bool(step) or (review is not None and review.revision_id == live.pk)
        if not is_signed_one or base != summary.live_review_id:
            yield "its public text is another row than the one signed"
        if text_hash(live, live.sources.all()) != signed.text:
            yield "its public text is not the one signed"
        elif live.approved_at is None or time_text(live.approved_at) != signed.approved_at:
            yield "its public text became public at another time than the log says"
        self.counted["renamed"] += signed.names != names and signed.holds

    # --- Entries without a row --------------------------------------------------------------------

    def without_rows(self) -> Iterator[Mismatch]:
        rows = Review.objects.filter(public_id__in=list(self.entries.signed))
        kept = {str(public_id) for public_id in rows.values_list("public_id", flat=True)}
        signed = [line for review, line in self.entries.signed.items() if review not in kept]
        keys = set(ReviewerKey.objects.values_list("fingerprint", flat=True))
        profiles = set(ReviewerProfile.objects.values_list("pk", flat=True))
        gone = [
            *((line, "the review") for line in signed),
            *((line, "the change of wording") for line in self.entries.wording.values()),
            *((line, "the confirmation") for line in self.entries.confirmed.values()),
            *((line, "the key") for key, line in self.entries.keys.items() if key not in keys),
            *(
                (line, "the profile")
                for pk, line in self.entries.profiles.items()
                if pk not in profiles
            ),
        ]
        for line, what in gone:
            if not self.is_restored(line):
                yield Mismatch(f"entry {line['number']}", f"{what} that it is of is gone")

    def remarks(self) -> Iterator[str]:
        """What is no mistake, and to be known."""
        counted = self.counted
        yield (
            f"{counted['reviews']:,} reviews, {counted['steps']:,} changes of wording, "
            f"{counted['confirmations']:,} confirmations, {counted['keys']:,} keys, "
            f"{len(self.chain.leaves):,} entries of the log"
        )
        if counted["site"]:
            yield f"{counted['site']:,} reviews are signed with the site's key, not a reviewer's"
        if counted["renamed"]:
            yield f"{counted['renamed']:,} texts were reviewed under another name"
        if counted["suspended"]:
            yield f"{counted['suspended']:,} reviews are suspended"
        if counted["restored"]:
            yield f"{counted['restored']:,} public texts are older than the one published last"
        for statement in self.entries.lost:
            yield f"lost in a restore: the statement {statement}"
        if self.file is None:
            yield "the file of the log was not read"
            return
        for rebuilt in self.file.rebuilt:
            yield f"the file of the log was written anew from the database, {rebuilt}"
        if self.file.interrupted:
            yield f"{self.file.interrupted:,} entries in the file were interrupted"


def in_text(review: Review, line: Line) -> Iterator[str]:
    """The text that was signed is still there, as it was, though another may be public now."""
    revision = review.revision
    if text_hash(revision, revision.sources.all()) != line["text"]:
        yield "the text or a source is not what was signed"
    if revision.state != Revision.State.APPROVED or revision.approved_at is None:
        yield "its text is not marked as approved"
    elif time_text(revision.approved_at) != line["approved_at"]:
        yield "its text became public at another time than it was signed"


def evidence_hash(evidence: ProfileEvidence) -> str:
    said = {
        "kind": evidence.kind,
        "register": evidence.register,
        "number": evidence.number,
        "seen_on": evidence.seen_on.isoformat(),
    }
    return sha256(bytes.fromhex(evidence.salt) + canonical(said)).hex()


def summary_of(revision: str) -> list[str]:
    return [f"{revision}summary__topic__condition", f"{revision}summary__topic__question"]


def named(revision: Revision) -> str:
    return f"{named_summary(revision.summary)}, text {revision.number}"


def named_summary(summary: Summary) -> str:
    topic = summary.topic
    return f"{topic.condition.slug}/{topic.question.key} ({summary.language})"
