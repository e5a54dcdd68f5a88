"""Forms of accounts: signing up, pen name, mails, privacy switches and erasure."""

from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from conditions.freshness import touch_all
from diseasemaps.accounts import pen_names
from diseasemaps.accounts.demo_accounts import REFUSAL, is_shared
from diseasemaps.accounts.models import (
    PEN_NAME_MAX,
    User,
    normalise_pen_name,
    reveals_email,
    validate_pen_name,
)
from experiences.models import Experience

TAKEN = _("This pen name is taken. Please choose another.")
LIKE_EMAIL = _("Your pen name is like your e-mail address, which should stay private.")
NEW_EMAIL_LIKE = _(
    "This address is like your public pen name and would stop being private. "
    "Change the pen name first."
)


def mail_languages() -> list[tuple[str, Any]]:
    names = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    return [("", _("That of the pages on which I last signed in")), *names]


class PenNameTaken(Exception):
    """Somebody took the name between the check and the insert."""


class PenNameField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Pen name"))
        kwargs.setdefault(
            "help_text",
            _(
                "Everyone can see it, and it is the only name others see. "
                "Do not use your real name, or one that you use elsewhere."
            ),
        )
        super().__init__(max_length=PEN_NAME_MAX, validators=[validate_pen_name], **kwargs)
        self.widget.attrs.update(autocomplete="off", spellcheck="false")

    def to_python(self, value: Any) -> str:
        return normalise_pen_name(super().to_python(value) or "")


class SignupForm(AllauthSignupForm):
    pen_name = PenNameField(initial=pen_names.suggest)
    is_16_or_older = forms.BooleanField(label=_("I am 16 or older"))

    field_order = ["email", "pen_name", "password1", "is_16_or_older"]

    def clean_pen_name(self) -> str:
        name: str = self.cleaned_data["pen_name"]
        if pen_names.is_taken(name):
            raise forms.ValidationError(TAKEN, code="taken")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if reveals_email(cleaned.get("pen_name", ""), cleaned.get("email", "")):
            self.add_error("pen_name", forms.ValidationError(LIKE_EMAIL, code="like_email"))
        if not self.errors:
            # allauth compared the password with the address only.
            try:
                user = User(email=cleaned["email"], pen_name=cleaned["pen_name"])
                get_adapter().clean_password(cleaned["password1"], user)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Handles two people at once: for one pen name the second gets an error, and for one
        address the second gets the answer of an address that exists."""
        saved: tuple[User | None, HttpResponse | None]
        try:
            saved = super().try_save(request)
        except IntegrityError:
            email = self.cleaned_data["email"]
            self.account_already_exists = User.objects.filter(email=email).exists()
            if not self.account_already_exists:
                raise PenNameTaken from None
            saved = super().try_save(request)
        return saved


class PenNameForm(forms.ModelForm[User]):
    pen_name = PenNameField()

    class Meta:
        model = User
        fields = ["pen_name"]

    def clean_pen_name(self) -> str:
        name: str = self.cleaned_data["pen_name"]
        if pen_names.is_taken(name, but_by=self.instance):
            raise forms.ValidationError(TAKEN, code="taken")
        if is_shared(self.instance):
            raise forms.ValidationError(REFUSAL, code="shared")
        if reveals_email(name, self.instance.email):
            raise forms.ValidationError(LIKE_EMAIL, code="like_email")
        return name

    def try_save(self) -> bool:
        """Saves the name. False, with an error on the form, when somebody took it meanwhile."""
        try:
            with transaction.atomic():
                self.save()
                # The pages of their public texts show the name.
                public = Experience.objects.public().filter(author=self.instance)
                touch_all(public.values_list("topic__condition", flat=True))
        except IntegrityError:
            self.add_error("pen_name", TAKEN)
            return False
        return True


class MailLanguageForm(forms.ModelForm[User]):
    mail_language = forms.ChoiceField(
        label=_("Language of the mails to you"), choices=mail_languages, required=False
    )

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["mail_language"]


class ChangeEmailForm(AddEmailForm):
    def clean_email(self) -> str:
        email: str = super().clean_email()
        assert isinstance(self.user, User)
        if is_shared(self.user):
            raise forms.ValidationError(REFUSAL, code="shared")
        if reveals_email(self.user.pen_name, email):
            raise forms.ValidationError(NEW_EMAIL_LIKE, code="like_pen_name")
        return email


class SwitchForm(forms.Form):
    """One switch of the privacy page: its new value, and the version of the text that it showed."""

    yes = forms.BooleanField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class EraseForm(forms.Form):
    texts = forms.ChoiceField(
        label=_("What happens to the texts that you shared"),
        choices=[
            ("erase", _("Erase them all.")),
            ("keep", _("Leave what is public, without my name. I cannot take it down later.")),
        ],
        widget=forms.RadioSelect,
    )
    pen_name = forms.CharField(
        label=_("Type your pen name to confirm"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, person: User, has_public: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if not has_public:
            del self.fields["texts"]

    def clean_pen_name(self) -> str:
        name = normalise_pen_name(self.cleaned_data["pen_name"])
        if name.casefold() != self.person.pen_name.casefold():
            raise forms.ValidationError(_("This is not your pen name."), code="other")
        return name

    @property
    def keeps_texts(self) -> bool:
        return self.cleaned_data.get("texts") == "keep"
