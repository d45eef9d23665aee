"""What officers write into an organisation's story."""

from __future__ import annotations

from typing import Any

from django import forms

from backend.charter.choices import ContactKind, Outcome, Sector
from backend.charter.models import CharterVersion, Signature
from backend.venues.models import Organisation, Venue, plain_text

from .forms import NAME, WHO_IS_IT, DeskForm

DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]
FACTS = ("name", "sector", "address", "town", "postcode", "website")
NO_DAY = "Type the day like 5/3/2027."


def _line(label: str, longest: int, empty: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        validators=[plain_text],
        error_messages={"required": empty, "max_length": f"Use at most {longest} letters here."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OneParagraph(forms.CharField):
    """What was typed on several lines, as one: what is kept has no characters that nobody sees."""

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value) or "").split())


def _text(label: str, longest: int, empty: str = "", *, required: bool = True) -> forms.CharField:
    return OneParagraph(
        label=label,
        max_length=longest,
        required=required,
        validators=[plain_text],
        error_messages={"required": empty, "max_length": f"Use at most {longest} letters here."},
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


def _day(label: str, empty: str = NO_DAY, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DAYS,
        error_messages={"required": empty, "invalid": NO_DAY},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class OfOrganisation(DeskForm):
    """A form about one organisation; where there is a venue to choose, it is one of theirs."""

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "venue" in self.fields:
            field = self.fields["venue"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = organisation.venues.order_by("name")


def _venue() -> Any:
    return forms.ModelChoiceField(
        label="At which venue",
        queryset=Venue.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="None in particular",
        error_messages={"invalid_choice": "Choose a venue of this organisation."},
    )


class FactsForm(OfOrganisation):
    """What the register says of it. Who withdrew consent is off the public list."""

    name = _line("Name", 120, "Type the name of the organisation.")
    sector = forms.ChoiceField(label="What it is", error_messages={"required": "Choose what it is."})
    address = _line("Address", 200, required=False)
    town = _line("Town", 60, required=False)
    postcode = _line("Postcode", 8, required=False)
    website = _line("Website", 200, required=False)
    may_be_listed = forms.TypedChoiceField(
        label="May the public list of who signed name it?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        newest = Signature.objects.filter(organisation=organisation).order_by("-made_at", "-pk").first()
        kwargs["initial"] = {name: getattr(organisation, name) for name in FACTS} | {
            "may_be_listed": "yes" if newest and newest.may_be_listed else "no"
        }
        super().__init__(*args, organisation=organisation, **kwargs)
        known = list(Sector.choices)
        if organisation.sector and organisation.sector not in Sector.values:
            known.append((organisation.sector, organisation.sector))
        sector = self.fields["sector"]
        assert isinstance(sector, forms.ChoiceField)
        sector.choices = known
        if newest is None:
            del self.fields["may_be_listed"]


class TrainingForm(OfOrganisation):
    course = _line("Course", 120, "Type what the course is called.")
    people = forms.IntegerField(
        label="How many people took it",
        min_value=1,
        max_value=100_000,
        error_messages={
            "required": "Type how many people took it.",
            "invalid": "Type a number, like 12.",
            "min_value": "Type 1 or more.",
            "max_value": "Type a number below 100,000.",
        },
    )
    held_on = _day("Held on")
    expires_on = _day("Holds until (leave empty where it does not run out)", required=False)
    venue = _venue()

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        held_on, expires_on = typed.get("held_on"), typed.get("expires_on")
        if held_on and expires_on and expires_on <= held_on:
            self.add_error("expires_on", "Choose a day after the one on which it was held.")
        return typed


class SpotCheckForm(OfOrganisation):
    visited_on = _day("Visited on")
    visited_by = _line("Who visited", 80, "Type the name of who visited.")
    script = _line("What they said or asked for", 200, "Type what they said, like: asked for Angela.")
    outcome = forms.ChoiceField(
        label="Outcome",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose passed, partly or failed."},
    )
    notes = _text("Notes", 1000, required=False)
    venue = _venue()


class ActionForm(OfOrganisation):
    what = _line("What they will do", 300, "Type what they will do.")
    due_on = _day("By when")


class ContactForm(OfOrganisation):
    kind = forms.ChoiceField(
        label="Who is it",
        choices=ContactKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose authorised signatory or champion."},
    )
    name = forms.CharField(
        label="Name",
        max_length=80,
        validators=[plain_text],
        error_messages=NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = _line("Their role", 80, required=False)
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        max_length=254,
        error_messages=WHO_IS_IT,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = _line("Telephone", 30, required=False)


class RenewalForm(DeskForm):
    """Each commitment of the version in force, to be confirmed with how it is kept now."""

    note = _text("Note on this review", 500, required=False)

    def __init__(self, *args: Any, version: CharterVersion, kept: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commitments = list(version.commitments.all())
        for each in self.commitments:
            self.fields[f"confirmed_{each.pk}"] = forms.BooleanField(
                label="Confirmed",
                error_messages={"required": "Go through this one with them, then tick it."},
            )
            self.fields[f"how_{each.pk}"] = _line("How they keep it now", 500, required=False)
            self.fields[f"how_{each.pk}"].initial = kept.get(each.pk, "")

    def asked(self) -> list[tuple[Any, Any, Any]]:
        """(commitment, its tick, its note), in the Charter's order."""
        return [(each, self[f"confirmed_{each.pk}"], self[f"how_{each.pk}"]) for each in self.commitments]

    def confirmed(self) -> dict[int, str]:
        return {each.pk: self.cleaned_data[f"how_{each.pk}"] for each in self.commitments}


class WithdrawalForm(DeskForm):
    because = _text("Reason: they read it in the letter", 500, "Type the reason: they read it in the letter.")
