"""The custom user: a private e-mail address to sign in, and a public pen name."""

import re
import unicodedata
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.requests import AuthenticatedHttpRequest

PEN_NAME_MIN = 3  # characters
PEN_NAME_MAX = 40  # characters
LANGUAGE_MAX = 12  # characters of a language's code
# Folded words that a pen name may not hold, since others could take its owner for the site.
RESERVED = ("amember", "moderator", "administrator", "diseasemaps", "formermember", "reviewer")
# Shortest piece of an e-mail's local part that counts as "the same name" inside a pen name.
EMAIL_PIECE_MIN = 4  # characters


def normalise_pen_name(name: str) -> str:
    """Folds look-alike forms and white space, so that names which look the same are equal.

    NFKC takes quadratic time on a run of combining marks, so longer input is only cut.
    """
    if len(name) > PEN_NAME_MAX * 4:
        return name[: PEN_NAME_MAX * 4]
    return " ".join(unicodedata.normalize("NFKC", name).split())


def fold_pen_name(name: str) -> str:
    """The form that must be unique: without case, accents, spaces and punctuation."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in decomposed if char.isalnum())


def scripts(name: str) -> set[str]:
    """The writing systems of a name's letters; Japanese counts as one."""
    found = {unicodedata.name(char, "?").split()[0] for char in name if char.isalpha()}
    return {"CJK" if script in ("HIRAGANA", "KATAKANA") else script for script in found}


class FoldedPenNameField(models.CharField[str, str]):
    """Derived from ``pen_name``, so that the database refuses a look-alike under any collation."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folded = fold_pen_name(model_instance.serializable_value("pen_name"))
        setattr(model_instance, self.attname, folded)
        return folded


def validate_pen_name(name: str) -> None:
    if not all(char.isalnum() or char in " -'’." for char in name):
        raise ValidationError(
            _("A pen name holds letters, numbers, spaces, hyphens, apostrophes and full stops."),
            code="characters",
        )
    if any(word in fold_pen_name(name) for word in RESERVED):
        raise ValidationError(
            _("This name could be taken for somebody who runs the site."), code="reserved"
        )
    if len(scripts(name)) > 1:
        raise ValidationError(
            _("A pen name keeps to one alphabet, so that no two look the same."), code="scripts"
        )
    if not any(char.isalpha() for char in name):
        raise ValidationError(_("A pen name needs at least one letter."), code="letters")
    if len(name) < PEN_NAME_MIN:
        raise ValidationError(
            _("A pen name has at least %(least)d characters."),
            params={"least": PEN_NAME_MIN},
            code="short",
        )


def reveals_email(pen_name: str, email: str) -> bool:
    """Whether the public name gives away the private address."""
    plain = re.sub(r"[\W_]", "", pen_name).casefold()
    local = email.partition("@")[0].casefold()
    pieces = [re.sub(r"[\W_]", "", local), *re.split(r"[\W_\d]+", local)]
    return any(len(piece) >= EMAIL_PIECE_MIN and piece in plain for piece in pieces)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)

    def create_user(
        self, email: str, pen_name: str, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(
            email=email.strip().lower(), pen_name=normalise_pen_name(pen_name), **fields
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, pen_name: str, password: str | None = None, **fields: Any
    ) -> "User":
        return self.create_user(
            email, pen_name, password, is_staff=True, is_superuser=True, **fields
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. The e-mail is private; others see only the pen name."""

    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("An account with this e-mail address exists.")},
    )
    pen_name = models.CharField(
        _("pen name"),
        max_length=PEN_NAME_MAX,
        validators=[validate_pen_name],
        help_text=_("Public, and the only name others see. Do not use your real name."),
    )
    pen_name_folded = FoldedPenNameField(max_length=PEN_NAME_MAX * 4, unique=True, editable=False)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    # That of the pages on which they last signed in, and their own choice for mails, if any.
    language_used = models.CharField(
        _("language of the pages"), max_length=LANGUAGE_MAX, blank=True, editable=False
    )
    mail_language = models.CharField(_("language of mails"), max_length=LANGUAGE_MAX, blank=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["pen_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="accounts_email_in_lower_case", condition=Q(email=Lower("email"))
            ),
        ]

    def __str__(self) -> str:
        return self.pen_name

    @property
    def language_of_mails(self) -> str:
        """Empty where unknown. The site may no longer have the language."""
        return self.mail_language or self.language_used

    def get_short_name(self) -> str:
        """The name by which the administration greets a person."""
        return self.pen_name


class UserRequest(AuthenticatedHttpRequest):
    """A request of a signed-in person, typed as this site's own user."""

    user: User


class PeopleRequestQuerySet(models.QuerySet["PeopleRequest"]):
    def open(self) -> "PeopleRequestQuerySet":
        return self.filter(outcome=PeopleRequest.Outcome.OPEN)

    def decided(self) -> "PeopleRequestQuerySet":
        return self.exclude(outcome=PeopleRequest.Outcome.OPEN).order_by("-decided_at", "-pk")


class PeopleRequest(models.Model):
    """What one administrator asks for and only a second one can bring about. Rows stay: they say
    who stood behind it."""

    class Kind(models.TextChoices):
        REVIEWER = "reviewer", _("confirm a reviewer’s profile")
        CHANGE_REVIEWER = "change_reviewer", _("change a reviewer’s profile")
        REVIEWER_ROLE = "reviewer_role", _("give the role of medical reviewer")
        ADMINISTRATOR_ROLE = "administrator_role", _("give the role of administrator")
        ADDRESS = "address", _("change somebody’s e-mail address")
        SECOND_FACTOR = "second_factor", _("take away somebody’s second factor")

    class Outcome(models.TextChoices):
        OPEN = "open", _("waiting for a second administrator")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        TAKEN_BACK = "taken_back", _("taken back")

    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="requests_about",
    )
    profile = models.ForeignKey(
        "conditions.ReviewerProfile",
        verbose_name=_("reviewer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
    )
    # {"new": what it is to be, "seen": what it was when it was asked for}
    proposed = models.JSONField(default=dict, blank=True)
    # What was seen for a profile; emptied when it is decided, since it is of nobody's use then.
    evidence = models.JSONField(default=dict, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)

    objects = PeopleRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a second administrator")
        verbose_name_plural = _("requests for a second administrator")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="people_request_kind_known",
                condition=Q(
                    kind__in=[
                        "reviewer",
                        "change_reviewer",
                        "reviewer_role",
                        "administrator_role",
                        "address",
                        "second_factor",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="people_request_decided_whole",
                condition=Q(outcome="open", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    outcome__in=["approved", "refused", "taken_back"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="people_request_four_eyes",
                condition=~Q(outcome="approved")
                | (
                    ~Q(decided_by=F("asked_by"))
                    & (Q(person__isnull=True) | ~Q(decided_by=F("person")))
                ),
            ),
            models.UniqueConstraint(
                fields=["kind", "person"],
                condition=Q(outcome="open", profile__isnull=True),
                name="people_request_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["kind", "profile"],
                condition=Q(outcome="open"),
                name="people_request_once_a_profile",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("people-request", args=[self.pk])

    @property
    def subject(self) -> str:
        """Who it is about."""
        if self.profile is not None:
            return self.profile.name
        name: str = self.proposed.get("new", {}).get("name", "")
        return name or str(self.person or "")

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN
