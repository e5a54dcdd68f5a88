"""Who signs: the profile, the evidence seen for it, and the keys that a reviewer holds."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NAME_MAX = 120  # characters
CREDENTIALS_MAX = 200  # characters
KEY_NAME_MAX = 60  # characters
CREDENTIAL_MAX = 1_400  # characters of base64url: WebAuthn allows 1,023 bytes
DOMAIN_MAX = 253  # characters, as in DNS
# COSE numbers of the signature algorithms that a reviewer's key may have.
ES256, EDDSA, RS256 = -7, -8, -257
ALGORITHMS = (ES256, EDDSA, RS256)


class ReviewerQuerySet(models.QuerySet["ReviewerProfile"]):
    def may_sign(self, on: date) -> "ReviewerQuerySet":
        """Whose credentials were verified and still hold on a day."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on), verified_on__isnull=False
        )


class ReviewerProfile(models.Model):
    """A professional who signs summaries. Public, under their own name.

    ``state`` says who stands behind the profile; the database wants two different people behind
    "confirmed". Once the profile has signed, the database refuses another account for it (trigger
    ``profile_account_fixed``).
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("entered by one person, confirmed by nobody")
        CONFIRMED = "confirmed", _("confirmed by a second administrator")
        DISPUTED = "disputed", _("disputed by the person named")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewer_profile",
    )
    name = models.CharField(_("name"), max_length=NAME_MAX)
    credentials = models.CharField(
        _("credentials"), max_length=CREDENTIALS_MAX, help_text=_("As they stand under a review.")
    )
    about = models.TextField(_("about"), blank=True)
    interests = models.TextField(
        _("interests"),
        blank=True,
        help_text=_("Payments, shares, posts: what a reader should know. Public."),
    )
    verified_how = models.CharField(
        _("how the credentials were verified"), max_length=200, blank=True
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("After it, no more signing.")
    )
    is_fictional = models.BooleanField(
        _("invented for the demo"), default=False, help_text=_("Said wherever the name stands.")
    )
    state = models.CharField(
        _("standing"), max_length=12, choices=State, default=State.UNCONFIRMED, editable=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True, editable=False)
    # HMAC over the account, the standing and whether it is invented: see ``signing.site_keys``.
    seal = models.CharField(max_length=64, blank=True, editable=False)

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="reviewer_verification_has_date",
                condition=Q(verified_how="", verified_on__isnull=True)
                | (~Q(verified_how="") & Q(verified_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="reviewer_state_known",
                condition=Q(state__in=["unconfirmed", "confirmed", "disputed"]),
            ),
            models.CheckConstraint(
                name="reviewer_confirmed_by_two",
                condition=~Q(state="confirmed")
                | (
                    Q(
                        asked_by__isnull=False,
                        confirmed_by__isnull=False,
                        confirmed_at__isnull=False,
                    )
                    & ~Q(asked_by=F("confirmed_by"))
                ),
            ),
            models.CheckConstraint(
                name="reviewer_invented_is_not_confirmed",
                condition=~Q(is_fictional=True, state="confirmed"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("conditions:reviewer-detail", args=[self.slug])


class ProfileEvidence(models.Model):
    """What an administrator saw before confirming a profile. Private and erasable: the signing log
    has only its salted hash."""

    class Kind(models.TextChoices):
        REGISTER = "register", _("an entry in a public register")
        LETTER = "letter", _("a letter")

    profile = models.OneToOneField(
        ReviewerProfile, on_delete=models.CASCADE, related_name="evidence"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    register = models.CharField(_("register, or who wrote the letter"), max_length=200)
    number = models.CharField(_("number in the register"), max_length=100, blank=True)
    seen_on = models.DateField(_("seen on"))
    salt = models.CharField(max_length=32, editable=False)

    class Meta:
        verbose_name = _("evidence for a profile")
        verbose_name_plural = _("evidence for profiles")
        constraints = [
            models.CheckConstraint(
                name="profile_evidence_kind_known", condition=Q(kind__in=["register", "letter"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.kind}"


class ReviewerKey(models.Model):
    """A passkey with which a reviewer signs. Public, and never deleted: what it signed stays
    checkable after it was revoked."""

    class Why(models.TextChoices):
        LOST = "lost", _("lost: what was signed before stands")
        STOLEN = "stolen", _("stolen: what was signed since is suspended")

    reviewer = models.ForeignKey(ReviewerProfile, on_delete=models.PROTECT, related_name="keys")
    name = models.CharField(_("name"), max_length=KEY_NAME_MAX)
    credential_id = models.CharField(max_length=CREDENTIAL_MAX, unique=True, editable=False)
    algorithm = models.SmallIntegerField(_("algorithm"), editable=False)
    # base64url without padding, of the DER form of SubjectPublicKeyInfo.
    public_key = models.TextField(_("public key"), editable=False)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True, editable=False)
    rp_id = models.CharField(_("made for the site"), max_length=DOMAIN_MAX, editable=False)
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    revoked_why = models.CharField(_("why"), max_length=6, choices=Why, blank=True, editable=False)
    stolen_since = models.DateTimeField(_("stolen since"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("reviewer’s key")
        verbose_name_plural = _("reviewers’ keys")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="reviewer_key_algorithm_known", condition=Q(algorithm__in=ALGORITHMS)
            ),
            models.CheckConstraint(
                name="reviewer_key_revoked_whole",
                condition=Q(revoked_at__isnull=True, revoked_why="", stolen_since__isnull=True)
                | Q(revoked_at__isnull=False, revoked_why="lost", stolen_since__isnull=True)
                | Q(revoked_at__isnull=False, revoked_why="stolen", stolen_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id}: {self.fingerprint[:16]}"

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None


class ReviewerFormerAddress(models.Model):
    """An address that a reviewer had until lately: mails about their signatures go there, too."""

    reviewer = models.ForeignKey(
        ReviewerProfile, on_delete=models.CASCADE, related_name="former_addresses"
    )
    address = models.EmailField(_("address"))
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("former address of a reviewer")
        verbose_name_plural = _("former addresses of reviewers")
        constraints = [
            models.UniqueConstraint(
                fields=["reviewer", "address"], name="reviewer_former_address_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} until {self.until:%Y-%m-%d}"
