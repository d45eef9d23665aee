"""One form for each page of an application, with words for what will not do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from backend.charter import accepting
from backend.charter.choices import Met, Sector
from backend.charter.models import Commitment
from backend.plain import plain_text

YES_NO = (("yes", "Yes"), ("no", "No"))


def text(label: str, most: int, *, ask: str = "", hint: str = "", fill: str = "") -> forms.CharField:
    """One line. `ask` says what to type where nothing was; without it the line may stay empty.

    Never `autocomplete=off`: Back would find the line empty (measured in Chromium).
    """
    says = {"required": ask, "max_length": f"Use at most {most} characters."}
    widget = forms.TextInput(attrs={"autocomplete": fill, "maxlength": most})
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=bool(ask),
        validators=[plain_text],
        error_messages=says,
        widget=widget,
    )


def email(label: str, *, ask: str = "", hint: str = "", fill: str = "") -> forms.EmailField:
    wrong = "That is not an e-mail address. Type it like name@example.org."
    says = {"required": ask, "invalid": wrong, "max_length": wrong}
    widget = forms.EmailInput(attrs={"autocomplete": fill, "maxlength": 254})
    return forms.EmailField(
        label=label,
        help_text=hint,
        max_length=254,
        required=bool(ask),
        error_messages=says,
        widget=widget,
    )


def choice(label: str, choices: Any, *, ask: str, hint: str = "") -> forms.ChoiceField:
    says = {"required": ask, "invalid_choice": ask}
    return forms.ChoiceField(
        label=label, help_text=hint, choices=choices, error_messages=says, widget=forms.RadioSelect
    )


class PageForm(forms.Form):
    """What a page asks. Its names are those of the hidden fields on every other page."""

    heading = ""
    before: tuple[str, ...] = ()

    def _clean_by(self, read: Callable[[str], str], name: str) -> str:
        return read(self.cleaned_data[name])


class OrganisationForm(PageForm):
    heading = "Your organisation"

    organisation_name = text(
        "Name of the organisation",
        120,
        ask="Type the name of your organisation.",
        hint="As the public knows it.",
        fill="organization",
    )
    sector = forms.ChoiceField(
        label="What it is",
        choices=[("", "Choose one"), *Sector.choices],
        error_messages={
            "required": "Choose what your organisation is.",
            "invalid_choice": "Choose one of the list.",
        },
    )
    address = text(
        "Street address",
        200,
        ask="Type the street address of your organisation.",
        hint="On one line, like 1 High Street.",
        fill="street-address",
    )
    town = text("Town", 60, ask="Type the town.", fill="address-level2")
    postcode = text("Postcode (optional)", 12, fill="postal-code")
    website = text("Website (optional)", 200, hint="Like www.example.org.", fill="url")

    def clean_postcode(self) -> str:
        return self._clean_by(accepting.postcode, "postcode")

    def clean_website(self) -> str:
        return self._clean_by(accepting.website, "website")


class PlaceForm(PageForm):
    heading = "A place you run"
    before = ("Somewhere that people walk into: a bar, a shop, a library, a station.",)

    name = text("Name of the place", 80, ask="Type the name of the place, as it stands over the door.")
    address = text("Street address", 200, ask="Type the street address of the place.")
    town = text("Town", 60, ask="Type the town.")
    postcode = text("Postcode (optional)", 12)
    night = choice(
        "Is it open to the public at night?",
        YES_NO,
        ask="Choose yes if people can walk in at night, otherwise no.",
        hint="At night is after 6pm. Choose yes if it is on some nights only.",
    )

    def clean_postcode(self) -> str:
        return self._clean_by(accepting.postcode, "postcode")


class SignatoryForm(PageForm):
    heading = "Who signs"
    before = (
        "Somebody who may sign for the organisation. We send a code to their e-mail address.",
        "Only the Violence Reduction Alliance (VRA) sees these. They are never shown to the public.",
    )

    signatory_name = text("Name", 80, ask="Type the name of the person who signs.", fill="name")
    signatory_role = text("Their job (optional)", 80, fill="organization-title")
    signatory_email = email(
        "E-mail address",
        ask="Type the e-mail address of the person who signs, like name@example.org.",
        fill="email",
    )
    signatory_phone = text("Telephone number (optional)", 30, fill="tel")

    def clean_signatory_phone(self) -> str:
        return self._clean_by(accepting.telephone, "signatory_phone")


class ChampionForm(PageForm):
    heading = "Your champion"
    before = (
        "One person who makes sure that the promises are kept. It may be the person who signs.",
        "Nobody chosen yet? Leave all of it empty and go on.",
        "Only the VRA sees these. They are never shown to the public.",
    )

    champion_name = text("Name (optional)", 80)
    champion_role = text("Their job (optional)", 80)
    champion_email = email("E-mail address (optional)")

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        others = told.get("champion_role") or told.get("champion_email")
        if others and not told.get("champion_name") and "champion_name" not in self.errors:
            self.add_error("champion_name", "Type the champion’s name, or leave all three empty.")
        return told


class CommitmentForm(PageForm):
    """How one promise is kept. What is typed in several lines is kept as one."""

    met = choice("Do you do this?", Met.choices, ask="Choose whether you do this already, or will.")
    how = forms.CharField(
        label="How?",
        help_text="A sentence or two, at most 500 characters. The public reads it if you agree to be listed: "
        "name no person.",
        max_length=500,
        required=False,
        error_messages={"max_length": "Use at most 500 characters."},
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 500}),
    )

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heading = commitment.title
        self.before = (commitment.text,) if commitment.text else ()

    def clean_how(self) -> str:
        how = str(self.cleaned_data["how"]).replace("\n", " ")
        plain_text(how)
        return how

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("met") == Met.WILL_BE_MET and not told.get("how") and "how" not in self.errors:
            self.add_error("how", "Say in a sentence what you will do, and by when.")
        return told


class ListingForm(PageForm):
    heading = "May we name you?"
    before = (
        "We publish a list of who has signed: the name of the organisation, its town, what it is, when it "
        "signed and what it promised, in your words. We name no person.",
    )

    may_be_listed = choice(
        "May we put your organisation on the public list?", YES_NO, ask="Choose yes or no."
    )


Forms = Mapping[str, type[PageForm]]
PLAIN: Forms = {
    "organisation": OrganisationForm,
    "signatory": SignatoryForm,
    "champion": ChampionForm,
    "listing": ListingForm,
}
