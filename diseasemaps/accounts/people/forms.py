"""Forms about reviewers' profiles, and about other people's addresses."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions import sort_keys
from conditions.models import ProfileEvidence, ReviewerProfile
from conditions.models.reviewers import CREDENTIALS_MAX, NAME_MAX
from conditions.summaries.reviewers import has_signed
from diseasemaps.accounts.models import User
from diseasemaps.accounts.requests import plain

SLUG_MAX = 70  # characters, so that a number fits behind it
WORDS_MAX = 4_000  # characters
NEW = "new"  # names a page, so no profile has that address
DAY = forms.DateInput(attrs={"type": "date"})


class ProfileForm(forms.Form):
    """What two administrators answer for."""

    name = forms.CharField(label=_("Name, with title"), max_length=NAME_MAX)
    credentials = forms.CharField(
        label=_("Credentials"),
        max_length=CREDENTIALS_MAX,
        help_text=_("As they stand under a review, such as “consultant endocrinologist, MD”."),
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=DAY,
        help_text=_("After this day they sign no more. Empty where it has no end."),
    )

    @property
    def proposed(self) -> dict[str, Any]:
        """As a request keeps it."""
        names = ("name", "credentials", "valid_until")
        return {name: plain(self.cleaned_data[name]) for name in names}


class EvidenceForm(ProfileForm):
    """A profile that is to be confirmed: whose account, and what was seen."""

    account = forms.EmailField(
        label=_("E-mail address of their account"),
        required=False,
        help_text=_("They join first, like everybody. Empty where they do not sign here."),
    )
    kind = forms.ChoiceField(
        label=_("What you have seen"),
        choices=ProfileEvidence.Kind.choices,
        widget=forms.RadioSelect,
    )
    register = forms.CharField(
        label=_("Register, or who wrote the letter"), max_length=200, help_text=_("Public.")
    )
    number = forms.CharField(
        label=_("Number in the register"),
        max_length=100,
        required=False,
        help_text=_("For administrators only. The signing log has no more than a hash of it."),
    )
    seen_on = forms.DateField(label=_("Seen on"), widget=DAY)

    def __init__(self, *args: Any, profile: ReviewerProfile | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile = profile
        self.person: User | None = None
        if profile is not None and has_signed(profile):
            # The account never changes once the profile has signed.
            del self.fields["account"]
            self.person = User.objects.filter(pk=profile.user_id or 0).first()

    def clean_seen_on(self) -> Any:
        day = self.cleaned_data["seen_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_account(self) -> str:
        address: str = self.cleaned_data["account"].lower()
        if not address:
            return address
        self.person = User.objects.filter(email=address, is_active=True).first()
        if self.person is None:
            raise forms.ValidationError(_("Nobody here has this address."))
        own = ReviewerProfile.objects.filter(user=self.person)
        if own.exclude(pk=self.profile.pk if self.profile else 0).exists():
            raise forms.ValidationError(_("This account has a profile already."))
        return address

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_register = cleaned.get("kind") == ProfileEvidence.Kind.REGISTER
        if is_register and not cleaned.get("number"):
            self.add_error("number", _("An entry in a register has a number."))
        return cleaned

    @property
    def proposed(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            **super().proposed,
            "slug": self.profile.slug if self.profile else free_slug(said["name"]),
            "verified_how": said["register"],
            "verified_on": plain(said["seen_on"]),
        }

    @property
    def evidence(self) -> dict[str, str]:
        said = self.cleaned_data
        return {
            "kind": said["kind"],
            "register": said["register"],
            "number": said["number"],
            "seen_on": said["seen_on"].isoformat(),
        }


class WordsForm(forms.Form):
    """What reviewers say of themselves."""

    about = forms.CharField(
        label=_("About"),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    interests = forms.CharField(
        label=_("Interests"),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Payments, shares, posts: what a reader should know. Public. Each review keeps what "
            "was said when it was signed."
        ),
    )


class AddressForm(forms.Form):
    address = forms.EmailField(label=_("New e-mail address"))

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].lower()
        is_taken = (
            User.objects.filter(email=address).exists()
            or EmailAddress.objects.filter(email=address, verified=True).exists()
        )
        if is_taken:
            raise forms.ValidationError(_("Another account has this address."))
        return address


def free_slug(name: str) -> str:
    """An address for a new profile."""
    base = sort_keys.slug_base(name)[:SLUG_MAX] or "reviewer"
    slug, number = base, 1
    while slug == NEW or ReviewerProfile.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug
