"""The append-only log of what was signed: one row an entry, and the Merkle tree over them.

The database refuses to change or delete a row of the log (migration ``signing_log_stays``).
``summaries.signing.log`` is the only code that writes here.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conditions.models.reviewers import ReviewerProfile
from conditions.models.reviews import Review
from conditions.models.summaries import Summary

HASH_LENGTH = 64  # hexadecimal digits of SHA-256


class SigningEntry(models.Model):
    """One entry. ``line`` is what is hashed; the other columns repeat parts of it for queries."""

    class Kind(models.TextChoices):
        LOG_OPENED = "log_opened", _("log opened")
        LOG_KEY_CHANGED = "log_key_changed", _("the site’s key changed")
        LOG_RESTORED = "log_restored", _("database restored")
        TEXT_RESTORED = "text_restored", _("older text restored")
        PROFILE_VERIFIED = "profile_verified", _("reviewer’s profile verified")
        PROFILE_CHANGED = "profile_changed", _("reviewer’s profile changed")
        PROFILE_DISPUTED = "profile_disputed", _("reviewer’s profile disputed")
        KEY_ADDED = "key_added", _("key added")
        KEY_REVOKED = "key_revoked", _("key revoked")
        SIGNED = "signed", _("review signed")
        PUBLISHED = "published", _("text published")
        CONFIRMED = "confirmed", _("new names confirmed")
        WORDING_CHANGED = "wording_changed", _("wording changed")
        WITHDRAWN = "withdrawn", _("signature withdrawn")
        SUSPENDED = "suspended", _("review suspended")

    # From 0, without a gap.
    number = models.BigIntegerField(_("number"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("time"))
    line = models.TextField(_("canonical JSON"))
    hash = models.CharField(_("leaf hash"), max_length=HASH_LENGTH)
    reviewer = models.ForeignKey(
        ReviewerProfile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="log_entries",
    )
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="log_entries"
    )

    class Meta:
        verbose_name = _("entry of the signing log")
        verbose_name_plural = _("entries of the signing log")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="signing_entry_kind_known",
                condition=Q(
                    kind__in=[
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
                    ]
                ),
            ),
            models.CheckConstraint(name="signing_entry_from_nought", condition=Q(number__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.kind}"


class SigningSubject(models.Model):
    """That an entry is about a summary: an index of the line's ``about``."""

    entry = models.ForeignKey(SigningEntry, on_delete=models.PROTECT, related_name="subjects")
    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="log_subjects")

    class Meta:
        verbose_name = _("subject of an entry")
        verbose_name_plural = _("subjects of entries")
        constraints = [
            models.UniqueConstraint(fields=["summary", "entry"], name="signing_subject_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.summary_id}"


class SigningNode(models.Model):
    """The hash of a complete subtree of 2**level entries. Level 0 is the entries' own hashes."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.CharField(max_length=HASH_LENGTH)

    class Meta:
        verbose_name = _("node of the signing log")
        verbose_name_plural = _("nodes of the signing log")
        constraints = [
            models.UniqueConstraint(fields=["level", "index"], name="signing_node_once"),
            models.CheckConstraint(name="signing_node_above_entries", condition=Q(level__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class SigningHead(models.Model):
    """The one row that says how long the log is. Whoever appends locks it first."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    root = models.CharField(max_length=HASH_LENGTH)
    # Hashes of the complete subtrees, the largest first.
    frontier = models.JSONField(default=list)
    # The name of the log, for ever: that of the site at its first entry.
    origin = models.CharField(max_length=200)
    # The signed checkpoint of this size.
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("head of the signing log")
        verbose_name_plural = _("heads of the signing log")
        constraints = [
            models.CheckConstraint(name="signing_head_only_one", condition=Q(id=1)),
            models.CheckConstraint(name="signing_head_from_nought", condition=Q(size__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.origin}, {self.size} entries"
